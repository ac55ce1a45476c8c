/* say.h - the ways out of the program: standard output and error. */
#ifndef CDCLAB_MAIN_SAY_H
#define CDCLAB_MAIN_SAY_H

#include <stdbool.h>

struct buf;
struct err;

#define EXIT_PIPE 141 /* nobody reads us: as SIGPIPE would have it */

/*
 * Write all of b to fd and empty it. 0; or -1 when nobody reads any more, with
 * err untouched, or ERR_SYSTEM when it cannot be written.
 */
int say(int fd, struct buf *b, struct err *err);

/* "cdclab: message", sanitised, and what to try, on standard error. */
void say_err(const struct err *err);

/*
 * colour.c: does output have colours? The first that says something decides:
 * asked (--color; NULL: not given), CDCLAB_COLOR, NO_COLOR, CLICOLOR_FORCE and
 * FORCE_COLOR, no terminal or a dumb one, CLICOLOR; else there are colours.
 */
bool colour_wanted(const char *asked, bool on_terminal);

#endif
