#include "config.h"

#include "reader/diagram/shape.h"

#include <string.h>

#include "common/base/buf.h"

/*
 * The glyphs of an outline that lines alone do not make. NULL: the line. The
 * sides stand in all rows between the corners; inset moves the corners in by
 * so many columns.
 */
struct outline {
	const char *top_left, *top_right, *left, *right, *bottom_left,
		*bottom_right;
	int inset;
	bool cap;   /* a second line below the top */
	bool twice; /* lines across are double */
};

static const struct outline outlines[SHAPE_COUNT] = {
	[SHAPE_ROUND] = { "╭", "╮", NULL, NULL, "╰", "╯", 0, false, false },
	[SHAPE_STADIUM] = { "╭", "╮", "(", ")", "╰", "╯", 0, false, false },
	[SHAPE_SUBROUTINE] = { "╓", "╖", "║", "║", "╙", "╜", 0, false, false },
	[SHAPE_CYLINDER] = { "╭", "╮", NULL, NULL, "╰", "╯", 0, true, false },
	[SHAPE_CIRCLE] = { "╭", "╮", "(", ")", "╰", "╯", 1, false, false },
	[SHAPE_DOUBLE_CIRCLE] = { "╭", "╮", "(", ")", "╰", "╯", 1, false,
		true },
	[SHAPE_DIAMOND] = { "╱", "╲", "<", ">", "╲", "╱", 1, false, false },
	[SHAPE_HEXAGON] = { "╱", "╲", NULL, NULL, "╲", "╱", 0, false, false },
	[SHAPE_FLAG] = { "╲", NULL, ">", NULL, "╱", NULL, 0, false, false },
	[SHAPE_LEAN_RIGHT] = { "╱", NULL, NULL, NULL, NULL, "╱", 0, false,
		false },
	[SHAPE_LEAN_LEFT] = { NULL, "╲", NULL, NULL, "╲", NULL, 0, false,
		false },
	[SHAPE_TRAPEZOID] = { "╱", "╲", NULL, NULL, NULL, NULL, 0, false,
		false },
	[SHAPE_TRAPEZOID_FLIPPED] = { NULL, NULL, NULL, NULL, "╲", "╱", 0,
		false, false },
	[SHAPE_NOTE] = { NULL, "╲", NULL, NULL, NULL, NULL, 0, false, false },
};

/* Shapes of one glyph. */
static const char *const glyphs[SHAPE_COUNT] = {
	[SHAPE_START] = "●",
	[SHAPE_END] = "◉",
	[SHAPE_CHOICE] = "◇",
};

#define BAR 5 /* columns of a bar that lies */

bool
shape_stretches(enum shape shape)
{
	return shape == SHAPE_RECT || shape == SHAPE_ROUND ||
		shape == SHAPE_STADIUM || shape == SHAPE_SUBROUTINE ||
		shape == SHAPE_CYLINDER;
}

int
shape_inset(enum shape shape)
{
	return outlines[shape].inset;
}

struct shape_size
shape_size(
	enum shape shape, const struct text_lines *text, bool tight, bool lies)
{
	int inset = outlines[shape].inset, cap = outlines[shape].cap;
	int n = text->n ? text->n : 1, pad = tight ? 0 : 1;
	struct shape_size size = { .w = 1, .h = 1 };

	if (glyphs[shape] && !text->n)
		return size;
	if (shape == SHAPE_BAR) {
		size.w = lies ? BAR : 1;
		size.h = lies ? 1 : 3;
		size.row = size.h / 2;
		return size;
	}
	if (shape == SHAPE_TEXT)
		pad = 0;
	size.w = text->cols + 2 + 2 * pad + 2 * inset;
	if (outlines[shape].twice)
		size.w += 2;
	size.h = n + 2 + cap;
	size.row = 1 + cap + (n - 1) / 2;
	return size;
}

static void
put_glyph(struct canvas *canvas, int x, int y, const char *glyph)
{
	if (glyph)
		canvas_glyph(canvas, x, y, glyph, STYLE_BOX);
}

/* A corner that was moved in leaves nothing behind. */
static void
draw_inset(struct canvas *canvas, int x, int y, int w, int h,
	const struct outline *o)
{
	for (int i = 0; i < o->inset; i++) {
		canvas_wipe(canvas, x + i, y, 1, 1);
		canvas_wipe(canvas, x + w - 1 - i, y, 1, 1);
		canvas_wipe(canvas, x + i, y + h - 1, 1, 1);
		canvas_wipe(canvas, x + w - 1 - i, y + h - 1, 1, 1);
	}
}

static void
draw_sides(struct canvas *canvas, int x, int y, int w, int h,
	const struct outline *o)
{
	for (int i = 1; i < h - 1; i++) {
		put_glyph(canvas, x, y + i, o->left);
		put_glyph(canvas, x + w - 1, y + i, o->right);
		if (!o->twice)
			continue;
		put_glyph(canvas, x + 1, y + i, o->left);
		put_glyph(canvas, x + w - 2, y + i, o->right);
	}
}

static void
draw_outline(struct canvas *canvas, int x, int y, int w, int h,
	const struct outline *o)
{
	canvas_box(canvas, x, y, w, h, LINE_THIN, STYLE_BOX);
	if (o->cap)
		canvas_across(
			canvas, x, x + w - 1, y + 1, LINE_THIN, STYLE_BOX);
	draw_inset(canvas, x, y, w, h, o);
	put_glyph(canvas, x + o->inset, y, o->top_left);
	put_glyph(canvas, x + w - 1 - o->inset, y, o->top_right);
	put_glyph(canvas, x + o->inset, y + h - 1, o->bottom_left);
	put_glyph(canvas, x + w - 1 - o->inset, y + h - 1, o->bottom_right);
	draw_sides(canvas, x, y, w, h, o);
}

static void
draw_bar(struct canvas *canvas, int x, int y, int w, int h)
{
	if (h == 1)
		for (int i = 0; i < w; i++)
			canvas_glyph(canvas, x + i, y, "━", STYLE_BOX);
	for (int i = 0; h > 1 && i < h; i++)
		canvas_glyph(canvas, x, y + i, "┃", STYLE_BOX);
}

/* A glyph that many lines come to reaches out to them. */
static void
draw_arms(struct canvas *canvas, int x, int y, int w, int h)
{
	if (w > 1)
		canvas_across(canvas, x, x + w - 1, y + (h - 1) / 2, LINE_THIN,
			STYLE_BOX);
	else if (h > 1)
		canvas_down(canvas, x, y, y + h - 1, LINE_THIN, STYLE_BOX);
}

void
shape_draw(struct canvas *canvas, enum shape shape, int x, int y, int w, int h,
	const struct text_lines *text)
{
	const struct outline *o = &outlines[shape];

	if (shape == SHAPE_BAR) {
		draw_bar(canvas, x, y, w, h);
	} else if (glyphs[shape] && !text->n) {
		draw_arms(canvas, x, y, w, h);
		put_glyph(canvas, x + (w - 1) / 2, y + (h - 1) / 2,
			glyphs[shape]);
	} else {
		canvas_wipe(canvas, x + 1, y + 1, w - 2, h - 2);
		if (shape != SHAPE_TEXT)
			draw_outline(canvas, x, y, w, h, o);
		canvas_lines(canvas, text, x,
			y + o->cap + (h - o->cap - text->n) / 2, w, STYLE_TEXT);
	}
}
