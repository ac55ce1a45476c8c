/* paint.h - a scope that was laid out, on a canvas. */
#ifndef CDCLAB_DIAGRAM_PAINT_H
#define CDCLAB_DIAGRAM_PAINT_H

struct canvas;
struct scope;

/* Its contents and all inner ones, the upper left corner at x, y. */
void paint_scope(
	struct canvas *canvas, const struct scope *scope, int x, int y);

#endif
