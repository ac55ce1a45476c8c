/*
 * fit.h - a graph at a width: the first of several ways to draw it that fits.
 *
 * As it is; tighter; with its labels broken; from top to bottom instead of
 * across, or the other way round; as it is, to be panned; its edges as text.
 */
#ifndef CDCLAB_DIAGRAM_FIT_H
#define CDCLAB_DIAGRAM_FIT_H

struct diagram;
struct graph;

/* In the graph's arena. */
struct diagram fit_draw(struct graph *graph, int cols);

#endif
