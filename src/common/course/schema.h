/*
 * schema.h - hold a JSON value against a JSON Schema.
 *
 * The part of draft 2020-12 that labs/lab.schema.json uses: type (one or a list), enum,
 * pattern, minProperties, maxProperties, minLength, maxLength, minimum, maximum, minItems, maxItems,
 * uniqueItems, items, required, properties, additionalProperties, oneOf, $ref
 * into $defs. A branch of oneOf is chosen by
 * its first required key, so a message can say what that branch expected.
 */
#ifndef CDCLAB_COURSE_SCHEMA_H
#define CDCLAB_COURSE_SCHEMA_H

#include <jansson.h>

struct buf;

/*
 * 0: value holds. -1: path gets where ("steps[2].run"), why gets what is
 * wrong and what was expected.
 */
int schema_check(const json_t *schema, const json_t *value, struct buf *path,
	struct buf *why);

#endif
