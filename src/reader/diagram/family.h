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

/* DIAGRAM_UNKNOWN with a reason, printf's words; the reason is in scratch. */
struct diagram family_unknown(struct arena *scratch, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
