#include "config.h"

#include "reader/views/lens.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/base/json_span.h"
#include "common/base/port.h"
#include "common/base/sql_name.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"

char *
lens_json(const struct lens_record *record)
{
	struct buf b = { 0 };

	json_span_plain(&b, record->text, record->len);
	return buf_take(&b);
}

/* Where the lessons have the broker; names of topics need no quotes. */
char *
lens_kcat(const struct lens_record *record)
{
	struct json_span all, topic, partition, offset;
	char *text, *here;

	json_span(record->text, record->len, &all);
	topic = json_span_member(all, "topic");
	partition = json_span_member(all, "partition");
	offset = json_span_member(all, "offset");
	text = mem_printf("kcat -b localhost:29092 -C -t %.*s -p %.*s -o %.*s "
			  "-c 1 -e -q -f '%%k %%h %%s\\n'",
		(int)topic.len - 2, topic.at + 1, (int)partition.len,
		partition.at, (int)offset.len, offset.at);
	here = port_text(text);
	free(text);
	return here;
}

/* -- SQL ------------------------------------------------------------------- */

/* A name from a record, quoted as the database does; false: a strange one. */
static bool
add_name(struct buf *b, struct json_span name, bool mysql)
{
	char quote = mysql ? '`' : '"';

	if (name.len < 3 || memchr(name.at, '\\', name.len))
		return false;
	buf_addc(b, quote);
	for (size_t i = 1; i + 1 < name.len; i++) {
		if (name.at[i] == quote)
			buf_addc(b, quote);
		buf_addc(b, name.at[i]);
	}
	buf_addc(b, quote);
	return true;
}

/* " = 'value'": both databases take a number in quotes, for a text as well. */
static bool
add_is(struct buf *b, struct json_span value, bool mysql)
{
	json_t *string;

	switch (json_span_kind(value)) {
	case '"':
		string = json_loadb(value.at, value.len, JSON_DECODE_ANY, NULL);
		if (!string)
			return false;
		buf_adds(b, " = ");
		sql_add_literal(b, json_string_value(string),
			json_string_length(string), mysql);
		json_decref(string);
		return true;
	case '0':
		buf_adds(b, " = ");
		sql_add_literal(b, value.at, value.len, mysql);
		return true;
	case 't':
	case 'f':
		buf_addf(b, " = %.*s", (int)value.len, value.at);
		return true;
	case 'n':
		buf_adds(b, " IS NULL");
		return true;
	default:
		return false;
	}
}

static bool
add_table(struct buf *b, struct json_span source, bool mysql)
{
	const char *above = mysql ? "db" : "schema";

	buf_adds(b, "SELECT * FROM ");
	if (!add_name(b, json_span_member(source, above), mysql))
		return false;
	buf_addc(b, '.');
	return add_name(b, json_span_member(source, "table"), mysql);
}

/* By the source of a change event and the columns of its key. */
static bool
by_source(struct json_span all, struct buf *b)
{
	struct json_span source = json_span_member(all, "source");
	struct json_span key = json_span_member(all, "key"), name, value;
	bool mysql = !json_span_is(
		json_span_member(source, "connector"), "postgresql");
	bool first = true;

	if (json_span_kind(key) != '{' || !add_table(b, source, mysql))
		return false;
	for (; json_span_next(&key, &name, &value); first = false) {
		buf_adds(b, first ? " WHERE " : " AND ");
		if (!add_name(b, name, mysql) || !add_is(b, value, mysql))
			return false;
	}
	return !first;
}

/* What a JSON pointer of a value leads to; names without "~" alone. */
static struct json_span
pointed_at(struct json_span at, const char *pointer)
{
	while (at.at && *pointer == '/') {
		size_t len = strcspn(pointer + 1, "/");
		char *name = mem_strndup(pointer + 1, len);

		at = json_span_member(at, name);
		pointer += len + 1;
		free(name);
	}
	return at;
}

static struct json_span
header_of(struct json_span all, const char *name)
{
	struct json_span rest = json_span_member(all, "headers"), pair, key;
	struct json_span value = { 0 };

	while (rest.at && json_span_item(&rest, &pair))
		if (json_span_item(&pair, &key) && json_span_is(key, name) &&
			json_span_item(&pair, &value))
			return value;
	return (struct json_span){ 0 };
}

/* The place of a condition, in a record as it is told. */
static struct json_span
place_of(struct json_span all, const struct lab_where *where)
{
	struct json_span value = json_span_member(all, "value");

	if (where->part == WHERE_HEADER)
		return header_of(all, where->place);
	if (where->part == WHERE_KEY)
		return pointed_at(json_span_member(all, "key"), where->place);
	return pointed_at(value.at ? value : all, where->place);
}

/* Is what it wants without parameters there? */
static bool
holds(struct json_span all, const struct lab_where *where)
{
	const char *want = json_string_value(where->want);

	return where->bound || !want ||
		json_span_is(place_of(all, where), want);
}

/* The row that the lab's flow says a record of this topic is of. */
static bool
add_row_of(struct json_span all, const struct lab_flow *flow,
	const struct lab_hop *hop, struct buf *b)
{
	bool mysql = !strcmp(flow->canary->database, "mysql");

	for (size_t i = 0; i < hop->nwhere; i++)
		if (!holds(all, &hop->where[i]))
			return false;
	for (size_t i = 0; i < hop->nwhere; i++) {
		const char *want = json_string_value(hop->where[i].want);
		char *column = hop->where[i].bound
			? sql_insert_column(
				  flow->canary->sql[CHANGE_INSERT], want)
			: NULL;
		bool good = column != NULL;

		if (good) {
			buf_reset(b);
			buf_addf(b, "SELECT * FROM %s WHERE %s",
				flow->canary->table, column);
			good = add_is(b, place_of(all, &hop->where[i]), mysql);
		}
		free(column);
		if (good)
			return true;
	}
	return false;
}

static bool
by_flow(struct json_span all, const struct lab *lab, struct buf *b)
{
	struct json_span topic = json_span_member(all, "topic");

	for (size_t i = 0; i < lab->nflow; i++)
		for (size_t j = 0; j < lab->flows[i].nhop; j++) {
			const struct lab_hop *hop = &lab->flows[i].hops[j];

			if (hop->kind == HOP_TOPIC &&
				json_span_is(topic, hop->name) &&
				add_row_of(all, &lab->flows[i], hop, b))
				return true;
		}
	return false;
}

char *
lens_sql(const struct lens_record *record, const struct lab *lab)
{
	struct json_span all;
	struct buf b = { 0 };

	json_span(record->text, record->len, &all);
	if (by_source(all, &b) || by_flow(all, lab, &b)) {
		buf_addc(&b, ';');
		return buf_take(&b);
	}
	buf_release(&b);
	return NULL;
}
