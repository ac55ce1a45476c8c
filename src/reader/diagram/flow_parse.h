/* flow_parse.h - the words of a flowchart: a node, a link, a direction. */
#ifndef CDCLAB_DIAGRAM_FLOW_PARSE_H
#define CDCLAB_DIAGRAM_FLOW_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "reader/diagram/graph.h"
#include "reader/diagram/source.h"

/* How far the end of a label is looked for; nobody reads longer ones. */
#define FLOW_LABEL ((size_t)4096) /* bytes */

/* A link between two lists of nodes, before it is known which. */
struct flow_link {
	enum line_kind kind;
	bool hidden;
	enum head from_head, to_head;
	int span;
	const char *text, *name; /* lent; NULL: none */
	size_t text_len, name_len;
};

/* What is left, or as much of it as a label may take. */
struct cursor cursor_label(const struct cursor *c);

/* "LR"; WAY_INHERIT: it is no direction. */
enum way flow_way(struct cursor *c);

/* One node with its shape and class. -1: there is none, or no more room. */
int flow_node(struct graph *graph, int group, struct cursor *c);

/* flow_attr.c: "@{ shape: cyl, label: "..." }", if that is what follows. */
void flow_attributes(struct graph *graph, int node, struct cursor *c);

/* The title of a group in its brackets; false: there are none that close. */
bool flow_title(struct graph *graph, int group, struct cursor *c);

/* With the ends of lines around it. false: no link; nothing is taken. */
bool flow_link(struct cursor *c, struct flow_link *link);

#endif
