#include "config.h"

#include "engine/flow/recognise.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/utf8.h"
#include "engine/client/kafka.h"
#include "engine/flow/canary.h"

void
reading_release(struct reading *reading)
{
	json_decref(reading->part[0]);
	json_decref(reading->part[1]);
	*reading = (struct reading){ 0 };
}

static json_t *
parse(const char *text, size_t len)
{
	struct err ignored = { 0 };

	return text ? json_parse("record", text, len, &ignored) : NULL;
}

/* The key or the value; NULL: it is no JSON. Lent. */
static const json_t *
part_of(struct reading *reading, const struct lab_where *where)
{
	const struct record *rec = reading->rec;
	bool value = where->part == WHERE_VALUE;

	if (!reading->parsed[value])
		reading->part[value] = value ? parse(rec->value, rec->value_len)
					     : parse(rec->key, rec->key_len);
	reading->parsed[value] = true;
	return reading->part[value];
}

/* What Kafka's JsonConverter puts around: {"schema": ..., "payload": ...}. */
static bool
is_envelope(const json_t *part)
{
	return json_object_size(part) == 2 && json_object_get(part, "schema") &&
		json_object_get(part, "payload");
}

static const json_t *
without_envelope(const json_t *part)
{
	return is_envelope(part) ? json_object_get(part, "payload") : part;
}

/* One name of a pointer: ~1 is a slash, ~0 a tilde (RFC 6901). Owned. */
static char *
next_name(const char **pointer)
{
	struct buf name = { 0 };
	const char *p = *pointer + 1;

	for (; *p && *p != '/'; p++) {
		if (*p == '~' && (p[1] == '0' || p[1] == '1'))
			buf_addc(&name, *++p == '0' ? '~' : '/');
		else
			buf_addc(&name, *p);
	}
	*pointer = p;
	return name.len ? buf_take(&name) : mem_strdup("");
}

static const json_t *
member(const json_t *at, const char *name)
{
	char *end;
	unsigned long i;

	if (!json_is_array(at))
		return json_object_get(at, name);
	i = strtoul(name, &end, 10);
	return *end || end == name ? NULL : json_array_get(at, i);
}

/*
 * What a pointer leads to; NULL: nothing. A member that is JSON in a string, as
 * a JSON column is, is gone into: owned gets it then.
 */
static const json_t *
follow(const json_t *at, const char *pointer, json_t **owned)
{
	bool inside = false;

	while (at && *pointer) {
		char *name;

		if (inside && json_is_string(at) && !*owned) {
			*owned = parse(
				json_string_value(at), json_string_length(at));
			at = *owned;
		}
		name = next_name(&pointer);
		at = member(at, name);
		inside = true;
		free(name);
	}
	return at;
}

/* -- what stands there, and what should ----------------------------------- */

/* A scalar as text; false: it has none. */
static bool
add_scalar(struct buf *out, const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		buf_adds(out, json_string_value(value));
		return true;
	}
	if (!value || json_is_object(value) || json_is_array(value))
		return false;
	text = json_dumps(value, JSON_ENCODE_ANY);
	buf_adds(out, text ? text : "");
	free(text);
	return true;
}

/* Numbers by their value: 1 is 1.0, and "1" as well. */
static bool
is_same_number(const char *a, const char *b)
{
	char *end_a, *end_b;
	long long n = strtoll(a, &end_a, 10), m = strtoll(b, &end_b, 10);

	if (end_a > a && end_b > b && !*end_a && !*end_b)
		return n == m;
	return end_a > a && end_b > b &&
		strtod(a, &end_a) == strtod(b, &end_b) && !*end_a && !*end_b;
}

/* null is nothing else; a number may stand for a text of digits. */
static bool
is_wanted(const json_t *want, const char *text, const json_t *is, bool there)
{
	struct buf found = { 0 };
	bool same;

	if (json_is_null(want))
		return there && json_is_null(is);
	if (!there || !add_scalar(&found, is) || json_is_null(is) ||
		(json_is_boolean(is) != json_is_boolean(want))) {
		buf_release(&found);
		return false;
	}
	same = !strcmp(buf_str(&found), text) ||
		(json_is_number(is) && is_same_number(buf_str(&found), text));
	buf_release(&found);
	return same;
}

/* What stands at a place of a record: as JSON, or as the bytes themselves. */
struct place {
	bool there;
	const json_t *json; /* lent; NULL: it is nothing, or bytes */
	json_t *owned;
	bool wrapped; /* the part has an envelope */
};

static void
look_at_bytes(const char *bytes, size_t len, struct place *out)
{
	out->there = true;
	out->owned = bytes ? json_stringn(bytes, len) : json_null();
	out->json = out->owned;
}

static void
look_at(struct reading *reading, const struct lab_where *where,
	struct place *out)
{
	const struct record *rec = reading->rec;
	bool value = where->part == WHERE_VALUE;
	const json_t *part;
	const char *header;
	size_t len = 0;

	*out = (struct place){ 0 };
	if (where->part == WHERE_HEADER) {
		header = record_header(rec, where->place, &len);
		if (header)
			look_at_bytes(header, len, out);
		return;
	}
	part = part_of(reading, where);
	out->wrapped = is_envelope(part);
	part = without_envelope(part);
	if (*where->place)
		out->json = follow(part, where->place, &out->owned);
	else if (part && !json_is_object(part) && !json_is_array(part))
		out->json = part;
	else
		look_at_bytes(value ? rec->value : rec->key,
			value ? rec->value_len : rec->key_len, out);
	out->there |= out->json != NULL;
}

static char *
wanted(const struct lab_where *where, const struct canary *canary)
{
	struct buf out = { 0 };

	if (canary && json_is_string(where->want))
		canary_fill(canary, json_string_value(where->want), &out);
	else
		add_scalar(&out, where->want);
	return out.len ? buf_take(&out) : mem_strdup("");
}

static void
note_unlike(const struct lab_where *where, const struct place *place,
	bool wrapped, struct unlike *unlike)
{
	struct buf text = { 0 };

	*unlike = (struct unlike){
		.where = where, .wrapped = wrapped, .missing = !place->there
	};
	if (unlike->missing)
		buf_adds(&text, MSG_("nothing"));
	else if (!add_scalar(&text, place->json) && place->json) {
		char *line = json_line(place->json);

		buf_adds(&text, line);
		free(line);
	}
	snprintf(unlike->is, sizeof(unlike->is), "%.*s",
		(int)utf8_cut(buf_str(&text), text.len, sizeof(unlike->is) - 1),
		buf_str(&text));
	buf_release(&text);
}

/* Does one condition hold? Else unlike gets it, unless that has one. */
static bool
holds(const struct lab_hop *hop, const struct lab_where *where,
	const struct canary *canary, struct reading *reading,
	struct unlike *unlike)
{
	char *text = wanted(where, canary);
	struct place place;
	bool good, wrapped;

	look_at(reading, where, &place);
	wrapped = place.wrapped && hop->bare && where->part == WHERE_VALUE;
	good = !wrapped &&
		is_wanted(where->want, text, place.json, place.there);
	if (!good && unlike && !unlike->where)
		note_unlike(where, &place, wrapped, unlike);
	json_decref(place.owned);
	free(text);
	return good;
}

bool
recognise_in(const json_t *value, const char *pointer, const json_t *want,
	struct buf *is)
{
	const struct lab_where where = { .want = want };
	struct place place = { 0 };
	struct unlike unlike;
	char *text = wanted(&where, NULL);
	bool good;

	place.json = follow(value, pointer, &place.owned);
	place.there = place.json != NULL;
	good = is_wanted(want, text, place.json, place.there);
	note_unlike(&where, &place, false, &unlike);
	buf_adds(is, unlike.is);
	json_decref(place.owned);
	free(text);
	return good;
}

bool
recognise_find(const json_t *value, const char *pointer, struct buf *is)
{
	struct place place = { 0 };
	struct unlike unlike;
	bool there;

	place.json = follow(value, pointer, &place.owned);
	there = place.there = place.json != NULL;
	note_unlike(NULL, &place, false, &unlike);
	if (there)
		buf_adds(is, unlike.is);
	json_decref(place.owned);
	return there;
}

enum recognised
recognise(const struct lab_hop *hop, const struct canary *canary,
	struct reading *reading, struct unlike *unlike)
{
	bool all = true, any = false;

	*unlike = (struct unlike){ 0 };
	for (size_t i = 0; i < hop->nwhere; i++) {
		bool good = holds(hop, &hop->where[i], canary, reading, unlike);

		all &= good;
		any |= good && hop->where[i].bound;
	}
	return all ? IS_OURS : any ? IS_UNLIKE : IS_ANOTHER;
}

bool
recognise_where(const struct lab_where *where, struct reading *reading)
{
	static const struct lab_hop any = { .kind = HOP_TOPIC };

	return holds(&any, where, NULL, reading, NULL);
}

bool
recognise_text(
	const struct lab_where *where, struct reading *reading, struct buf *is)
{
	struct place place;
	struct unlike unlike;
	bool there;

	look_at(reading, where, &place);
	note_unlike(where, &place, false, &unlike);
	buf_adds(is, unlike.is);
	there = place.there;
	json_decref(place.owned);
	return there;
}

static bool
is_number_place(const struct lab_where *where)
{
	return json_is_string(where->want) &&
		!strcmp(json_string_value(where->want), ":number");
}

static bool
number_at(struct reading *reading, const struct lab_where *where,
	long long *number)
{
	struct buf text = { 0 };
	struct place place;
	char *end;
	bool is;

	look_at(reading, where, &place);
	is = place.there && !json_is_null(place.json) &&
		add_scalar(&text, place.json) && text.len;
	errno = 0;
	*number = strtoll(buf_str(&text), &end, 10);
	is = is && !*end && !errno;
	json_decref(place.owned);
	buf_release(&text);
	return is;
}

/* A tombstone says that a row is gone, where the lab does not wait for it. */
static bool
is_meant(const struct lab_hop *hop, const struct record *rec)
{
	for (size_t i = 0; !rec->value && i < hop->nwhere; i++)
		if (hop->where[i].part == WHERE_VALUE &&
			json_is_null(hop->where[i].want))
			return true;
	return rec->value;
}

bool
recognise_number(
	const struct lab_hop *hop, struct reading *reading, long long *number)
{
	bool found = false;

	if (!is_meant(hop, reading->rec))
		return false;
	for (size_t i = 0; i < hop->nwhere; i++) {
		const struct lab_where *where = &hop->where[i];

		if (!where->bound && !holds(hop, where, NULL, reading, NULL))
			return false;
		if (!found && is_number_place(where))
			found = number_at(reading, where, number);
	}
	return found;
}
