#include "config.h"

#include "common/base/lang.h"
#include "reader/views/lens.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/json_span.h"
#include "common/base/utf8.h"
#include "reader/grid/textview.h"
#include "reader/views/lens_parts.h"

#define LABEL_COLS 10
#define VALUE_LINES 6 /* of a field; all of it is in what is copied */

/* -- parts -------------------------------------------------------------------- */

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
	text = lens_plain(part);
	add_text(textview, label, text);
	free(text);
}

/* -- where it is from --------------------------------------------------------- */

static void
add_when(struct textview *textview, struct json_span all)
{
	long long ms;
	char when[32];

	if (!json_span_int(json_span_member(all, "timestamp"), &ms))
		return;
	clock_text(when, sizeof(when), false, ms);
	textview_add(textview, STYLE_TEXT, "  ");
	textview_wrap(textview, STYLE_DIM, 2, 0, when);
}

static void
write_place(struct textview *textview, struct json_span all, bool canary)
{
	char *topic =
		lens_plain(json_span_within(json_span_member(all, "topic")));
	char *partition = lens_plain(json_span_member(all, "partition"));
	char *offset = lens_plain(json_span_member(all, "offset"));
	char *text =
		mem_printf(_("partition %s, offset %s"), partition, offset);

	textview_line(textview);
	textview_wrap(textview, STYLE_HEADING3, 2, 0, topic);
	textview_add(textview, STYLE_TEXT, "  ");
	textview_wrap(textview, STYLE_DIM, 2, 0, text);
	add_when(textview, all);
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
	textview_addf(
		textview, STYLE_STRONG, "%.*s ", (int)op.len - 2, op.at + 1);
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
	char *said = lens_plain(json_span_within(name)),
	     *text = lens_plain(value);

	add_label(textview, first ? _("headers") : "");
	textview_wrap(textview, STYLE_NAME, LABEL_COLS, 1, said);
	textview_add(textview, STYLE_TEXT, " ");
	textview_wrap(textview, STYLE_TEXT, LABEL_COLS + 2, VALUE_LINES, text);
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
		buf_addf(b, "  LSN %llX/%llX", (unsigned long long)number >> 32,
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

/* -- a value that isn't a change event ---------------------------------------- */

static void
write_value(struct textview *textview, struct json_span all)
{
	struct json_span value = json_span_member(all, "value");
	struct json_span large = json_span_member(all, "large");
	char *size = lens_plain(large);

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
		lens_write_fields(textview, value);
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
	lens_write_change(textview, all);
	if (json_span_member(all, "value").at)
		write_value(textview, all);
	write_headers(textview, all);
}
