#include "config.h"

#include "reader/diagram/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "reader/diagram/diagram.h"

/*
 * The glyph of a cell by the weight (0 none, 1 thin, 2 thick) of its four
 * arms: up + 3 right + 9 down + 27 left. Loose ends are drawn whole.
 */
static const uint16_t joints[81] = {
	0x0020,
	0x2502,
	0x2503,
	0x2500,
	0x2514,
	0x2516,
	0x2501,
	0x2515,
	0x2517,
	0x2502,
	0x2502,
	0x257f,
	0x250c,
	0x251c,
	0x251e,
	0x250d,
	0x251d,
	0x2521,
	0x2503,
	0x257d,
	0x2503,
	0x250e,
	0x251f,
	0x2520,
	0x250f,
	0x2522,
	0x2523,
	0x2500,
	0x2518,
	0x251a,
	0x2500,
	0x2534,
	0x2538,
	0x257c,
	0x2536,
	0x253a,
	0x2510,
	0x2524,
	0x2526,
	0x252c,
	0x253c,
	0x2540,
	0x252e,
	0x253e,
	0x2544,
	0x2512,
	0x2527,
	0x2528,
	0x2530,
	0x2541,
	0x2542,
	0x2532,
	0x2546,
	0x254a,
	0x2501,
	0x2519,
	0x251b,
	0x257e,
	0x2535,
	0x2539,
	0x2501,
	0x2537,
	0x253b,
	0x2511,
	0x2525,
	0x2529,
	0x252d,
	0x253d,
	0x2543,
	0x252f,
	0x253f,
	0x2547,
	0x2513,
	0x252a,
	0x252b,
	0x2531,
	0x2545,
	0x2549,
	0x2533,
	0x2548,
	0x254b,
};

#define ACROSS (DIR_LEFT | DIR_RIGHT)
#define UPRIGHT (DIR_UP | DIR_DOWN)

bool
canvas_init(struct canvas *canvas, struct arena *arena, int cols, int rows)
{
	if (cols < 0 || rows < 0 || (cols && rows > CANVAS_MAX / cols))
		return false;
	*canvas = (struct canvas){ .arena = arena, .cols = cols, .rows = rows };
	canvas->cells = arena_alloc(
		arena, (size_t)cols * (size_t)rows * sizeof(*canvas->cells));
	return true;
}

static struct canvas_cell *
cell_at(const struct canvas *canvas, int x, int y)
{
	if (x < 0 || y < 0 || x >= canvas->cols || y >= canvas->rows)
		return NULL;
	return &canvas->cells[(size_t)y * (size_t)canvas->cols + (size_t)x];
}

void
canvas_join(struct canvas *canvas, int x, int y, int dirs, enum line_kind kind,
	enum style style)
{
	struct canvas_cell *cell = cell_at(canvas, x, y);

	if (!cell || !dirs)
		return;
	if (cell->owner && canvas->owner && cell->owner != canvas->owner)
		cell->crossed = true;
	if (!cell->owner)
		cell->owner = canvas->owner;
	cell->dirs[kind] |= (uint8_t)dirs;
	if (!cell->text)
		cell->style = (uint8_t)style;
}

void
canvas_across(struct canvas *canvas, int x0, int x1, int y, enum line_kind kind,
	enum style style)
{
	int from = x0 < x1 ? x0 : x1, to = x0 < x1 ? x1 : x0;
	int first = from < 0 ? 0 : from;
	int last = to < canvas->cols ? to : canvas->cols - 1;

	for (int x = first; x <= last; x++)
		canvas_join(canvas, x, y,
			(x > from ? DIR_LEFT : 0) | (x < to ? DIR_RIGHT : 0),
			kind, style);
}

void
canvas_down(struct canvas *canvas, int x, int y0, int y1, enum line_kind kind,
	enum style style)
{
	int from = y0 < y1 ? y0 : y1, to = y0 < y1 ? y1 : y0;
	int first = from < 0 ? 0 : from;
	int last = to < canvas->rows ? to : canvas->rows - 1;

	for (int y = first; y <= last; y++)
		canvas_join(canvas, x, y,
			(y > from ? DIR_UP : 0) | (y < to ? DIR_DOWN : 0), kind,
			style);
}

void
canvas_box(struct canvas *canvas, int x, int y, int w, int h,
	enum line_kind kind, enum style style)
{
	canvas_across(canvas, x, x + w - 1, y, kind, style);
	canvas_across(canvas, x, x + w - 1, y + h - 1, kind, style);
	canvas_down(canvas, x, y, y + h - 1, kind, style);
	canvas_down(canvas, x + w - 1, y, y + h - 1, kind, style);
}

void
canvas_glyph(
	struct canvas *canvas, int x, int y, const char *s, enum style style)
{
	canvas_text(canvas, x, y, s, strlen(s), style);
}

/* A wide glyph that loses a half loses the other. */
static void
part_halves(struct canvas *canvas, int x, int y)
{
	struct canvas_cell *left = cell_at(canvas, x - 1, y);
	struct canvas_cell *here = cell_at(canvas, x, y);
	struct canvas_cell *right = cell_at(canvas, x + 1, y);

	if (here && here->text && !here->len && left)
		*left = (struct canvas_cell){ 0 };
	if (here && here->text && here->len && right && right->text &&
		!right->len)
		*right = (struct canvas_cell){ 0 };
}

static void
put_text(struct canvas *canvas, int x, int y, const char *s, size_t len,
	enum style style)
{
	struct canvas_cell *cell = cell_at(canvas, x, y);

	if (!cell)
		return;
	part_halves(canvas, x, y);
	cell->text = s;
	cell->len = (uint8_t)len;
	cell->style = (uint8_t)style;
}

/* One code point and the marks on it: at most eight, says the sanitiser. */
static size_t
glyph_len(const char *s, size_t len, int *cols)
{
	uint32_t cp;
	size_t n = utf8_decode(s, len, &cp);

	*cols = utf8_cp_cols(cp);
	while (n < len) {
		size_t more = utf8_decode(s + n, len - n, &cp);

		if (utf8_cp_cols(cp) > 0 || n + more > UINT8_MAX)
			break;
		n += more;
	}
	return n;
}

int
canvas_text(struct canvas *canvas, int x, int y, const char *s, size_t len,
	enum style style)
{
	int start = x;

	for (size_t i = 0, n; i < len; i += n) {
		int cols;

		n = glyph_len(s + i, len - i, &cols);
		if (cols == 2 && x >= -1 && x + 1 >= canvas->cols) {
			x += 2; /* half a glyph cannot be shown */
			continue;
		}
		if (cols > 0)
			put_text(canvas, x, y, s + i, n, style);
		if (cols > 1)
			put_text(canvas, x + 1, y, "", 0, style);
		x += cols;
	}
	return x - start;
}

void
canvas_lines(struct canvas *canvas, const struct text_lines *lines, int x,
	int y, int cols, enum style style)
{
	for (int i = 0; i < lines->n; i++) {
		const struct text_line *line = &lines->line[i];
		int by = cols > line->cols ? (cols - line->cols) / 2 : 0;

		canvas_text(canvas, x + by, y + i, line->s, line->len, style);
	}
}

void
canvas_wipe(struct canvas *canvas, int x, int y, int w, int h)
{
	for (int r = y < 0 ? 0 : y; r < y + h && r < canvas->rows; r++)
		for (int c = x < 0 ? 0 : x; c < x + w && c < canvas->cols;
			c++) {
			part_halves(canvas, c, r);
			*cell_at(canvas, c, r) = (struct canvas_cell){ 0 };
		}
}

static int
weight(const struct canvas_cell *cell, int dir)
{
	if (cell->dirs[LINE_THICK] & dir)
		return 2;
	return (cell->dirs[LINE_THIN] | cell->dirs[LINE_DOTTED]) & dir ? 1 : 0;
}

static bool
is_dotted(const struct canvas_cell *cell, int all)
{
	return all && cell->dirs[LINE_DOTTED] == all &&
		!((cell->dirs[LINE_THIN] | cell->dirs[LINE_THICK]) & all) &&
		((all & ACROSS) == all || (all & UPRIGHT) == all);
}

static uint32_t
line_glyph(const struct canvas_cell *cell)
{
	int all = cell->dirs[LINE_THIN] | cell->dirs[LINE_THICK] |
		cell->dirs[LINE_DOTTED];
	struct canvas_cell shown = *cell;

	if (cell->crossed && all == (ACROSS | UPRIGHT)) {
		for (int i = 0; i < LINE_KINDS; i++)
			shown.dirs[i] &= UPRIGHT;
		all = UPRIGHT;
	}
	if (is_dotted(&shown, all))
		return all & ACROSS ? 0x2504 : 0x2506;
	return joints[weight(&shown, DIR_UP) + 3 * weight(&shown, DIR_RIGHT) +
		9 * weight(&shown, DIR_DOWN) + 27 * weight(&shown, DIR_LEFT)];
}

static bool
is_blank_cell(const struct canvas_cell *cell)
{
	return cell->text ? cell->len == 1 && *cell->text == ' '
			  : line_glyph(cell) == ' ';
}

static void
add_cell(struct buf *b, const struct canvas_cell *cell)
{
	char glyph[4];

	if (cell->text)
		buf_add(b, cell->text, cell->len);
	else
		buf_add(b, glyph, utf8_encode(line_glyph(cell), glyph));
}

/* Blanks go with what stands before them: fewer runs, the same picture. */
static enum style
style_after(const struct canvas_cell *cell, enum style before)
{
	if (cell->text && !cell->len)
		return before;
	if (is_blank_cell(cell))
		return cell->text ? before : STYLE_TEXT;
	return (enum style)cell->style;
}

/* One row's text and runs into b and runs (room for a run a cell). */
static size_t
row_runs(const struct canvas *canvas, int y, struct buf *b, struct run *runs)
{
	enum style style = STYLE_TEXT;
	size_t n = 0;

	for (int x = 0; x < canvas->cols; x++) {
		const struct canvas_cell *cell = cell_at(canvas, x, y);
		enum style now = style_after(cell, style);
		size_t at = b->len;

		add_cell(b, cell);
		if (now != STYLE_TEXT && now == style && n)
			runs[n - 1].len += b->len - at;
		else if (now != STYLE_TEXT)
			runs[n++] = (struct run){
				.at = at, .len = b->len - at, .style = now
			};
		style = now;
	}
	return n;
}

static void
make_row(const struct canvas *canvas, int y, struct buf *b, struct run *runs,
	struct diagram_row *row)
{
	struct run *own;

	buf_reset(b);
	row->nrun = row_runs(canvas, y, b, runs);
	own = arena_alloc(canvas->arena, row->nrun * sizeof(*own));
	if (row->nrun)
		memcpy(own, runs, row->nrun * sizeof(*own));
	row->runs = own;
	row->text = arena_dup(canvas->arena, buf_str(b), b->len);
	row->len = b->len;
}

struct diagram
canvas_diagram(const struct canvas *canvas, int cols)
{
	size_t n = (size_t)canvas->cols;
	struct run *runs = mem_alloc((n + 1) * sizeof(*runs));
	struct diagram_row *rows = arena_alloc(
		canvas->arena, (size_t)canvas->rows * sizeof(*rows));
	struct buf b = { 0 };

	for (int y = 0; y < canvas->rows; y++)
		make_row(canvas, y, &b, runs, &rows[y]);
	free(runs);
	buf_release(&b);
	return (struct diagram){
		.end = canvas->cols > cols ? DIAGRAM_WIDE : DIAGRAM_DRAWN,
		.rows = rows,
		.nrow = canvas->rows,
		.cols = canvas->cols,
	};
}
