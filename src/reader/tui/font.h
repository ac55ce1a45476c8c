/* font.h - letters three cells high, for a screen read from afar. */
#ifndef CDCLAB_TUI_FONT_H
#define CDCLAB_TUI_FONT_H

#include <stddef.h>

#include "reader/grid/grid.h"

#define FONT_ROWS 3 /* cells */
#define FONT_COLS 3 /* cells a character, its gap included */

/* Marks that are no character of any text. */
#define FONT_BOX 1
#define FONT_CHECK 2
#define FONT_CROSS 3
#define FONT_DOTS 4

/* Draw len bytes of text with its top left cell there; lower case rises. */
void font_put(struct grid *grid, int row, int col, enum style style,
	const char *s, size_t len);
void font_put_cp(
	struct grid *grid, int row, int col, enum style style, uint32_t cp);

/* Is there a shape for every character? */
bool font_has(const char *s, size_t len);

#endif
