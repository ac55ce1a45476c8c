/*
 * family.h - what a family of diagrams is to diagram.c.
 *
 * A family draws in a scratch arena: what it returns is copied, then all of
 * it is given back.
 */
#ifndef CDCLAB_DIAGRAM_FAMILY_H
#define CDCLAB_DIAGRAM_FAMILY_H

#include "reader/diagram/diagram.h"
#include "reader/diagram/source.h"

struct arena;

/* The rest of source, after its head ("flowchart LR"), at most cols wide. */
typedef struct diagram family_fn(struct arena *scratch,
	const struct source_line *head, struct source *source, int cols);

/* DIAGRAM_UNKNOWN, and why. */
struct diagram family_unknown(enum diagram_why why);

#endif
