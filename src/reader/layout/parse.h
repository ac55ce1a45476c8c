/* parse.h - a chunk's Markdown as a tree; the parser stays behind it. */
#ifndef CDCLAB_LAYOUT_PARSE_H
#define CDCLAB_LAYOUT_PARSE_H

struct arena;
struct chunk;
struct doc;
struct node;

/* The chunk's NODE_DOC, in arena; text of it may be lent from doc. */
struct node *parse_chunk(
	const struct doc *doc, const struct chunk *chunk, struct arena *arena);

#endif
