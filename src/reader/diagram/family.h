/*
 * family.h - what a family of diagrams is to diagram.c.
 *
 * A family reads the rest of a source, after its head ("flowchart LR"), and
 * draws in the source's arena: what it returns is copied, then all of it is
 * given back.
 */
#ifndef CDCLAB_DIAGRAM_FAMILY_H
#define CDCLAB_DIAGRAM_FAMILY_H

#include "reader/diagram/diagram.h"
#include "reader/diagram/source.h"

struct graph;

/* What a diagram is to be: cols wide, DIAGRAM_WORDS: as it comes. */
struct room {
	int cols;
	bool told; /* in words */
};

/* DIAGRAM_UNKNOWN, and why. */
struct diagram family_unknown(enum diagram_why why);

/* Flowcharts and state diagrams are graphs: see fit.h for these. */
void flow_read(struct graph *graph, const struct source_line *head,
	struct diagram_source *source);
void chart_read(struct graph *graph, const struct source_line *head,
	struct diagram_source *source);

/* Sequence diagrams. */
struct diagram seq_draw(const struct source_line *head,
	struct diagram_source *source, struct room room);

#endif
