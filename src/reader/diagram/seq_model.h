/*
 * seq_model.h - a sequence diagram as it was read: its actors from left to
 * right, what happens from top to bottom.
 */
#ifndef CDCLAB_DIAGRAM_SEQ_MODEL_H
#define CDCLAB_DIAGRAM_SEQ_MODEL_H

#include <stdbool.h>
#include <stddef.h>

struct diagram_source;
struct source_line;

/* More than anybody reads: what goes beyond is not drawn. */
#define SEQ_ACTORS 256
#define SEQ_EVENTS 2000

/* Bytes of the source, not yet sanitised. */
struct slice {
	const char *s;
	size_t len;
};

/* A group of actors. Zero: none. */
struct seq_box {
	int number; /* from 1 */
	struct slice title;
};

struct seq_actor {
	struct slice id, label;
	struct seq_box box;
	bool person;  /* actor, not participant */
	bool created; /* by a message, not there from the beginning */
};

enum seq_kind {
	SEQ_MESSAGE = 0,
	SEQ_NOTE,
	SEQ_FRAME, /* loop, alt and the like begin */
	SEQ_PART,  /* else, and, option: the next part of a frame */
	SEQ_END,
	SEQ_ACTIVATE,
	SEQ_DEACTIVATE
};

enum seq_head {
	SEQ_NONE = 0,
	SEQ_FULL,
	SEQ_CROSS,
	SEQ_OPEN
};

/* What does not belong to a kind is zero. */
struct seq_event {
	enum seq_kind kind;
	/*
	 * Indices of actors: a message's ends; the first and the last that a
	 * note stands over; who (from) is active.
	 */
	int from, to;
	struct slice text;
	/* messages */
	enum seq_head tail, head;
	bool dotted, creates, destroys_from, destroys_to;
	bool numbered;
	int number; /* in hundredths */
	/* notes: -1 left of from, 1 right of it, 0 over from to to */
	int side;
	/* frames and their parts */
	struct slice word; /* "loop"; empty: only a frame */
	int frame; /* index of the one that this is in or of; -1: none */
};

/* All lent from the arena, texts from the source. */
struct seq_model {
	struct seq_actor actors[SEQ_ACTORS];
	int nactor;
	bool too_much; /* the text was not read to its end */
	struct seq_event *events;
	int nevent, event_room;
	int skipped, skipped_line; /* as in struct diagram */
};

/* Never fails: lines that are not understood are counted and left out. */
struct seq_model *seq_parse(
	const struct source_line *head, struct diagram_source *source);

#endif
