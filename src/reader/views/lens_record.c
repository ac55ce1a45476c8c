#include "config.h"

#include "common/base/lang.h"
#include "reader/views/lens.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/json_span.h"
#include "common/base/utf8.h"
#include "reader/grid/textview.h"

#define LABEL_COLS 10
#define BESIDE_COLS 64 /* from here on before and after stand side by side */
#define VALUE_LINES 6  /* of a field; all of it is in what is copied */

/* -- parts -------------------------------------------------------------------- */

/* What stands between the quotes of a string. */
static struct json_span
within(struct json_span span)
{
	if (json_span_kind(span) == '"')
		return (struct json_span){ span.at + 1, span.len - 2 };
	return span;
}

static char *
plain(struct json_span span)
{
	struct buf b = { 0 };

	if (span.at)
		json_span_plain(&b, span.at, span.len);
	return b.data ? buf_take(&b) : mem_strdup("");
}

static void
add_label(struct textview *textview, const char *label)
{
	textview_line(textview);
	textview_add(textview, STYLE_DIM, label);
	textview_add(textview, STYLE_TEXT, " ");
	textview_to(textview, LABEL_COLS);
}

static void
add_text(struct textview *textview, const char *label, const char *text)
{
	add_label(textview, label);
	textview_wrap(textview, STYLE_TEXT, LABEL_COLS, VALUE_LINES, text);
}

/* Nothing where there is no such part. */
static void
add_part(struct textview *textview, const char *label, struct json_span part)
{
	char *text;

	if (!part.at)
		return;
	text = plain(part);
	add_text(textview, label, text);
	free(text);
}

static bool
is_some(struct json_span span)
{
	return span.at && json_span_kind(span) != 'n';
}

/* -- where it is from --------------------------------------------------------- */

static void
write_place(struct textview *textview, struct json_span all, bool canary)
{
	char *topic = plain(within(json_span_member(all, "topic")));
	char *partition = plain(json_span_member(all, "partition"));
	char *offset = plain(json_span_member(all, "offset"));
	char *text = mem_printf(
		_("partition %s, offset %s"), partition, offset), when[32];
	long long ms;

	textview_line(textview);
	textview_wrap(textview, STYLE_HEADING3, 2, 0, topic);
	textview_add(textview, STYLE_TEXT, "  ");
	textview_wrap(textview, STYLE_DIM, 2, 0, text);
	if (json_span_int(json_span_member(all, "timestamp"), &ms)) {
		clock_text(when, sizeof(when), false, ms);
		textview_add(textview, STYLE_TEXT, "  ");
		textview_wrap(textview, STYLE_DIM, 2, 0, when);
	}
	if (canary) {
		textview_add(textview, STYLE_TEXT, "  ");
		textview_wrap(textview, STYLE_TIP, 2, 0,
			_("a canary: a check of the lab wrote it"));
	}
	free(topic);
	free(partition);
	free(offset);
	free(text);
}

static const char *
op_word(struct json_span op)
{
	static const struct {
		const char *op, *word;
	} words[] = {
		{ "c", N_("a row was inserted") },
		{ "u", N_("a row was updated") },
		{ "d", N_("a row was deleted") },
		{ "r", N_("a snapshot has read the row") },
		{ "t", N_("the table was truncated") },
		{ "m", N_("a message was written to the WAL") },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (json_span_is(op, words[i].op))
			return _(words[i].word);
	return "";
}

static void
write_op(struct textview *textview, struct json_span all)
{
	struct json_span op = json_span_member(all, "op");
	struct json_span behind = json_span_member(all, "behind_ms");
	long long ms;
	char *text;

	if (!op.at)
		return;
	add_label(textview, "op");
	textview_addf(textview, STYLE_STRONG, "%.*s ", (int)op.len - 2,
		op.at + 1);
	textview_wrap(textview, STYLE_DIM, LABEL_COLS, 0, op_word(op));
	if (!json_span_int(behind, &ms))
		return;
	text = mem_printf("  +%lld ms ", ms);
	textview_wrap(textview, STYLE_TEXT, LABEL_COLS, 0, text);
	textview_wrap(textview, STYLE_DIM, LABEL_COLS, 0,
		_("from the commit to the record"));
	free(text);
}

static void
add_header(struct textview *textview, bool first, struct json_span name,
	struct json_span value)
{
	char *said = plain(within(name)), *text = plain(value);

	add_label(textview, first ? _("headers") : "");
	textview_wrap(textview, STYLE_NAME, LABEL_COLS, 1, said);
	textview_add(textview, STYLE_TEXT, " ");
	textview_wrap(
		textview, STYLE_TEXT, LABEL_COLS + 2, VALUE_LINES, text);
	free(said);
	free(text);
}

/* Those that a tool adds for itself begin so, and come last. */
static bool
is_own(struct json_span name)
{
	return name.len > 3 && !memcmp(name.at, "\"__", 3);
}

static void
write_headers(struct textview *textview, struct json_span all)
{
	struct json_span pair, name, value;
	bool first = true;

	for (int own = 0; own < 2; own++) {
		struct json_span rest = json_span_member(all, "headers");

		while (rest.at && json_span_item(&rest, &pair)) {
			json_span_item(&pair, &name);
			json_span_item(&pair, &value);
			if (is_own(name) != (bool)own)
				continue;
			add_header(textview, first, name, value);
			first = false;
		}
	}
}

/* The position in the database's log: as its own tools write it. */
static void
add_position(struct buf *b, struct json_span source)
{
	struct json_span lsn = json_span_member(source, "lsn");
	struct json_span file = json_span_member(source, "file");
	struct json_span pos = json_span_member(source, "pos");
	long long number;

	if (json_span_int(lsn, &number))
		buf_addf(b, "  LSN %llX/%llX",
			(unsigned long long)number >> 32,
			(unsigned long long)number & 0xffffffff);
	if (json_span_kind(file) == '"' && pos.at)
		buf_addf(b, "  %.*s:%.*s", (int)file.len - 2, file.at + 1,
			(int)pos.len, pos.at);
}

static void
write_source(struct textview *textview, struct json_span source)
{
	static const char *const names[] = { "connector", "db", "schema",
		"table" };
	const char *separator = "";
	struct buf b = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct json_span one = json_span_member(source, names[i]);

		if (json_span_kind(one) != '"' || one.len <= 2)
			continue;
		buf_addf(&b, "%s%.*s", separator, (int)one.len - 2, one.at + 1);
		separator = i ? "." : " ";
	}
	add_position(&b, source);
	if (b.len)
		add_text(textview, _("source"), buf_str(&b));
	buf_release(&b);
}

/* -- fields ------------------------------------------------------------------- */

/* By its name as it is written, quotes and all. */
static struct json_span
field_of(struct json_span object, struct json_span name)
{
	struct json_span rest = object, key, value;

	while (json_span_kind(object) == '{' &&
		json_span_next(&rest, &key, &value))
		if (key.len == name.len && !memcmp(key.at, name.at, key.len))
			return value;
	return (struct json_span){ 0 };
}

static bool
is_same(struct json_span a, struct json_span b)
{
	return a.at && b.at && a.len == b.len && !memcmp(a.at, b.at, a.len);
}

struct fields {
	struct json_span before, after;
	int name_cols;
	bool beside; /* both sides are there */
};

/* In the columns from one on; cut where the other side begins. */
static void
add_side(struct textview *textview, int col, int cols, enum style style,
	struct json_span value)
{
	char *text = plain(value);
	int room = textview->cols;

	textview_to(textview, col);
	textview->cols = col + cols;
	textview_add(textview, style, text);
	textview->cols = room;
	free(text);
}

/* In a narrow place the new value stands below the old one. */
static void
add_both(struct textview *textview, const struct fields *fields,
	struct json_span before, struct json_span after, bool changed)
{
	enum style old = changed ? STYLE_TEXT : STYLE_DIM;
	enum style new = changed ? STYLE_STRONG : STYLE_DIM;
	int col = 2 + fields->name_cols + 1;
	int cols = (textview->cols - col) / 2;

	if (textview->cols >= BESIDE_COLS) {
		add_side(textview, col, cols - 1, old, before);
		add_side(textview, col + cols, cols, new, after);
		return;
	}
	add_side(textview, col, textview->cols - col, old, before);
	if (!changed)
		return;
	textview_line(textview);
	textview_to(textview, col - 2);
	textview_add(textview, STYLE_WARNING, "\u2192 ");
	add_side(textview, col, textview->cols - col, new, after);
}

static void
add_field(struct textview *textview, const struct fields *fields,
	struct json_span name, struct json_span before, struct json_span after)
{
	bool changed = fields->beside && !is_same(before, after);
	int col = 2 + fields->name_cols + 1;
	char *text;

	textview_line(textview);
	textview_add(textview, STYLE_WARNING, changed ? "*" : "");
	add_side(textview, 2, fields->name_cols, STYLE_NAME, within(name));
	if (fields->beside) {
		add_both(textview, fields, before, after, changed);
		return;
	}
	text = plain(after.at ? after : before);
	textview_to(textview, col);
	textview_wrap(textview, STYLE_TEXT, col, VALUE_LINES, text);
	free(text);
}

static int
longest_name(struct json_span object, int most)
{
	struct json_span rest = object, name, value;
	int cols = 0;

	while (json_span_kind(object) == '{' &&
		json_span_next(&rest, &name, &value)) {
		int n = utf8_cols(name.at, name.len) - 2;

		cols = n > cols ? n : cols;
	}
	return cols > most ? most : cols;
}

/* Those of after in its order, then those that only before has. */
static void
add_fields(struct textview *textview, struct fields *fields)
{
	struct json_span all[] = { fields->after, fields->before };
	struct json_span name, value;
	int most = textview->cols / 3;

	for (int i = 0; i < 2; i++) {
		int cols = longest_name(all[i], most);

		if (cols > fields->name_cols)
			fields->name_cols = cols;
	}
	for (int i = 0; i < 2; i++) {
		struct json_span rest = all[i];

		while (json_span_kind(all[i]) == '{' &&
			json_span_next(&rest, &name, &value))
			if (i == 0)
				add_field(textview, fields, name,
					field_of(all[1], name), value);
			else if (!field_of(all[0], name).at)
				add_field(textview, fields, name, value,
					(struct json_span){ 0 });
	}
}

static void
write_change(struct textview *textview, struct json_span all)
{
	struct fields fields = { .before = json_span_member(all, "before"),
		.after = json_span_member(all, "after") };

	if (!fields.before.at && !fields.after.at)
		return;
	fields.beside = is_some(fields.before) && is_some(fields.after);
	textview_rule(textview,
		fields.beside                  ? _("before and after")
			: is_some(fields.after) ? _("after, before is null")
						: _("before, after is null"),
		fields.beside ? _("*: changed") : "");
	add_fields(textview, &fields);
}

/* -- a value that is no change ------------------------------------------------ */

static void
write_value(struct textview *textview, struct json_span all)
{
	struct json_span value = json_span_member(all, "value");
	struct json_span large = json_span_member(all, "large");
	struct fields fields = { .after = value };
	char *size = plain(large);

	if (large.at) {
		textview_line(textview);
		textview_addf(textview, STYLE_WARNING,
			_("%s bytes: too large to be shown; K copies a "
			  "command that reads them"),
			size);
	} else if (json_span_member(all, "tombstone").at) {
		add_text(textview, _("value"),
			_("none: a tombstone; compaction removes all of "
			  "this key"));
	} else if (json_span_member(all, "value_base64").at) {
		add_part(textview, _("bytes"),
			json_span_member(all, "value_base64"));
	} else if (json_span_kind(value) == '{') {
		textview_rule(textview, _("value"), "");
		add_fields(textview, &fields);
	} else {
		add_part(textview,
			json_span_member(all, "text").at ? _("text")
							 : _("value"),
			value);
	}
	free(size);
}

void
lens_write(struct textview *textview, const struct lens_record *record)
{
	struct json_span all;

	if (!record || !json_span(record->text, record->len, &all))
		return;
	write_place(textview, all, record->canary);
	write_op(textview, all);
	add_part(textview, _("key"), json_span_member(all, "key"));
	add_part(textview, _("bytes"), json_span_member(all, "key_base64"));
	write_source(textview, json_span_member(all, "source"));
	add_part(textview, _("schema"), json_span_member(all, "schema"));
	write_change(textview, all);
	if (json_span_member(all, "value").at)
		write_value(textview, all);
	write_headers(textview, all);
}
