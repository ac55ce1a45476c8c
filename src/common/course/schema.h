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

/*
 * One thing that is wrong: where ("steps[2].run"), and a message that says what
 * it is and what was expected. Both are lent for the call.
 */
typedef void (*schema_fault_fn)(void *ctx, const char *path, const char *why);

/* 0: value holds. -1: it does not; fn was called with each fault, in order. */
int schema_check(const json_t *schema, const json_t *value, schema_fault_fn fn,
	void *ctx);

#endif
