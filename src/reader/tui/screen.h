/*
 * screen.h - curses: copies a grid to the terminal. Its keys come to decoder.h.
 *
 * One screen at a time; term.h says what happens to the terminal itself.
 */
#ifndef CDCLAB_TUI_SCREEN_H
#define CDCLAB_TUI_SCREEN_H

#include <stdbool.h>

#include "reader/tui/theme.h"

struct decoder;
struct err;
struct grid;
struct screen;

/*
 * Take the terminal on standard input and output. Free with screen_free(),
 * which leaves the alternate screen. colour: as many as it has, else none.
 * NULL: ERR_USAGE.
 */
struct screen *screen_new(bool colour, struct err *err);
void screen_free(struct screen *screen);

/* From the next screen_show() on. */
void screen_theme(struct screen *screen, enum theme theme);

/* Does it show ASCII only? */
bool screen_is_ascii(const struct screen *screen);

/* Copy the grid; only what differs is sent. */
void screen_show(struct screen *screen, const struct grid *grid);

/* Teach the decoder what this terminal sends for its keys. */
void screen_teach(struct screen *screen, struct decoder *decoder);

/* Ask for the mouse, or leave it to the terminal, which selects text with it. */
void screen_mouse(struct screen *screen, bool on);

/* The size the terminal has now; true if it is another than before. */
bool screen_measure(struct screen *screen, int *rows, int *cols);

/* Send all of it again: something else has written there. */
void screen_redraw(struct screen *screen);

/* Leave it to the shell for a while, and take it again; all is redrawn. */
void screen_pause(struct screen *screen);
void screen_resume(struct screen *screen);

#endif
