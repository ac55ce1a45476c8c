#include "config.h"

#include "engine/flow/record_json.h"

#include <stdint.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json_span.h"
#include "common/base/utf8.h"
#include "engine/client/kafka.h"

static void
add_name(struct buf *out, const char *name)
{
	buf_addc(out, ',');
	json_span_quote(out, name, strlen(name));
	buf_addc(out, ':');
}

static void
add_member(struct buf *out, const char *name, struct json_span value)
{
	if (!value.at)
		return;
	add_name(out, name);
	json_span_add(out, value);
}

/* RFC 4648. */
static void
add_base64(struct buf *out, const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	buf_addc(out, '"');
	for (size_t i = 0; i < len; i += 3) {
		uint32_t three = 0;

		for (size_t j = i; j < i + 3; j++)
			three = three << 8 |
				(j < len ? (unsigned char)bytes[j] : 0u);
		for (size_t j = 0; j < 4; j++)
			buf_addc(out,
				j > len - i
					? '='
					: digits[three >> (18 - 6 * j) & 63]);
	}
	buf_addc(out, '"');
}

/* Bytes that are no JSON: text, or NAME_base64. */
static void
add_bytes(struct buf *out, const char *name, const char *bytes, size_t len)
{
	bool text = utf8_is_valid(bytes, len);
	char other[40];

	if (text) {
		add_name(out, name);
		json_span_quote(out, bytes, len);
		return;
	}
	add_name(out, name);
	buf_adds(out, "null");
	strcpy(stpcpy(other, name), "_base64");
	add_name(out, other);
	add_base64(out, bytes, len);
}

/* {"schema": ..., "payload": ...} as Kafka's JsonConverter writes it. */
static struct json_span
without_schema(struct json_span part, struct json_span *schema)
{
	struct json_span payload = json_span_member(part, "payload");

	*schema = json_span_member(part, "schema");
	if (!schema->at || !payload.at) {
		*schema = (struct json_span){ 0 };
		return part;
	}
	return payload;
}

/* Its name; without one that it is there. */
static void
add_schema(struct buf *out, const char *name, struct json_span schema)
{
	struct json_span called = json_span_member(schema, "name");

	if (!schema.at)
		return;
	add_name(out, name);
	if (called.at)
		json_span_add(out, called);
	else
		buf_adds(out, "true");
}

static void
add_key(struct buf *out, const struct record *rec)
{
	struct json_span key, schema;

	if (!rec->key) {
		buf_adds(out, ",\"key\":null");
		return;
	}
	if (!json_span(rec->key, rec->key_len, &key)) {
		add_bytes(out, "key", rec->key, rec->key_len);
		return;
	}
	key = without_schema(key, &schema);
	add_member(out, "key", key);
	add_schema(out, "key_schema", schema);
}

static void
add_header(struct buf *out, const char *value, size_t len)
{
	if (!value) {
		buf_adds(out, "null");
	} else if (utf8_is_valid(value, len)) {
		json_span_quote(out, value, len);
	} else {
		buf_adds(out, "{\"base64\":");
		add_base64(out, value, len);
		buf_addc(out, '}');
	}
}

/* A list of pairs: a name may come more than once. */
static void
add_headers(struct buf *out, const struct record *rec)
{
	const char *name, *value;
	size_t len;

	buf_adds(out, ",\"headers\":[");
	for (size_t i = 0; record_header_at(rec, i, &name, &value, &len); i++) {
		buf_adds(out, i ? ",[" : "[");
		add_header(out, name, strlen(name));
		buf_addc(out, ',');
		add_header(out, value, len);
		buf_addc(out, ']');
	}
	buf_addc(out, ']');
}

/* The record's own time less that of its commit. */
static void
add_behind(struct buf *out, const struct record *rec, struct json_span source)
{
	long long committed;

	if (rec->timestamp_ms > 0 &&
		json_span_int(json_span_member(source, "ts_ms"), &committed) &&
		committed > 0)
		buf_addf(out, ",\"behind_ms\":%lld",
			(long long)rec->timestamp_ms - committed);
}

/* Debezium's envelope. */
static bool
is_change(struct json_span value)
{
	return json_span_kind(json_span_member(value, "op")) == '"' &&
		(json_span_member(value, "before").at ||
			json_span_member(value, "after").at);
}

static void
add_change(struct buf *out, const struct record *rec, struct json_span value,
	bool whole)
{
	struct json_span source = json_span_member(value, "source");

	add_member(out, "op", json_span_member(value, "op"));
	if (whole) {
		add_member(out, "before", json_span_member(value, "before"));
		add_member(out, "after", json_span_member(value, "after"));
	}
	add_member(out, "source", source);
	add_behind(out, rec, source);
}

/* Its size stands for it. */
static void
add_large(struct buf *out, const struct record *rec)
{
	buf_addf(out, ",\"value\":null,\"large\":%zu", rec->value_len);
}

/* One that is not JSON. */
static void
add_other(struct buf *out, const struct record *rec)
{
	add_bytes(out, "value", rec->value, rec->value_len);
	if (utf8_is_valid(rec->value, rec->value_len))
		buf_adds(out, ",\"text\":true");
}

static void
add_json(struct buf *out, const struct record *rec, struct json_span value,
	bool whole)
{
	struct json_span schema;

	value = without_schema(value, &schema);
	if (is_change(value))
		add_change(out, rec, value, whole);
	else if (whole)
		add_member(out, "value", value);
	add_schema(out, "schema", schema);
}

static void
add_value(struct buf *out, const struct record *rec, size_t max)
{
	bool whole = !max || rec->value_len <= max;
	struct json_span value;

	if (!rec->value)
		buf_adds(out, ",\"value\":null,\"tombstone\":true");
	else if (json_span(rec->value, rec->value_len, &value))
		add_json(out, rec, value, whole);
	else if (whole)
		add_other(out, rec);
	if (!whole)
		add_large(out, rec);
}

void
record_json(const struct record *rec, bool canary, size_t max, struct buf *out)
{
	buf_adds(out, "{\"topic\":");
	json_span_quote(out, rec->topic, strlen(rec->topic));
	buf_addf(out, ",\"partition\":%d,\"offset\":%lld", rec->partition,
		(long long)rec->offset);
	if (rec->timestamp_ms >= 0)
		buf_addf(out, ",\"timestamp\":%lld",
			(long long)rec->timestamp_ms);
	add_key(out, rec);
	add_headers(out, rec);
	add_value(out, rec, max);
	if (canary)
		buf_adds(out, ",\"canary\":true");
	buf_addc(out, '}');
}
