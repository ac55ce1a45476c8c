/*
 * ui.h - the full screen as state: keys and events change it, paint shows it.
 *
 * No terminal and no engine in here: both are driven by app.c, and by tests
 * that write keys and read a grid.
 */
#ifndef CDCLAB_TUI_UI_H
#define CDCLAB_TUI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "common/course/catalog.h"
#include "reader/tui/theme.h"

struct app_args;
struct err;
struct event;
struct grid;
struct place;
struct request;
struct ui;
struct workspace;

/* The ways out of the screen. */
struct port {
	/* whoever drives it takes what servers do at any time */
	bool live;
	/* to the engine: queue a request, return its id, or -1 with err */
	int (*ask)(void *ctx, const struct request *req, struct err *err);
	/* to the terminal, past what is painted, in one write */
	void (*send)(void *ctx, const char *s, size_t len);
	/* a program gets the terminal until it ends; -1: err says why */
	int (*lend)(void *ctx, char *const *argv, struct err *err);
	/* ui_touched() is called when a file of the workspace changes; NULL: nobody
	 * looks. */
	int (*watch)(void *ctx, const struct workspace *ws, struct err *err);
	void *ctx;
};

/*
 * Load the course and open what args says. place and port are lent until
 * ui_free(). NULL: as app_open().
 */
struct ui *ui_new(const struct place *place, const struct app_args *args,
	const struct port *port, struct err *err);

/* The reading position is written down here. */
void ui_free(struct ui *ui);

/* The reader goes: keep the places. err, where none is set yet: they are not. */
void ui_leave(struct ui *ui, struct err *err);

/* The terminal shows nothing but ASCII. */
void ui_ascii(struct ui *ui, bool ascii);

void ui_resize(struct ui *ui, int rows, int cols);

/* A code point or an enum key. */
void ui_key(struct ui *ui, int key);

/*
 * Ctrl-C: close what is open (a paste, the prompt, a question, a pop-up), else
 * cancel what goes on. true: nothing is or does, or it was before; leave.
 */
bool ui_interrupt(struct ui *ui);

/* The mouse was pressed there. Does the reader want that? */
void ui_click(struct ui *ui, int row, int col);
bool ui_mouse(const struct ui *ui);

/* clock_ms(), before the events that came at that time. */
void ui_clock(struct ui *ui, int64_t now_ms);
void ui_event(struct ui *ui, const struct event *ev);

/* Something happened to a file that is watched. */
void ui_touched(struct ui *ui);

/* The engine is no more; err says why. */
void ui_engine_gone(struct ui *ui, const struct err *err);

/* Nothing has happened for ui_patience(): do what has been put off. */
void ui_idle(struct ui *ui);

/* Milliseconds until the screen changes by itself; -1: it does not. */
int ui_patience(const struct ui *ui);

enum theme ui_theme(const struct ui *ui);

/* The terminal says that its background is 0xrrggbb. */
void ui_ground(struct ui *ui, int rgb);

/* Has the reader left? */
bool ui_over(const struct ui *ui);

/* grid has been given its size. */
void ui_paint(const struct ui *ui, struct grid *grid);

#endif
