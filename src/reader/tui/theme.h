/*
 * theme.h - how each style looks, as data: inks for dark and light ground.
 *
 * No terminal is asked what its background is: a question may stay without
 * an answer. The reader says it, or COLORFGBG does; where nobody does, the
 * inks of the middle can be read on black and on white.
 */
#ifndef CDCLAB_TUI_THEME_H
#define CDCLAB_TUI_THEME_H

#include <stdbool.h>

#include "reader/style/style.h"

struct buf;

#define LOOK_BOLD 1u
#define LOOK_DIM 2u
#define LOOK_UNDERLINE 4u
#define LOOK_REVERSE 8u
#define LOOK_ITALIC 16u

#define LOOK_DEFAULT (-1) /* the terminal's own colour */

enum theme {
	THEME_AUTO = 0, /* the middle: nothing is known of the ground */
	THEME_DARK,     /* the ground is */
	THEME_LIGHT,
	THEME_COUNT
};

/* How many colours there are. */
enum depth {
	DEPTH_MONO = 0,
	DEPTH_8, /* bright ones by way of bold */
	DEPTH_16,
	DEPTH_256,
	DEPTH_TRUE, /* colours are 0xrrggbb */
	DEPTH_COUNT
};

struct look {
	int colour, ground; /* numbers as the depth has them, LOOK_DEFAULT */
	unsigned attrs;
};

/* Where a depth has no ink that can be read, attributes stand for it. */
struct look theme_look(enum theme theme, enum depth depth, enum style style);

/* "auto", "dark", "light"; false: it is none of them. */
const char *theme_name(enum theme theme);
bool theme_named(const char *name, enum theme *theme);

/*
 * asked: "dark", "light", or "auto" and NULL, which leave it to what the
 * environment says: CDCLAB_THEME, COLORFGBG, a console that is always black.
 */
enum theme theme_choose(const char *asked);

/* The depth that the environment speaks of, for output without curses. */
enum depth theme_depth(void);

/* The escape sequence that begins a look after a reset; none: nothing. */
void theme_escape(struct buf *b, enum depth depth, struct look look);

#endif
