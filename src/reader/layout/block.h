/* block.h - from a chunk's tree to its rows. */
#ifndef CDCLAB_LAYOUT_BLOCK_H
#define CDCLAB_LAYOUT_BLOCK_H

#include "reader/layout/para.h"

struct doc;
struct node;
struct out;
struct words;

/* What the layout of every block needs; zero but for doc and out. */
struct block_page {
	const struct doc *doc;
	struct out *out;
	struct para para; /* scratch, reused */
	bool after_title; /* nothing of the text is before it */
	bool wide;        /* tables that do not fit are grids all the same */
};

/* The children of a node, a blank row between them unless tight. */
void block_children(
	struct block_page *page, const struct node *node, bool tight);

void block_node(struct block_page *page, const struct node *node);

/* component.c: with what is in it; a callout of a type, NULL: the usual one. */
void block_component(struct block_page *page, const struct node *node);
void block_callout(struct block_page *page, const char *type, const char *title,
	const struct node *node);

/* A bar before all rows until out_pop(); for ears, a word before them. */
void block_push(struct block_page *page, enum style style, const char *bar,
	const char *spoken);

/* A line of our own words; NULL, "": none. */
void block_say(struct block_page *page, const char *text);

void block_underline(struct block_page *page, const char *rule);

/* Lines under a bar with a name and a language; either may be NULL. */
void block_code(struct block_page *page, const char *name, const char *lang,
	const char *text, size_t len);

/* Lines as they are, in a style; too long ones go on with a mark. */
void block_lines(struct block_page *page, enum style style, const char *text,
	size_t len);

/* figure.c: a diagram, drawn; false: the node is none. */
bool block_figure(struct block_page *page, const struct node *node);

/* table.c */
void block_table(struct block_page *page, const struct node *table);

/* title.c: the front matter, if there is any. */
void block_title(struct block_page *page);

/*
 * tabs.c: what a tab is called, the nth of its kind in its Tabs, from 1: by
 * itself, <Tabs values={[{ label: 'A', value: 'a' }]}>, <Tabs items={['A']}>.
 * Owned, or NULL.
 */
char *tabs_label(const struct node *tab, int nth);

#endif
