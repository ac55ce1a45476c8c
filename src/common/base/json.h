/* json.h - strict JSON in, with the line of what is wrong. */
#ifndef CDCLAB_BASE_JSON_H
#define CDCLAB_BASE_JSON_H

#include <stddef.h>

#include <jansson.h>

struct err;

/*
 * Parse len bytes; duplicate keys are refused. name labels errors. Owned by
 * the caller (json_decref). NULL: ERR_SYNTAX with the line.
 */
json_t *json_parse(
	const char *name, const char *text, size_t len, struct err *err);

/* The string at key, lent; fallback when absent or not a string. */
const char *json_str(
	const json_t *object, const char *key, const char *fallback);

/* The integer at key, or fallback. */
long long json_int(const json_t *object, const char *key, long long fallback);

/* Put the integer at key, in place of what is there. */
void json_set_int(json_t *object, const char *key, long long n);

/* One line of text, keys in insertion order; owned by the caller (free()). */
char *json_line(const json_t *value);

#endif
