/* colour.h - whether output has colours: one order of who decides. */
#ifndef CDCLAB_MAIN_COLOUR_H
#define CDCLAB_MAIN_COLOUR_H

#include <stdbool.h>

/*
 * The first that says something decides: asked (--color; NULL: not given),
 * CDCLAB_COLOR, NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, no terminal or a
 * dumb one, CLICOLOR; else there are colours.
 */
bool colour_wanted(const char *asked, bool on_terminal);

#endif
