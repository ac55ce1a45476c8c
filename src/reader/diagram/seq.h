/*
 * seq.h - a Mermaid sequence diagram: who tells whom what, top to bottom.
 */
#ifndef CDCLAB_DIAGRAM_SEQ_H
#define CDCLAB_DIAGRAM_SEQ_H

#include "reader/diagram/family.h"

/* A family_fn. */
struct diagram seq_draw(struct arena *scratch, const struct source_line *head,
	struct source *source, int cols);

#endif
