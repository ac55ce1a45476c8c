#include "config.h"

#include "common/base/lang.h"
#include "reader/views/lens.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/json_span.h"
#include "common/base/msg.h"
#include "common/base/utf8.h"
#include "reader/grid/textview.h"

#define ROOMY_COLS 72   /* from here on there are time, partition and offset */
#define PREVIEW_ROWS 16 /* from here on a part of the rows shows a record */
#define LIST_SHARE 3    /* the list's part of them, one out of so many */

/* -- the line above ----------------------------------------------------------- */

/* One more thing to say, where there is room for it. */
static void
add_state(struct buf *b, int room, char *text)
{
	int cols = utf8_cols(buf_str(b), b->len);

	if (cols + utf8_cols(text, strlen(text)) + 2 <= room)
		buf_addf(b, "%s%s", b->len ? ", " : "", text);
	free(text);
}

/* What matters most is first. */
static void
add_states(const struct lens *lens, struct buf *b, int room)
{
	int n = lens_count(lens);
	uint64_t wait = lens->end - lens->shown;

	add_state(b, room,
		mem_printf(P_("%ld record", "%ld records", (long)n), (long)n));
	if (lens->paused)
		add_state(b, room,
			mem_printf(_("paused: %llu wait"),
				(unsigned long long)wait));
	if (lens->left_out)
		add_state(b, room,
			mem_printf(_("left out: %llu"), lens->left_out));
	if (lens->no_canaries)
		add_state(b, room, mem_strdup(_("without canaries")));
	if (lens->chosen)
		add_state(b, room, mem_strdup(_("G follows the newest")));
}

/* "all topics  5m  /value:/op=c"; owned. */
static char *
query_text(const struct lens_query *query)
{
	struct buf b = { 0 };

	buf_adds(&b, query->topic ? query->topic : _("all topics"));
	if (query->start)
		buf_addf(&b, "  %s", query->start);
	if (query->filter)
		buf_addf(&b, "  /%s", query->filter);
	return buf_take(&b);
}

/* What was asked for at the left, what came of it at the right. */
static void
paint_head(const struct lens *lens, struct grid *grid, struct rect area)
{
	char *asked = query_text(&lens->query);
	struct buf state = { 0 };
	int cols = utf8_cols(asked, strlen(asked));

	if (cols > area.cols / 2)
		cols = area.cols / 2;
	add_states(lens, &state, area.cols - cols - 2);
	grid_puts_cut(grid, area.row, area.col, cols, STYLE_HEADING3, asked);
	cols = utf8_cols(buf_str(&state), state.len);
	grid_puts(grid, area.row, area.col + area.cols - cols, cols,
		lens->left_out ? STYLE_WARNING : STYLE_DIM, buf_str(&state));
	buf_release(&state);
	free(asked);
}

/* -- a record in a line ------------------------------------------------------- */

struct columns {
	int time, topic, place, key; /* their widths; 0: there is none */
};

static struct columns
columns_of(int cols)
{
	if (cols < ROOMY_COLS)
		return (struct columns){ .topic = cols * 2 / 5,
			.key = cols / 5 };
	return (struct columns){
		.time = 8, .topic = cols * 3 / 10, .place = 7, .key = cols / 6
	};
}

/* A part of a record as it may be shown; without quotes where it is a string. */
static void
span_text(struct buf *b, struct json_span span)
{
	struct json_span text = json_span_within(span);

	if (text.at)
		json_span_plain(b, text.at, text.len);
}

/* Of a name its end says more than its beginning. */
static void
put_end(struct grid *grid, struct rect at, enum style style, const char *s)
{
	int cols = utf8_cols(s, strlen(s));
	size_t cut =
		cols > at.cols ? utf8_fit(s, strlen(s), cols - at.cols + 1) : 0;

	if (at.cols < 1)
		return;
	if (cut)
		grid_puts(grid, at.row, at.col, 1, style, GRID_ELLIPSIS);
	grid_puts(grid, at.row, at.col + (cut > 0), at.cols - (cut > 0), style,
		s + cut);
}

static enum style
op_style(struct json_span op)
{
	static const struct {
		const char *op;
		enum style style;
	} styles[] = {
		{ "c", STYLE_PASS },
		{ "u", STYLE_WAIT },
		{ "d", STYLE_FAIL },
	};

	for (size_t i = 0; i < ARRAY_LEN(styles); i++)
		if (json_span_is(op, styles[i].op))
			return styles[i].style;
	return STYLE_DIM;
}

/* What a value is that cannot be shown in a line. */
static void
add_other(struct buf *b, struct json_span all)
{
	static const struct {
		const char *name, *word;
	} words[] = {
		{ "large", N_("too large to be shown") },
		{ "tombstone", N_("tombstone") },
		{ "value_base64", N_("bytes, no text") },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (json_span_member(all, words[i].name).at) {
			buf_addf(b, "(%s)", _(words[i].word));
			return;
		}
	span_text(b, json_span_member(all, "value"));
}

static void
add_summary(struct buf *b, struct json_span all)
{
	struct json_span after = json_span_member(all, "after");

	if (json_span_kind(after) != '{')
		after = json_span_member(all, "before");
	if (after.at && json_span_kind(after) != 'n')
		span_text(b, after);
	else
		add_other(b, all);
}

/* The next column of that width, and a blank behind it. */
static struct rect
next_column(struct rect *left, int cols)
{
	struct rect at = *left;

	at.cols = cols < left->cols ? cols : left->cols;
	left->col += cols + 1;
	left->cols -= cols + 1;
	return at;
}

static void
put_text(struct grid *grid, struct rect at, enum style style, struct buf *b)
{
	if (at.cols > 0)
		grid_puts_cut(grid, at.row, at.col, at.cols, style, buf_str(b));
	buf_reset(b);
}

static void
put_time(struct grid *grid, struct rect at, struct json_span all)
{
	long long ms;
	char text[16];

	if (!json_span_int(json_span_member(all, "timestamp"), &ms))
		return;
	clock_text(text, sizeof(text), false, ms);
	grid_puts(grid, at.row, at.col, at.cols, STYLE_DIM, text);
}

/* Time, topic, partition and offset, as far as there is room. */
static void
paint_place(struct grid *grid, struct rect *left, const struct columns *columns,
	enum style style, struct json_span all)
{
	struct buf b = { 0 };

	if (columns->time)
		put_time(grid, next_column(left, columns->time), all);
	span_text(&b, json_span_member(all, "topic"));
	put_end(grid, next_column(left, columns->topic), style, buf_str(&b));
	buf_reset(&b);
	if (columns->place) {
		span_text(&b, json_span_member(all, "partition"));
		buf_addc(&b, '/');
		span_text(&b, json_span_member(all, "offset"));
		put_text(
			grid, next_column(left, columns->place), STYLE_DIM, &b);
	}
	buf_release(&b);
}

static void
paint_record(
	const struct lens_record *record, struct grid *grid, struct rect left)
{
	struct columns columns = columns_of(left.cols);
	bool dim = record->canary;
	struct json_span all, op;
	struct buf b = { 0 };

	json_span(record->text, record->len, &all);
	op = json_span_member(all, "op");
	paint_place(grid, &left, &columns, dim ? STYLE_DIM : STYLE_TEXT, all);
	span_text(&b, op);
	put_text(grid, next_column(&left, 1), dim ? STYLE_DIM : op_style(op),
		&b);
	span_text(&b, json_span_member(all, "key"));
	put_text(grid, next_column(&left, columns.key),
		dim ? STYLE_DIM : STYLE_STRONG, &b);
	add_summary(&b, all);
	put_text(grid, left, dim ? STYLE_DIM : STYLE_TEXT, &b);
	buf_release(&b);
}

/* -- all of it ---------------------------------------------------------------- */

/* Why there is nothing, or nothing more. */
static void
write_remark(const struct lens *lens, struct textview *textview)
{
	const char *text = lens->over ? lens->over : lens->said;

	textview_line(textview);
	if (text && *text)
		textview_wrap(textview, lens->over ? STYLE_FAIL : STYLE_WARNING,
			0, 0, text);
	else
		textview_wrap(textview, STYLE_DIM, 0, 0,
			_(lens->over ? N_("Nothing more is read")
				     : N_("Waiting for records")));
}

static void
paint_list(const struct lens *lens, struct grid *grid, struct rect area)
{
	int n = lens_count(lens), at = lens_at(lens);
	int last = n > area.rows ? n - area.rows : 0;
	int top = at - area.rows / 2;

	top = top > last ? last : top < 0 ? 0 : top;
	for (int i = 0; i < area.rows && top + i < n; i++) {
		struct rect row = { area.row + i, area.col, 1, area.cols };

		paint_record(lens_shown(lens, top + i), grid, row);
		if (top + i != at)
			continue;
		grid_select(grid, row);
		grid->cursor_row = row.row;
		grid->cursor_col = row.col;
	}
	grid_arrows(grid, area, top > 0, top < last);
}

static void
paint_preview(const struct lens *lens, struct grid *grid, struct rect area)
{
	struct textview textview = { .cols = area.cols };

	grid_across(grid, area.row, area.col, area.cols);
	area.row++;
	area.rows--;
	lens_write(&textview, lens_chosen(lens));
	textview_show(&textview, grid, area, 0);
	grid_arrows(grid, area, false, textview.nline > area.rows);
	textview_release(&textview);
}

/* How many of the rows at the bottom are its: all where there is no list. */
static int
remark_rows(const struct lens *lens, const struct textview *textview, int rows)
{
	int most = rows / LIST_SHARE > 1 ? rows / LIST_SHARE : 1;

	if (!lens_count(lens))
		return rows;
	if (!(lens->over && *lens->over) && !lens->said)
		return 0;
	return textview->nline < most ? textview->nline : most;
}

/* What was said of the topics stands below the list, where there is one. */
static struct rect
leave_remark(const struct lens *lens, struct grid *grid, struct rect area)
{
	struct textview textview = { .cols = area.cols };
	struct rect last = area;

	write_remark(lens, &textview);
	last.rows = remark_rows(lens, &textview, area.rows);
	area.rows -= last.rows;
	last.row += area.rows;
	textview_show(&textview, grid, last, 0);
	textview_release(&textview);
	return area;
}

int
lens_rows(struct rect area)
{
	int rows = area.rows - 1; /* below the head */

	return rows >= PREVIEW_ROWS ? rows / LIST_SHARE : rows;
}

void
lens_paint(const struct lens *lens, struct grid *grid, struct rect area)
{
	struct rect list;

	area.col++;
	area.cols -= 2;
	paint_head(lens, grid, area);
	area.row++;
	area.rows--;
	list = area = leave_remark(lens, grid, area);
	if (area.rows >= PREVIEW_ROWS)
		list.rows = area.rows / LIST_SHARE;
	paint_list(lens, grid, list);
	area.row += list.rows;
	area.rows -= list.rows;
	if (area.rows)
		paint_preview(lens, grid, area);
}
