/*
 * para.h - styled text that is to be wrapped: a paragraph, a cell, a title.
 *
 * Here is the sink: what is added is sanitised, so the bytes of a paragraph
 * are fit for a terminal, and only they become rows.
 */
#ifndef CDCLAB_LAYOUT_PARA_H
#define CDCLAB_LAYOUT_PARA_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "reader/layout/flow.h"
#include "reader/style/style.h"

struct node;
struct words;

/* All-zero is empty; release with para_release(). */
struct para {
	struct buf text;  /* "\n": the row ends here */
	struct run *runs; /* in order, without gaps */
	size_t nrun, run_room;
	struct link *links; /* lent from the nodes */
	size_t nlink, link_room;
	int link;          /* of what is added, as in a run */
	struct buf breaks; /* a byte for each of text: see para.c */
	size_t *lines;     /* places where the source's next line begins */
	size_t nline, line_room;
};

void para_add(struct para *para, enum style style, const char *s, size_t len);
void para_adds(struct para *para, enum style style, const char *s);

/* What is added from here on leads there, until para->link is 0 again. */
void para_link(struct para *para, const char *target, const char *title);

/* The text of a node's children; style is that of plain words in it. */
void para_add_node(struct para *para, const struct node *node, enum style style,
	const struct words *words);

/* To be called once all is added, before para_wrap(). */
void para_finish(struct para *para);

/*
 * The row that begins at from: its end, and where the next begins. Not wider
 * than cols but for a single character that is.
 */
size_t para_wrap(const struct para *para, size_t from, int cols, size_t *next);

/* Columns of the widest row without wrapping; of the longest word. */
int para_cols(const struct para *para);
int para_word_cols(const struct para *para);

/* Lines of the source before at. */
int para_lines(const struct para *para, size_t at);

void para_reset(struct para *para);
void para_release(struct para *para);

#endif
