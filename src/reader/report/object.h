/* object.h - clean strings in JSON objects for other programs. */
#ifndef CDCLAB_REPORT_OBJECT_H
#define CDCLAB_REPORT_OBJECT_H

#include <jansson.h>

struct buf;

/* Set key to value, sanitised; NULL: leave it out. */
void object_str(json_t *object, const char *key, const char *value);

/* Append it as one line and give it up. */
void object_print(json_t *object, struct buf *out);

#endif
