#include "config.h"

#include "reader/tui/trust_view.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/place.h"
#include "common/base/san.h"
#include "common/course/catalog.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "common/course/trust.h"
#include "reader/grid/textview.h"
#include "reader/layout/doc.h"
#include "reader/tui/question.h"
#include "reader/tui/state.h"
#include "reader/views/lab_view.h"

#define MARGIN_ROWS 3 /* of the screen, that a question leaves */

/* The lab and the blocks as they were when the question was put. */
struct trust_asked {
	struct buf text;
	struct scan scan;
	struct lab lab;
};

static int
trust_load(struct trust_asked *s, const struct ui *ui, struct err *err)
{
	const struct lesson_ref *lesson = ui->page.lesson;
	const char *path = lesson_path(lesson, ui->lang);

	if (buf_read_file(&s->text, path, LESSON_MAX, err) < 0 ||
		scan_text(&s->scan, path, buf_str(&s->text), s->text.len, err) <
			0)
		return -1;
	return lab_load(&s->lab, lesson->lab, ui->place->data, err);
}

void
trust_asked_free(struct trust_asked *s)
{
	if (!s)
		return;
	lab_release(&s->lab);
	scan_release(&s->scan);
	buf_release(&s->text);
	free(s);
}

/* Nothing of it may be beyond the edge of the screen. */
static bool
has_room(const struct ui *ui, const char *text)
{
	struct textview textview = { .cols = ui->cols - 2 };
	bool room;

	textview_block(&textview, STYLE_TEXT, 0, text);
	room = textview.nline <= ui->rows - MARGIN_ROWS;
	textview_release(&textview);
	return room;
}

static void
trust_answered(struct ui *ui, int key)
{
	struct trust_asked *s = ui->trust;
	struct err err = { 0 };

	ui->trust = NULL;
	if (!question_is_yes(key))
		ui_note(ui, STYLE_TEXT, "%s", _("The lab may not run"));
	else if (trust_grant(ui->place, &s->lab, &s->scan, &err) < 0)
		ui_complain(ui, &err);
	else
		ui_note(ui, STYLE_PASS, "%s",
			_("The lab may run until it changes: ask again"));
	trust_asked_free(s);
}

/* s is taken: what is allowed is what was shown, whatever the files say then. */
static void
trust_ask(struct ui *ui, struct trust_asked *s)
{
	struct buf raw = { 0 }, out = { 0 };

	buf_addf(&raw, "%s\n", _("This lab is not part of cdclab. It will:"));
	trust_say(&s->lab, &s->scan, true, &raw);
	buf_adds(&raw,
		_("Allow it, until it changes? y: yes, any other key: no"));
	san_add(&out, SAN_TEXT, buf_str(&raw), raw.len);
	trust_asked_free(ui->trust);
	ui->trust = has_room(ui, buf_str(&out)) ? s : NULL;
	if (ui->trust)
		question_put(ui, buf_str(&out), trust_answered);
	else {
		ui_note(ui, STYLE_WAIT, "%s",
			_("Allow this lab in a shell first, with cdclab "
			  "trust"));
		trust_asked_free(s);
	}
	buf_release(&raw);
	buf_release(&out);
}

bool
trust_settled(struct ui *ui)
{
	struct trust_asked *s = mem_alloc(sizeof(*s));
	struct err err = { 0 };
	enum trust trust = TRUST_NEVER;

	if (trust_load(s, ui, &err) == 0)
		trust = trust_of(ui->place, &s->lab, &s->scan, &err);
	if (trust == TRUST_ASK || trust == TRUST_CHANGED) {
		trust_ask(ui, s);
		return false;
	}
	if (trust == TRUST_NEVER)
		ui_complain(ui, &err);
	trust_asked_free(s);
	return trust == TRUST_HELD;
}
