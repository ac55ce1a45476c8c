/*
 * workspace.h - a lesson's named blocks as files, for a learner to edit.
 *
 * A lesson has at most one workspace: a folder that $progress/labs/LESSON/workspace
 * names. Each named block is a file in it, under the block's name. One whose
 * bytes differ from the lesson's runs in its place. One that was removed is not
 * missed: then the lesson's block runs.
 */
#ifndef CDCLAB_COURSE_WORKSPACE_H
#define CDCLAB_COURSE_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "common/base/err.h"

struct place;
struct scan;

#define WORKSPACE_FILE_MAX ((size_t)1 << 20) /* bytes */

enum file_state {
	FILE_SAME = 0,
	FILE_EDITED,
	FILE_GONE,
	FILE_BAD /* it cannot be read, or is no text: nothing may run */
};

struct workspace_file {
	char *name; /* of its block */
	char *path;
	enum file_state state;
	struct buf text; /* of an edited one */
	struct err why;  /* of a bad one */
};

/* All-zero: the lesson has none. Release with workspace_release(). */
struct workspace {
	char *dir;
	bool is_there; /* false: the folder was removed */
	struct workspace_file *files;
	size_t nfile;
};

/*
 * Read what is in the workspace of a lesson; without one dir is NULL.
 * ERR_PROGRESS: which folder it is cannot be read.
 */
int workspace_open(struct workspace *ws, const struct place *place,
	const char *lesson, const struct scan *scan, struct err *err);
void workspace_release(struct workspace *ws);

/* Which folder it is; owned. NULL: none, or with err (ERR_PROGRESS) unknown. */
char *workspace_dir(
	const struct place *place, const char *lesson, struct err *err);

/* Where it is unless somebody says otherwise; owned. */
char *workspace_default(const struct place *place, const char *lesson);

/*
 * Write what is missing of it to dir, and make that the lesson's workspace.
 * Edited files are kept; in a folder that was not its workspace a file with a
 * block's name is somebody's, and refused: ERR_USAGE. ERR_SYSTEM.
 */
int workspace_make(const struct place *place, const char *lesson,
	const struct scan *scan, const char *dir, struct err *err);

/* Write the lesson's bytes over a file, and take what it was back. */
int workspace_put_back(
	struct workspace_file *file, const struct scan *scan, struct err *err);

/* NULL: none of that name. Lent. */
struct workspace_file *workspace_file(
	const struct workspace *ws, const char *block);

size_t workspace_count(const struct workspace *ws, enum file_state state);

/*
 * From here on the blocks of scan are the edited ones; their bytes are kept in
 * text. ERR_USAGE: a file is bad. Files that are neither are left.
 */
int workspace_apply(const struct workspace *ws, struct scan *scan,
	struct buf *text, struct err *err);

/* Append what was changed, as diff -u does it. */
void workspace_diff(const struct workspace_file *file, const struct scan *scan,
	struct buf *out);

#endif
