/*
 * seq_parse.h - what the statements of a sequence diagram are read into.
 */
#ifndef CDCLAB_DIAGRAM_SEQ_PARSE_H
#define CDCLAB_DIAGRAM_SEQ_PARSE_H

#include "reader/diagram/seq_model.h"

struct arena;

/* A frame that has not ended yet; frame is -1 for a box of actors. */
struct open {
	struct open *outer;
	int frame;
};

struct parser {
	struct arena *arena;
	struct seq_model *model;
	struct open *open;
	int number, step;       /* of messages; step 0: they have none */
	int created, destroyed; /* by the next message; -1: nobody */
	bool described;         /* within accDescr { */
	struct slice word;      /* the statement's first */
};

/* Without blanks around it; the rest after n bytes. */
struct slice slice_trim(struct slice slice);
struct slice slice_past(struct slice slice, size_t n);

/* In any case: is it that word; where it is in there, or NULL. */
bool slice_is(struct slice slice, const char *word);
const char *slice_find(struct slice slice, const char *what);

/* Up to a blank or a colon. */
struct slice slice_word(struct slice line);

/*
 * Cut a message "A ->>+ B: text" into an event's ends, heads and text; plus
 * and minus say what stands behind the arrow. seq_arrow.c
 */
bool seq_arrow(
	struct slice line, struct seq_event *event, bool *plus, bool *minus);

/* The actor of that name, made if need be; -1: there are too many. */
int seq_actor_of(struct parser *parser, struct slice id);

/* Statements about actors, without their first word; false: not understood. */
bool seq_take_participant(struct parser *parser, struct slice rest);
bool seq_take_actor(struct parser *parser, struct slice rest);
bool seq_take_create(struct parser *parser, struct slice rest);
bool seq_take_destroy(struct parser *parser, struct slice rest);

/* Whoever was to be created or destroyed is so by this message. */
void seq_settle(struct parser *parser, struct seq_event *event);

#endif
