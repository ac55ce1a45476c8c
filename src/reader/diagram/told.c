#include "config.h"

#include "reader/diagram/told.h"

#include "common/base/arena.h"
#include "reader/diagram/canvas.h"
#include "reader/diagram/family.h"

#define WORDS_COLS 1000 /* a line as long as its words */
#define COLS_MIN 8      /* a line of fewer columns would be no line */
#define INDENT_MAX 8    /* columns */
#define HANG 2          /* columns of a line that goes on */

struct told_row {
	struct text_line text;
	int indent;
	enum style style;
};

void
told_text(struct buf *b, struct text text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_addc(b, text.s[i] == '\n' ? ' ' : text.s[i]);
}

static void
add_told(struct diagram_told *told, const struct text_line *text, int indent,
	enum style style)
{
	struct told_row row = { *text, indent, style };

	buf_add(&told->lines, &row, sizeof(row));
	if (text->cols + indent > told->widest)
		told->widest = text->cols + indent;
}

void
told_line(struct diagram_told *told, const struct buf *b, int depth,
	enum style style)
{
	int cols = told->cols == DIAGRAM_WORDS ? WORDS_COLS
		: told->cols > COLS_MIN        ? told->cols
					       : COLS_MIN;
	int indent = depth * 2 < INDENT_MAX ? depth * 2 : INDENT_MAX;
	int hang = 0;
	struct text text = { arena_dup(told->arena, buf_str(b), b->len),
		b->len };
	struct text_lines lines;

	if (cols - indent < COLS_MIN)
		indent = 0;
	lines = text_wrap(told->arena, text, cols - indent);
	if (lines.n > 1 && cols - indent >= 2 * COLS_MIN) {
		lines = text_wrap(told->arena, text, cols - indent - HANG);
		hang = HANG;
	}
	for (int i = 0; i < lines.n; i++)
		add_told(told, &lines.line[i], indent + (i ? hang : 0), style);
}

static void
tell_whole(struct diagram_told *told, struct text text, enum style style)
{
	struct buf b = { 0 };

	told_text(&b, text);
	told_line(told, &b, 0, style);
	buf_release(&b);
}

void
told_caption(struct diagram_told *told, const struct caption *caption)
{
	bool ears = told->cols == DIAGRAM_WORDS;

	tell_whole(told, caption->title, STYLE_STRONG);
	if (ears && !caption->title.len)
		tell_whole(told, caption->name, STYLE_STRONG);
	if (ears)
		tell_whole(told, caption->descr, STYLE_TEXT);
}

struct diagram
told_end(struct diagram_told *told)
{
	const struct told_row *line = (const void *)buf_str(&told->lines);
	int n = (int)(told->lines.len / sizeof(*line));
	struct diagram d = family_unknown(DIAGRAM_LARGE);
	struct canvas canvas;

	if (n && canvas_init(&canvas, told->arena, told->widest, n)) {
		for (int i = 0; i < n; i++)
			canvas_text(&canvas, line[i].indent, i, line[i].text.s,
				line[i].text.len, line[i].style);
		d = canvas_diagram(&canvas, told->cols);
		d.end = DIAGRAM_LIST;
	}
	buf_release(&told->lines);
	return d;
}
