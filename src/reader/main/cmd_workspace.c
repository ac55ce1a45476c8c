#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/san.h"
#include "common/course/workspace.h"
#include "reader/main/command.h"
#include "reader/main/lesson.h"
#include "reader/main/say.h"

/* A word for each state of a file but the one that needs none. */
static const char *const words[] = {
	[FILE_EDITED] = N_("edited"),
	[FILE_GONE] = N_("removed: the lesson's block runs"),
	[FILE_BAD] = N_("unreadable: nothing runs"),
};

static int
open_workspace(struct workspace *ws, const struct cli *cli,
	const struct lesson *lesson, struct err *err)
{
	if (workspace_open(
		    ws, &cli->place, lesson->ref->id, &lesson->scan, err) < 0)
		return -1;
	if (ws->dir)
		return 0;
	err_set(err, ERR_USAGE, "lesson %s has no workspace", lesson->ref->id);
	return err_hint(err, "cdclab workspace %s makes one", lesson->ref->id);
}

/* Is the name of a folder's entry that of a block, or of what it is in? */
static bool
is_of_blocks(const struct workspace *ws, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < ws->nfile; i++) {
		const char *block = ws->files[i].name;

		if (!strncmp(block, name, len) &&
			(!block[len] || block[len] == '/'))
			return true;
	}
	return false;
}

static int
count_others(const struct workspace *ws)
{
	struct dirent **entries;
	int n = scandir(ws->dir, &entries, fs_is_visible, NULL), others = 0;

	for (int i = 0; i < n; i++) {
		others += !is_of_blocks(ws, entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return others;
}

static void
tell_workspace(const struct workspace *ws, struct buf *out)
{
	int others = count_others(ws);

	buf_addf(out, "%s\n", ws->dir);
	for (size_t i = 0; i < ws->nfile; i++) {
		const struct workspace_file *file = &ws->files[i];
		char *why = file->state == FILE_BAD ? msg_text(file->why.msg)
						    : NULL;

		buf_addf(out, "  %s", file->name);
		if (words[file->state])
			buf_addf(out, "  (%s)", _(words[file->state]));
		if (why)
			buf_addf(out, "  %s", why);
		buf_addc(out, '\n');
		free(why);
	}
	if (others)
		buf_addf(out,
			P_("%d other file in it is left alone\n",
				"%d other files in it are left alone\n",
				others),
			others);
	buf_adds(out,
		_("Edit the files: cdclab runs them in place of the lesson's "
		  "blocks.\n"));
}

static int
print(const struct buf *raw, struct err *err)
{
	struct buf out = { 0 };
	int rc;

	san_add(&out, SAN_TEXT, buf_str(raw), raw->len);
	rc = say(STDOUT_FILENO, &out, err) < 0 ? EXIT_PIPE : 0;
	buf_release(&out);
	return rc;
}

static int
show_workspace(
	const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	struct workspace ws = { 0 };
	struct buf raw = { 0 };
	int rc = open_workspace(&ws, cli, lesson, err);

	if (rc == 0) {
		tell_workspace(&ws, &raw);
		rc = print(&raw, err);
	}
	buf_release(&raw);
	workspace_release(&ws);
	return rc;
}

/* -- a folder of them ----------------------------------------------------- */

/* Where it is to be; owned. NULL: the folder that we are in is gone. */
static char *
chosen_dir(const struct cli *cli, const struct workspace *ws,
	const char *lesson, struct err *err)
{
	const struct options *o = &cli->options;
	const char *dir = o->nname > 1 ? o->names[1] : ws->dir;
	char *here, *path;

	if (!dir)
		return workspace_default(&cli->place, lesson);
	if (*dir == '/')
		return mem_strdup(dir);
	here = getcwd(NULL, 0);
	path = here ? mem_printf("%s/%s", here, dir) : NULL;
	if (!here)
		err_set(err, ERR_SYSTEM, "%s: %s", dir, errno_text(errno));
	free(here);
	return path;
}

static int
make(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	const char *id = lesson->ref->id;
	struct workspace ws = { 0 };
	char *dir = NULL;
	int rc = workspace_open(&ws, &cli->place, id, &lesson->scan, err);

	if (rc == 0 && cli->options.nname > 2)
		rc = err_set(err, ERR_USAGE, "a workspace is one folder");
	if (rc == 0)
		dir = chosen_dir(cli, &ws, id, err);
	rc = dir ? workspace_make(&cli->place, id, &lesson->scan, dir, err)
		 : -1;
	workspace_release(&ws);
	free(dir);
	return rc < 0 ? -1 : show_workspace(cli, lesson, err);
}

/* -- some of its files ---------------------------------------------------- */

/* Each of the named files, or all; false from fn ends it. */
static int
each_file(const struct cli *cli, struct workspace *ws,
	int (*fn)(struct workspace_file *file, const struct scan *scan,
		struct buf *out, struct err *err),
	const struct scan *scan, struct buf *out, struct err *err)
{
	const struct options *o = &cli->options;

	for (size_t i = 1; i < o->nname; i++)
		if (!workspace_file(ws, o->names[i]))
			return err_set(err, ERR_USAGE,
				"the workspace has no file \"%s\"",
				o->names[i]);
	for (size_t i = 0; i < ws->nfile; i++) {
		bool named = o->nname < 2;

		for (size_t k = 1; k < o->nname; k++)
			named |= workspace_file(ws, o->names[k]) ==
				&ws->files[i];
		if (named && fn(&ws->files[i], scan, out, err) < 0)
			return -1;
	}
	return 0;
}

static int
diff_one(struct workspace_file *file, const struct scan *scan, struct buf *out,
	struct err *err)
{
	if (file->state == FILE_BAD) {
		*err = file->why;
		return -1;
	}
	workspace_diff(file, scan, out);
	return 0;
}

static int
put_back_one(struct workspace_file *file, const struct scan *scan,
	struct buf *out, struct err *err)
{
	if (file->state == FILE_SAME)
		return 0;
	if (workspace_put_back(file, scan, err) < 0)
		return -1;
	buf_addf(out, _("%s is the lesson's again\n"), file->path);
	return 0;
}

static int
with_files(const struct cli *cli, const struct lesson *lesson, struct err *err)
{
	struct workspace ws = { 0 };
	struct buf raw = { 0 };
	int rc = open_workspace(&ws, cli, lesson, err);

	if (rc == 0)
		rc = each_file(cli, &ws,
			cli->options.value[OPT_BACK] ? put_back_one : diff_one,
			&lesson->scan, &raw, err);
	if (raw.len && print(&raw, err) != 0 && rc == 0)
		rc = EXIT_PIPE;
	buf_release(&raw);
	workspace_release(&ws);
	return rc;
}

int
cmd_workspace(struct cli *cli, struct err *err)
{
	struct lesson lesson = { 0 };
	int status = lesson_open(
		&lesson, &cli->place, cli->options.names[0], cli->lang, err);

	if (status == 0)
		status = cli->options.value[OPT_DIFF] ||
				cli->options.value[OPT_BACK]
			? with_files(cli, &lesson, err)
			: make(cli, &lesson, err);
	lesson_release(&lesson);
	return status;
}
