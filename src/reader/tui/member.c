#include "config.h"

#include "reader/tui/member.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/base/san.h"
#include "common/event/event.h"
#include "reader/talk/talk.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"

#define LINE_MS 60000 /* an instructor's line is seen */

static char *
text_of(const json_t *frame, const char *key)
{
	const char *text = json_str(frame, key, NULL);
	struct buf clean = { 0 };

	if (!text)
		return NULL;
	san_add(&clean, SAN_LINE, text, strlen(text));
	return buf_take(&clean);
}

void
member_event(struct ui *ui, const struct event *ev)
{
	struct member *m = &ui->member, was = *m;
	struct err bad = { 0 };
	json_t *frame = ev->text
		? json_parse("frame", ev->text, strlen(ev->text), &bad)
		: NULL;

	m->class_name = text_of(frame, "class");
	m->unsent = text_of(frame, "unsent");
	m->hand = json_is_true(json_object_get(frame, "hand"));
	m->said = text_of(frame, "said");
	free(was.class_name);
	free(was.unsent);
	if (m->said)
		m->said_ms = ui->now_ms;
	else if (m->class_name)
		m->said = was.said;
	if (m->said != was.said)
		free(was.said);
	json_decref(frame);
}

void
member_add(const struct member *m, struct buf *out)
{
	if (m->class_name)
		buf_adds(out,
			m->unsent         ? _("class: not sent")
				: m->hand ? _("class: hand up")
					  : _("class: sent"));
}

const char *
member_line(const struct ui *ui)
{
	const struct member *m = &ui->member;

	return m->said && ui->now_ms - m->said_ms < LINE_MS ? m->said : NULL;
}

void
member_hand(struct ui *ui)
{
	struct request req = { .verb = VERB_CLASS_HAND };

	if (asked_for(&ui->asked, FOR_CLASS))
		return;
	ask_engine(ui, &req, FOR_CLASS);
}

void
member_release(struct member *m)
{
	free(m->class_name);
	free(m->unsent);
	free(m->said);
	*m = (struct member){ 0 };
}
