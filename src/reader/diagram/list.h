/* list.h - a graph that is too much to draw, as lines of text. */
#ifndef CDCLAB_DIAGRAM_LIST_H
#define CDCLAB_DIAGRAM_LIST_H

struct diagram;
struct graph;

/* "from -> to (label)" for each edge, then the nodes without one. */
struct diagram list_draw(const struct graph *graph, int cols);

#endif
