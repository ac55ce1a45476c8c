/*
 * theme.h - how each style looks, as data: inks for dark and light ground.
 *
 * The reader says which it is, or the environment does, or the terminal when
 * it is asked. Where nobody does it is dark, as most are.
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
	THEME_DARK = 0, /* the ground is */
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

/* "dark", "light"; false: it is none of them. */
const char *theme_name(enum theme theme);
bool theme_named(const char *name, enum theme *theme);

/*
 * asked: "dark", "light", or "auto" and NULL, which leave it to what the
 * environment says: CDCLAB_THEME, COLORFGBG, a console that is always black.
 * false: nobody says; theme is the usual one.
 */
bool theme_choose(const char *asked, enum theme *theme);

/* The theme for a background of 0xrrggbb. */
enum theme theme_of_ground(int rgb);

/* The depth that the environment speaks of, for output without curses. */
enum depth theme_depth(void);

/* The escape sequence that begins a look after a reset; none: nothing. */
void theme_escape(struct buf *b, enum depth depth, struct look look);

#endif
