/*
 * canvas.h - cells that lines, boxes and labels are drawn into.
 *
 * Lines add up: a cell knows in which directions it is left and how heavily,
 * and its glyph follows from that, so corners and junctions need no care. Text
 * and heads stand above lines, whatever is drawn first. What lies outside the
 * canvas is not drawn.
 */
#ifndef CDCLAB_DIAGRAM_CANVAS_H
#define CDCLAB_DIAGRAM_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reader/diagram/text.h"
#include "reader/style/style.h"

struct arena;
struct diagram;

/* Cells of one canvas; nothing that is read fills a tenth of them. */
#define CANVAS_MAX (1 << 21)

enum line_kind {
	LINE_THIN = 0,
	LINE_THICK,
	LINE_DOTTED,
	LINE_KINDS
};

enum {
	DIR_UP = 1,
	DIR_RIGHT = 2,
	DIR_DOWN = 4,
	DIR_LEFT = 8
};

struct canvas_cell {
	const char *text; /* a glyph with its marks, lent; NULL: lines */
	uint16_t owner;   /* whose line it was first; 0: nobody's */
	uint8_t len;      /* bytes of text; 0: right half of a wide glyph */
	uint8_t style;
	uint8_t dirs[LINE_KINDS]; /* DIR_* */
	bool crossed;             /* by a line of another owner */
};

/*
 * Lines drawn with different owners (not 0) do not join where they cross:
 * the upright one goes on, the other passes below it.
 */
struct canvas {
	struct arena *arena;
	struct canvas_cell *cells;
	int cols, rows;
	uint16_t owner; /* of what is drawn next */
};

/* Blank. false: larger than CANVAS_MAX, nothing was made. */
bool canvas_init(
	struct canvas *canvas, struct arena *arena, int cols, int rows);

/* Add directions to one cell. */
void canvas_join(struct canvas *canvas, int x, int y, int dirs,
	enum line_kind kind, enum style style);

/* A line with both ends; the ends are left only inwards. Any order of ends. */
void canvas_across(struct canvas *canvas, int x0, int x1, int y,
	enum line_kind kind, enum style style);
void canvas_down(struct canvas *canvas, int x, int y0, int y1,
	enum line_kind kind, enum style style);

/* The outline of a box; at least 2 by 2. */
void canvas_box(struct canvas *canvas, int x, int y, int w, int h,
	enum line_kind kind, enum style style);

/* One glyph of one column, above all lines: a head, a corner. */
void canvas_glyph(
	struct canvas *canvas, int x, int y, const char *s, enum style style);

/*
 * One line of text that went through text.h or san.h, above all lines, spaces
 * too. Copies nothing: s must live as long as the canvas. Returns its columns.
 */
int canvas_text(struct canvas *canvas, int x, int y, const char *s, size_t len,
	enum style style);

/* Lines of text, each in the middle of cols columns; cols 0: at x. */
void canvas_lines(struct canvas *canvas, const struct text_lines *lines, int x,
	int y, int cols, enum style style);

/* Forget what is in a rectangle, so that nothing shows through. */
void canvas_wipe(struct canvas *canvas, int x, int y, int w, int h);

/* Its rows, in its arena; DIAGRAM_WIDE when wider than cols. */
struct diagram canvas_diagram(const struct canvas *canvas, int cols);

#endif
