/* The fields of a row: one side of them, or before and after. */
#include "config.h"

#include "common/base/lang.h"
#include "reader/views/lens_parts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "reader/grid/textview.h"

#define BESIDE_COLS 64 /* from here on before and after stand side by side */
#define VALUE_LINES 6  /* of a field; all of it is in what is copied */

char *
lens_plain(struct json_span span)
{
	struct buf b = { 0 };

	if (span.at)
		json_span_plain(&b, span.at, span.len);
	return b.data ? buf_take(&b) : mem_strdup("");
}

static bool
is_some(struct json_span span)
{
	return span.at && json_span_kind(span) != 'n';
}

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
	char *text = lens_plain(value);
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
	add_side(textview, 2, fields->name_cols, STYLE_NAME,
		json_span_within(name));
	if (fields->beside) {
		add_both(textview, fields, before, after, changed);
		return;
	}
	text = lens_plain(after.at ? after : before);
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

void
lens_write_change(struct textview *textview, struct json_span all)
{
	struct fields fields = { .before = json_span_member(all, "before"),
		.after = json_span_member(all, "after") };

	if (!fields.before.at && !fields.after.at)
		return;
	fields.beside = is_some(fields.before) && is_some(fields.after);
	textview_rule(textview,
		fields.beside                   ? _("before and after")
			: is_some(fields.after) ? _("after, before is null")
						: _("before, after is null"),
		fields.beside ? _("*: changed") : "");
	add_fields(textview, &fields);
}

void
lens_write_fields(struct textview *textview, struct json_span object)
{
	struct fields fields = { .after = object };

	add_fields(textview, &fields);
}
