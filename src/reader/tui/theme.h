/* theme.h - how each style looks: colours and attributes, as data. */
#ifndef CDCLAB_TUI_THEME_H
#define CDCLAB_TUI_THEME_H

#include "reader/style/style.h"

#define LOOK_BOLD 1u
#define LOOK_DIM 2u
#define LOOK_UNDERLINE 4u
#define LOOK_REVERSE 8u
#define LOOK_ITALIC 16u

#define LOOK_DEFAULT (-1) /* the terminal's own colour */

struct look {
	short colour;    /* of the 8 (ANSI), or LOOK_DEFAULT */
	short colour256; /* where there are so many; 0: the same */
	unsigned attrs;
	unsigned mono; /* attributes where there is no colour */
};

const struct look *theme_look(enum style style);

#endif
