#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/event/event.h"
#include "reader/report/text.h"

#define SUBJECT_COLS 18
#define VERDICT_COLS 8

/* Of the wire: how it looks, and the word for people. */
static const struct {
	const char *state;
	enum ink ink;
	const char *word;
} verdicts[] = {
	{ "good", INK_GOOD, N_("good") },
	{ "note", INK_STRONG, N_("note") },
	{ "bad", INK_BAD, N_("bad") },
};

/* Names of drivers and services are the same in all languages. */
static const char *
subject_word(const char *subject)
{
	static const char *const words[] = { N_("clock"), N_("driver"),
		N_("locale"), N_("memory"), N_("ports"), N_("programs"),
		N_("progress"), N_("shared memory"), N_("stack"), N_("system"),
		N_("terminal") };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (subject && !strcmp(words[i], subject))
			return _(words[i]);
	return subject;
}

static size_t
verdict_of(const struct event *ev)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(verdicts) && ev->state &&
		strcmp(verdicts[i].state, ev->state) != 0)
		i++;
	return i;
}

static void
doctor_human(struct report *r, const struct event *ev)
{
	size_t v = verdict_of(ev);
	struct buf word = { 0 };

	if (ev->kind != EV_FINDING)
		return;
	text_pad(&r->out, subject_word(ev->subject), SUBJECT_COLS);
	text_pad(&word, _(verdicts[v].word), VERDICT_COLS);
	text_ink(&r->out, r->colour, verdicts[v].ink, buf_str(&word));
	text_add(&r->out, ev->text);
	buf_addc(&r->out, '\n');
	if (ev->hint) {
		buf_addf(&r->out, "%*s", SUBJECT_COLS + VERDICT_COLS, "");
		buf_adds(&r->out, _("try: "));
		text_add(&r->out, ev->hint);
		buf_addc(&r->out, '\n');
	}
	buf_release(&word);
}

static json_t *
doctor_root(struct report *r)
{
	if (!r->json) {
		r->json = json_object();
		json_object_set_new(r->json, "findings", json_array());
	}
	return r->json;
}

static void
doctor_json(struct report *r, const struct event *ev)
{
	json_t *o;

	if (ev->kind != EV_FINDING)
		return;
	o = json_object();
	object_str(o, "name", ev->subject);
	object_str(o, "state", ev->state);
	object_str(o, "text", ev->text);
	object_str(o, "try", ev->hint);
	json_array_append_new(json_object_get(doctor_root(r), "findings"), o);
}

static void
doctor_json_end(struct report *r, const struct err *err)
{
	json_t *o = doctor_root(r);

	r->json = NULL;
	object_end(o, r, err);
}

const struct report_kind *
report_doctor(bool json)
{
	static const struct report_kind human = { "human", NULL, doctor_human,
		NULL };
	static const struct report_kind object = { "json", NULL, doctor_json,
		doctor_json_end };

	return json ? &object : &human;
}
