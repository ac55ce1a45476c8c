/* runs_help.h - what must hold for the runs of any line of code. */
#ifndef CDCLAB_RUNS_HELP_H
#define CDCLAB_RUNS_HELP_H

#include <stddef.h>

#include "reader/syntax/syntax.h"

/*
 * In order, none empty, none beyond the line, no code point in two pieces.
 * NULL: all is well. Else what is wrong.
 */
const char *runs_wrong(
	const struct syntax_runs *runs, const char *line, size_t len);

#endif
