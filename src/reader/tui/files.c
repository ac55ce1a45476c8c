#include "config.h"

#include "reader/tui/files.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/lang.h"
#include "common/base/place.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "reader/tui/ask.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"
#include "reader/tui/take.h"

#define SETTLE_MS 150 /* an editor saves by several steps */

/* -- what is there -------------------------------------------------------- */

static void
forget_saved(struct files *files)
{
	for (size_t i = 0; i < files->nsaved; i++)
		free(files->saved[i]);
	free(files->saved);
	files->saved = NULL;
	files->nsaved = 0;
}

void
files_release(struct files *files)
{
	forget_saved(files);
	workspace_release(&files->ws);
	free(files->shown);
	*files = (struct files){ 0 };
}

static bool
has_lab(const struct ui *ui)
{
	return ui->in_lesson && ui->view && ui->view->has_lab;
}

/* As it is now; what cannot be read is said. */
static struct workspace
read_workspace(struct ui *ui)
{
	struct workspace ws = { 0 };
	struct err err = { 0 };

	if (has_lab(ui) &&
		workspace_open(&ws, ui->place, ui->view->lesson,
			page_scan(&ui->page), &err) < 0)
		ui_complain(ui, &err);
	return ws;
}

static void
watch(struct ui *ui)
{
	struct err err = { 0 };

	if (ui->port.watch &&
		ui->port.watch(ui->port.ctx, &ui->files.ws, &err) < 0)
		ui_complain(ui, &err);
}

void
files_open(struct ui *ui)
{
	files_release(&ui->files);
	ui->files.ws = read_workspace(ui);
	watch(ui);
}

bool
files_edited(const struct ui *ui, const char *block)
{
	const struct workspace_file *file =
		workspace_file(&ui->files.ws, block);

	return file && file->state == FILE_EDITED;
}

/* -- what has become of it ------------------------------------------------ */

static bool
same_text(const struct workspace_file *a, const struct workspace_file *b)
{
	return a->text.len == b->text.len &&
		!memcmp(buf_str(&a->text), buf_str(&b->text), a->text.len);
}

static void
add_saved(struct files *files, const char *name)
{
	for (size_t i = 0; i < files->nsaved; i++)
		if (!strcmp(files->saved[i], name))
			return;
	files->saved =
		mem_more(files->saved, files->nsaved, sizeof(*files->saved));
	files->saved[files->nsaved++] = mem_strdup(name);
}

static void
say_change(struct ui *ui, const struct workspace_file *now)
{
	switch (now->state) {
	case FILE_BAD:
		ui_complain(ui, &now->why);
		break;
	case FILE_GONE:
		ui_note(ui, STYLE_WARNING,
			_("%s was removed: the lesson's block runs"),
			now->name);
		break;
	case FILE_SAME:
		ui_note(ui, STYLE_TEXT, _("%s is the lesson's again"),
			now->name);
		break;
	case FILE_EDITED:
		ui_note(ui, STYLE_TEXT,
			ui->ticks.on ? _("%s was saved")
				     : _("%s was saved: Enter on its block "
					 "runs it, A from now on each"),
			now->name);
	}
}

/* A block that runs other bytes from now on is one to be run. */
static void
compare(struct ui *ui, const struct workspace_file *was,
	const struct workspace_file *now)
{
	if (was->state == now->state && same_text(was, now) &&
		!strcmp(was->why.msg, now->why.msg))
		return;
	say_change(ui, now);
	if (ui->ticks.on && now->state <= FILE_EDITED)
		add_saved(&ui->files, now->name);
}

static void
look(struct ui *ui)
{
	struct workspace was = ui->files.ws;
	const struct workspace *now = &ui->files.ws;

	if (was.is_there) /* a folder in it may have been made again */
		watch(ui);
	ui->files.ws = read_workspace(ui);
	if (was.dir && was.is_there && now->dir && !now->is_there)
		ui_note(ui, STYLE_WARNING,
			_("The workspace is gone, so the lesson's blocks run: "
			  "%s"),
			now->dir);
	for (size_t i = 0; now->is_there && i < now->nfile; i++) {
		const struct workspace_file *before =
			workspace_file(&was, now->files[i].name);

		if (before && was.is_there)
			compare(ui, before, &now->files[i]);
	}
	if (!was.dir || !now->dir || strcmp(was.dir, now->dir) != 0 ||
		was.is_there != now->is_there)
		watch(ui);
	workspace_release(&was);
}

/* Which folder it is, and whether that is there. */
void
files_appear(struct ui *ui)
{
	struct workspace *ws = &ui->files.ws;
	struct err ignored = { 0 };
	char *dir;

	if (!has_lab(ui))
		return;
	dir = workspace_dir(ui->place, ui->view->lesson, &ignored);
	if (ignored.code)
		return;
	if ((dir && ws->dir && strcmp(dir, ws->dir) != 0) || !dir != !ws->dir ||
		(dir && fs_exists(dir) != ws->is_there))
		look(ui);
	free(dir);
}

void
files_touch(struct ui *ui)
{
	ui->files.touched_ms = ui->now_ms ? ui->now_ms : 1;
}

void
files_turn(struct ui *ui)
{
	struct files *files = &ui->files;

	if (files->touched_ms && ui->now_ms - files->touched_ms >= SETTLE_MS) {
		files->touched_ms = 0;
		look(ui);
	}
	if (ui->ticks.on && files->nsaved && ask_is_quiet(ui))
		files_run(ui);
}

int
files_patience(const struct ui *ui)
{
	int64_t left = ui->files.touched_ms + SETTLE_MS - ui->now_ms;

	if (!ui->files.touched_ms)
		return -1;
	return left > 0 ? (int)left : 0;
}

/* -- what is done with it ------------------------------------------------- */

void
files_run(struct ui *ui)
{
	struct files *files = &ui->files;

	ask_saved(ui, (const char *const *)files->saved, files->nsaved);
	forget_saved(files);
}

/* The workspace, with this file in it; NULL: that was not possible, and said. */
static struct workspace_file *
make_file(struct ui *ui, const char *block)
{
	const char *lesson = ui->view->lesson;
	char *dir = ui->files.ws.dir ? mem_strdup(ui->files.ws.dir)
				     : workspace_default(ui->place, lesson);
	struct err err = { 0 };
	int rc = workspace_make(
		ui->place, lesson, page_scan(&ui->page), dir, &err);

	free(dir);
	if (rc < 0)
		ui_complain(ui, &err);
	look(ui);
	return rc < 0 ? NULL : workspace_file(&ui->files.ws, block);
}

void
files_edit(struct ui *ui, const struct block *block)
{
	struct workspace_file *file = make_file(ui, block->name);
	struct err err = { 0 };
	char *path;

	if (!file)
		return;
	path = mem_strdup(file->path);
	take_editor(ui, path, &err);
	look(ui);
	ui->files.touched_ms = 0;
	if (err.code)
		ui_complain(ui, &err);
	else if (files_edited(ui, block->name))
		ui_note(ui, STYLE_PASS,
			_("%s is edited: Enter runs it, V shows what was "
			  "changed"),
			block->name);
	else
		ui_note(ui, STYLE_TEXT, _("%s is as in the lesson"),
			block->name);
	free(path);
}
