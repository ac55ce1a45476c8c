/* ask_parts.h - what the files that ask the engine share. */
#ifndef CDCLAB_TUI_ASK_PARTS_H
#define CDCLAB_TUI_ASK_PARTS_H

#include <stdbool.h>

#include "common/event/verb.h"
#include "reader/tui/asked.h"

struct err;
struct request;
struct ui;

/* NULL: it could not be asked, and that was said. */
struct asked *ask_engine(
	struct ui *ui, const struct request *req, enum purpose purpose);
void ask_refused(struct ui *ui, const struct err *err);

/* The lab on the screen; false: it may not be asked, and that was said. */
bool ask_put_lab(struct ui *ui, struct request *req);

/*
 * Ask something of it, or of one part of it. One such request at a time, but
 * what asks by itself gives way.
 */
void ask_lab_for(
	struct ui *ui, enum verb verb, const char *const *names, size_t n);
void ask_lab(struct ui *ui, enum verb verb, const char *name);

/* Does the lab do nothing, and is no question about it open? */
bool ask_is_quiet(const struct ui *ui);

void ask_cancel_one(struct ui *ui, struct asked *asked);

/* Let go on what waits for somebody. */
void ask_let_go(struct ui *ui, const struct asked *asked);

#endif
