/*
 * fit.h - a graph at a width: the first of several ways to draw it that fits.
 *
 * As it is; tighter; with its labels broken; from top to bottom instead of
 * across, or the other way round; as it is, to be panned; its edges as text.
 */
#ifndef CDCLAB_DIAGRAM_FIT_H
#define CDCLAB_DIAGRAM_FIT_H

#include "reader/diagram/family.h"

/* In the graph's arena. */
struct diagram fit_draw(
	struct graph *graph, const struct caption *caption, struct room room);

/* list.c: "from -> to (label)" for each edge, then the nodes without one. */
struct diagram list_draw(const struct graph *graph,
	const struct caption *caption, struct room room);

#endif
