/* app.h - the full-screen program: the course, its lessons, their labs. */
#ifndef CDCLAB_TUI_APP_H
#define CDCLAB_TUI_APP_H

#include <stdbool.h>

#include "common/course/catalog.h"
#include "reader/tui/theme.h"

struct err;
struct place;

/* What to open. */
struct app_args {
	const char *lesson; /* as catalog_find() takes it; NULL: the list */
	const char *lang;   /* of lessons; NULL: as the program's own */
	bool colour;        /* as many as the terminal has, else none */
	enum theme theme;
	bool theme_told; /* else the terminal is asked for its background */
};

/*
 * Run the whole screen until the reader leaves. Standard input and output are
 * a terminal. Returns the exit status. Where it could not begin, the terminal
 * is as it was and err is set (ERR_USAGE, ERR_SYNTAX, ERR_SYSTEM). A signal
 * that ended it is raised again once the terminal is back.
 */
int app_open(const struct place *place, const struct app_args *args,
	struct err *err);

#endif
