#include "config.h"

#include "common/base/json.h"

#include "common/base/buf.h"
#include "common/base/err.h"

json_t *
json_parse(const char *name, const char *text, size_t len, struct err *err)
{
	json_error_t bad;
	json_t *value = json_loadb(
		text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &bad);

	if (!value)
		err_at(err, name, bad.line, "%s, expected strict JSON",
			bad.text);
	return value;
}

const char *
json_str(const json_t *object, const char *key, const char *fallback)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : fallback;
}

long long
json_int(const json_t *object, const char *key, long long fallback)
{
	const json_t *n = json_object_get(object, key);

	return json_is_integer(n) ? json_integer_value(n) : fallback;
}

void
json_set_int(json_t *object, const char *key, long long n)
{
	json_object_set_new(object, key, json_integer(n));
}

char *
json_line(const json_t *value)
{
	char *s = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	return s ? s : mem_strdup("null");
}
