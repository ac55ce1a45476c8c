/* What a learner has edited, and the way back. */
#include "config.h"

#include "reader/tui/files.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/san.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "reader/grid/textview.h"
#include "reader/tui/focus.h"
#include "reader/tui/state.h"
#include "reader/tui/stops.h"

/* The edited block that the reader means, else all; lent. */
static const char *
meant(const struct ui *ui)
{
	const struct lab_view *view = ui->view;
	const char *name = NULL;
	struct stop stop;
	size_t at = (size_t)ui->pane_at;

	if (ui->pane_focus && view && at >= view->ncheck && at < view->nitem)
		name = view->lab.steps[at - view->ncheck].block;
	else if (focus_stop(ui, &stop) && stop.kind == FOCUS_BLOCK)
		name = page_scan(&ui->page)->blocks[stop.block].name;
	return name && files_edited(ui, name) ? name : NULL;
}

static bool
is_shown(const struct ui *ui, const struct workspace_file *file)
{
	const char *shown = ui->files.shown;

	return file->state == FILE_EDITED &&
		(!shown || !strcmp(shown, file->name));
}

void
files_show(struct ui *ui)
{
	struct files *files = &ui->files;
	const char *name = meant(ui);

	if (!files->ws.dir) {
		ui_note(ui, STYLE_TEXT, "%s",
			_("Nothing is edited: E on a block opens it in an "
			  "editor"));
		return;
	}
	free(files->shown);
	files->shown = name ? mem_strdup(name) : NULL;
	popup_open(ui, POPUP_DIFF);
}

static void
answer_back(struct ui *ui, int key)
{
	struct workspace *ws = &ui->files.ws;
	struct err err = { 0 };

	if (!question_is_yes(key))
		return;
	for (size_t i = 0; i < ws->nfile && !err.code; i++)
		if (is_shown(ui, &ws->files[i]))
			workspace_put_back(
				&ws->files[i], page_scan(&ui->page), &err);
	if (err.code)
		ui_complain(ui, &err);
	else
		ui_note(ui, STYLE_PASS, "%s",
			_("The lesson's blocks run again; the next run does "
			  "what they say"));
}

void
files_back(struct ui *ui)
{
	bool any = false;

	for (size_t i = 0; i < ui->files.ws.nfile; i++)
		any |= is_shown(ui, &ui->files.ws.files[i]);
	if (!any)
		return;
	ui->popup = POPUP_NONE; /* the question would cover its end */
	question_put(ui,
		_("Write the lesson's blocks over your files? y: yes, any "
		  "other key: no"),
		answer_back);
}

static enum style
line_style(const char *line)
{
	if (!strncmp(line, "---", 3) || !strncmp(line, "+++", 3))
		return STYLE_STRONG;
	return *line == '+'                     ? STYLE_PASS
		: *line == '-'                  ? STYLE_FAIL
		: *line == '@' || *line == '\\' ? STYLE_DIM
						: STYLE_TEXT;
}

/* Each line as it is, cut at the right: a wrapped diff is no diff. */
static void
write_lines(struct textview *textview, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = mem_strndup(text, len);

		textview_line(textview);
		textview_add(textview, line_style(line), line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

/* "~/lab": where the files are; owned. */
static char *
at_home(const char *path)
{
	const char *home = getenv("HOME");
	size_t len = home ? strlen(home) : 0;

	return len > 1 && !strncmp(path, home, len) && path[len] == '/'
		? mem_printf("~%s", path + len)
		: mem_strdup(path);
}

/* text is owned. */
static void
write_sentence(struct textview *textview, enum style style, char *text)
{
	textview_line(textview);
	textview_wrap(textview, style, 0, 0, text);
	free(text);
}

/* A file without a diff that is not as in the lesson either. */
static void
write_missing(struct textview *textview, const struct workspace_file *file)
{
	if (file->state == FILE_BAD)
		write_sentence(textview, STYLE_FAIL, err_text(&file->why));
	if (file->state == FILE_GONE)
		write_sentence(textview, STYLE_WARNING,
			mem_printf(_("%s was removed: the lesson's block runs"),
				file->name));
}

static void
write_diffs(const struct ui *ui, struct textview *textview)
{
	const struct workspace *ws = &ui->files.ws;
	struct buf diff = { 0 }, clean = { 0 };

	for (size_t i = 0; i < ws->nfile; i++)
		if (is_shown(ui, &ws->files[i]))
			workspace_diff(
				&ws->files[i], page_scan(&ui->page), &diff);
	san_add(&clean, SAN_TEXT, buf_str(&diff), diff.len);
	write_lines(textview, buf_str(&clean));
	buf_release(&diff);
	buf_release(&clean);
}

/* The files that are meant, or why nothing is there to be seen of them. */
static void
write_files(const struct ui *ui, struct textview *textview)
{
	const struct workspace *ws = &ui->files.ws;
	const char *shown = ui->files.shown;
	int was = textview->nline;

	write_diffs(ui, textview);
	for (size_t i = 0; i < ws->nfile; i++)
		if (!shown || !strcmp(shown, ws->files[i].name))
			write_missing(textview, &ws->files[i]);
	if (textview->nline == was)
		write_sentence(textview, STYLE_TEXT,
			shown ? mem_printf(_("%s is as in the lesson"), shown)
			      : mem_strdup(_("All files in it are as in the "
					     "lesson")));
}

/* What is there may have gone while it is looked at. */
void
files_write(const struct ui *ui, struct textview *textview)
{
	const struct workspace *ws = &ui->files.ws;

	if (!ws->dir) {
		write_sentence(textview, STYLE_TEXT,
			mem_strdup(_("Nothing is edited: E on a block opens it "
				     "in an editor")));
	} else if (!ws->is_there) {
		write_sentence(textview, STYLE_WARNING,
			mem_printf(_("The workspace is gone, so the lesson's "
				     "blocks run: %s"),
				ws->dir));
	} else {
		write_sentence(textview, STYLE_DIM, at_home(ws->dir));
		write_files(ui, textview);
	}
}
