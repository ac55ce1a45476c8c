/* shape.h - nodes as they look: how large, and how they are drawn. */
#ifndef CDCLAB_DIAGRAM_SHAPE_H
#define CDCLAB_DIAGRAM_SHAPE_H

#include "reader/diagram/graph.h"

/* Cells of a node's box. row: the one that its text is centred on. */
struct shape_size {
	int w, h, row;
};

/* The least for text; bar: is it to lie across columns? */
struct shape_size shape_size(
	enum shape shape, const struct text_lines *text, bool tight, bool lies);

/* May it be made as large as its neighbours? */
bool shape_stretches(enum shape shape);

/* Columns by which its corners are within its box. */
int shape_inset(enum shape shape);

/* Draw it, w by h, the text in its middle. */
void shape_draw(struct canvas *canvas, enum shape shape, int x, int y, int w,
	int h, const struct text_lines *text);

#endif
