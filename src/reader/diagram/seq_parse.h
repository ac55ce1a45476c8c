/*
 * seq_parse.h - what the statements of a sequence diagram are read into.
 */
#ifndef CDCLAB_DIAGRAM_SEQ_PARSE_H
#define CDCLAB_DIAGRAM_SEQ_PARSE_H

#include "reader/diagram/seq_model.h"

struct arena;
struct caption;

/* A frame that has not ended yet; frame is -1 for a box of actors. */
struct seq_open {
	struct seq_open *outer;
	int frame;
};

struct seq_parser {
	struct arena *arena;
	struct caption *caption;
	struct seq_model *model;
	struct seq_open *open;
	bool numbered;          /* messages are, */
	int number, step;       /* in hundredths */
	int created, destroyed; /* by the next message; -1: nobody */
	int nbox;               /* so far */
	struct seq_box box;     /* the one that is open; its number 0: none */
	struct slice word;      /* the statement's first */
};

/* Without blanks around it; the rest after n bytes. */
struct slice slice_trim(struct slice slice);
struct slice slice_past(struct slice slice, size_t n);

/* In any case: is it that word; where it is in there, or NULL. */
bool slice_is(struct slice slice, const char *word);
const char *slice_find(struct slice slice, const char *what);

/*
 * Take "10", "10.5" or ".05" off its beginning, in hundredths, long ones cut;
 * false: there is none, and number is left alone.
 */
bool slice_number(struct slice *slice, int *number);

/* Without the "wrap:" that asks for what is done anyway. */
struct slice slice_unwrapped(struct slice text);

/* Up to a blank or a colon. */
struct slice slice_word(struct slice line);

/* A message "A ->>+ B: text": plus and minus stand behind the arrow. */
struct seq_arrow {
	struct slice from, to, text;
	enum seq_head tail, head;
	bool dotted, plus, minus;
};

/* seq_arrow.c; false: the line is no message. */
bool seq_arrow_read(struct seq_arrow *arrow, struct slice line);

/* The actor of that name, made if need be; any, once there are too many. */
int seq_actor_of(struct seq_parser *parser, struct slice id);

/* Statements about actors, without their first word; false: not understood. */
bool seq_take_participant(struct seq_parser *parser, struct slice rest);
bool seq_take_actor(struct seq_parser *parser, struct slice rest);
bool seq_take_create(struct seq_parser *parser, struct slice rest);
bool seq_take_destroy(struct seq_parser *parser, struct slice rest);

/* seq_box.c: what "box" is called, without the colour before it. */
struct slice seq_box_title(struct slice rest);

/* Whoever was to be created or destroyed is so by this message. */
void seq_settle(struct seq_parser *parser, struct seq_event *event);

#endif
