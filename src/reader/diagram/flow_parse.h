/* flow_parse.h - the words of a flowchart: a node, a link, a place in a line. */
#ifndef CDCLAB_DIAGRAM_FLOW_PARSE_H
#define CDCLAB_DIAGRAM_FLOW_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/diagram/graph.h"

/* What is left of a line. */
struct cursor {
	const char *s, *end;
};

/* A link between two lists of nodes, before it is known which. */
struct flow_link {
	enum line_kind kind;
	bool hidden;
	enum head from_head, to_head;
	int span;
	const char *text; /* lent; NULL: none */
	size_t text_len;
};

void cursor_skip(struct cursor *c); /* blanks */
bool cursor_take(struct cursor *c, const char *word);

/* "LR"; WAY_INHERIT: it is no direction. */
enum way flow_way(struct cursor *c);

/* One node with its shape and class. -1: there is none, or no more room. */
int flow_node(struct graph *graph, int group, struct cursor *c);

/* The text of node in its brackets; false: there are none that close. */
bool flow_text(struct graph *graph, int node, struct cursor *c);

/* false: what follows is no link; nothing is taken. */
bool flow_link(struct cursor *c, struct flow_link *link);

#endif
