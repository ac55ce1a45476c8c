/*
 * seq_layout.h - where everything of a sequence diagram stands.
 *
 * Columns first, from what has to fit between which lifelines; then, with the
 * texts wrapped into the room that came of it, rows from top to bottom.
 */
#ifndef CDCLAB_DIAGRAM_SEQ_LAYOUT_H
#define CDCLAB_DIAGRAM_SEQ_LAYOUT_H

#include <stdbool.h>

#include "reader/diagram/seq_model.h"
#include "reader/diagram/text.h"

struct canvas;
struct caption;
struct diagram;
struct diagram_source;

/* A text, and how wide it is: in whole, and its longest pieces. */
struct seq_text {
	struct text text;
	int cols;
	int pieces[TEXT_ANYWHERE]; /* by where it may be broken */
	struct text_lines lines;   /* wrapped into its room */
};

struct seq_name {
	struct seq_text text;
	int w, h; /* of its box */
	int y;    /* its first row */
	int end;  /* the last row of the lifeline */
};

/*
 * Of an event. lo to hi are lifelines, indices of x; left and right are how
 * many columns it takes beyond them.
 */
struct seq_item {
	const struct seq_event *event;
	struct seq_text text;
	int lo, hi, left, right;
	int need; /* frames: columns of the widest title in it */
	int y;    /* the first row */
	int row;  /* messages: the arrow's; activations: where */
};

/* A frame around the names lo to hi, counted as in seq_item. */
struct seq_frame {
	struct seq_text title;
	int lo, hi;
	int x, y, w, h;
};

struct seq_layout {
	struct arena *arena;
	const struct seq_model *model;
	const struct caption *caption;
	struct seq_text title;
	struct seq_name names[SEQ_ACTORS];
	struct seq_frame boxes[SEQ_ACTORS];
	int nbox;
	struct seq_item *items; /* by event */
	/* Columns: 0 the left edge, 1 the first actor, n + 1 the right edge. */
	int x[SEQ_ACTORS + 2];
	int cols, rows;
	int pad;  /* blanks beside a name, and between its box and a frame */
	int foot; /* the row where the names stand again; 0: they do not */
};

/* How narrow it may get: the room that a text has at least. */
struct seq_fit {
	int text, name;
	enum text_break part;
	bool tight; /* no blanks beside names */
};

/* Texts decoded and measured, nothing placed. */
void seq_measure(struct seq_layout *layout, const struct seq_model *model,
	const struct diagram_source *source);

/* Set x and cols, and what each item takes beside its lifelines. */
void seq_columns(struct seq_layout *layout, const struct seq_fit *fit);

/* Wrap the texts, set rows and all y. */
void seq_rows(struct seq_layout *layout, const struct seq_fit *fit);

/* Columns that a text takes when it may get that narrow. */
int seq_text_cols(const struct seq_text *text, int room, enum text_break part);

/* The first and the last column of a box of names or a note. */
int seq_box_left(const struct seq_layout *layout, int actor);
int seq_note_cols(const struct seq_layout *layout, const struct seq_item *item);
int seq_note_left(const struct seq_layout *layout, const struct seq_item *item);

/* All of it in words, a line for each event: DIAGRAM_LIST. */
struct diagram seq_list(const struct seq_layout *layout, int cols);

void seq_paint(const struct seq_layout *layout, struct canvas *canvas);

#endif
