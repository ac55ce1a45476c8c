/* row_part.h - how a part of what is seen of a row is told. */
#ifndef CDCLAB_RUN_ROW_PART_H
#define CDCLAB_RUN_ROW_PART_H

#include "engine/run/row_show.h"

/* kind: "row" "log" "key" "header" "value" "change"
 * "unheld" "still"; name: its own, or NULL. */
void row_part(const struct row_view *view, const char *kind, const char *name,
	const char *text);

#endif
