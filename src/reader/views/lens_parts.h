/* lens_parts.h - parts of a record as lines, for who shows all of it. */
#ifndef CDCLAB_VIEWS_LENS_PARTS_H
#define CDCLAB_VIEWS_LENS_PARTS_H

#include "common/base/json_span.h"

struct textview;

/* JSON as it may be shown; owned. */
char *lens_plain(struct json_span span);

/* Before and after of a change event, side by side where both are there. */
void lens_write_change(struct textview *textview, struct json_span all);

/* The members of an object. */
void lens_write_fields(struct textview *textview, struct json_span object);

#endif
