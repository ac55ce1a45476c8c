/*
 * files.h - the workspace of the lesson on the screen: what the learner has
 * edited, and that something of it was saved.
 */
#ifndef CDCLAB_TUI_FILES_H
#define CDCLAB_TUI_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/course/workspace.h"

struct block;
struct textview;
struct ui;

/* All-zero: none. Release with files_release(). */
struct files {
	struct workspace ws;
	int64_t touched_ms; /* something happened to one; 0: looked at since */
	char **saved;       /* blocks that are still to be run */
	size_t nsaved;
	char *shown; /* the one whose diff is shown; NULL: all */
};

void files_release(struct files *files);

/* Another lesson is on the screen. */
void files_open(struct ui *ui);

/* Was one made elsewhere, or moved? To be asked from time to time. */
void files_appear(struct ui *ui);

/* Something happened to a file, or may have: soon it is looked at. */
void files_touch(struct ui *ui);

/* The time goes on: look at what was touched, run what was saved. */
void files_turn(struct ui *ui);

/* Milliseconds until there is something to do; -1: there is nothing. */
int files_patience(const struct ui *ui);

/* Does a learner's file run in place of that block? */
bool files_edited(const struct ui *ui, const char *block);

/* An editor for the file of a named block, which is made if need be. */
void files_edit(struct ui *ui, const struct block *block);

/* Run what depends on the saved files. */
void files_run(struct ui *ui);

/* What was edited, on the screen; and the lesson's blocks back, after a question. */
void files_show(struct ui *ui);
void files_back(struct ui *ui);
void files_write(const struct ui *ui, struct textview *textview);

#endif
