#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/event/event.h"
#include "common/event/servers.h"
#include "common/explain/explain.h"
#include "reader/report/service.h"
#include "reader/report/text.h"

#define INDENT 17
#define LABEL_COLS 12
#define QUIET_MS 2000 /* after so much silence a minor line is a sign of life */
#define TAIL_LINES 2  /* of the human_output of a step that went well */
#define RED_LINES 12  /* of one that did not */

static const struct mark {
	const char *text;
	enum ink ink;
} marks[] = {
	[ITEM_WAITING] = { "[  ]", INK_FAINT },
	[ITEM_RUNNING] = { "[..]", INK_FAINT },
	[ITEM_PASS] = { "[ok]", INK_GOOD },
	[ITEM_ALREADY] = { "[ok]", INK_GOOD },
	[ITEM_UNDONE] = { "[ok]", INK_GOOD },
	[ITEM_FAIL] = { "[red]", INK_BAD },
	[ITEM_SKIP] = { "[skip]", INK_FAINT },
};

/* "    1.8  [ok]    " */
static void
open_line(struct report *r, struct buf *b, const struct event *ev,
	enum item_state state)
{
	const struct mark *mark = &marks[state];

	r->said_ms = ev->ms;
	buf_addf(b, "%7.1f  ", (double)ev->ms / 1000);
	text_ink(b, r->colour, mark->ink, mark->text);
	buf_addf(b, "%*s", 8 - (int)strlen(mark->text), "");
}

static void
name_item(struct buf *b, const struct lab_item *item)
{
	text_add(b, item->id);
	if (item->title && strcmp(item->title, item->id)) {
		buf_adds(b, ": ");
		text_add(b, item->title);
	}
}

static void
field(struct report *r, const char *label, const char *value)
{
	text_field(&r->out, INDENT, LABEL_COLS, _(label), value);
}

static void
place_of(struct report *r, const struct event *end)
{
	struct buf where = { 0 };

	if (end->layer)
		buf_adds(&where, layer_word(end->layer));
	if (end->service)
		buf_addf(&where, where.len ? " (%s)" : "%s", end->service);
	field(r, NC_("label", "where"), buf_str(&where));
	buf_release(&where);
}

/* Why it is red, as the lowest broken layer tells. */
void
human_why(struct report *r, const struct lab_item *item)
{
	const struct event *end = lab_item_end(item);
	char *hint = report_try(item);

	place_of(r, end);
	field(r, NC_("label", "why"), end->cause);
	field(r, NC_("label", "try"), hint);
	field(r, NC_("label", "probe"), end->probe);
	free(hint);
}

static void
show_output(struct report *r, const struct lab_item *item)
{
	int n = item->state == ITEM_FAIL ? RED_LINES : TAIL_LINES;
	struct buf human_output = { 0 };

	report_output(&human_output, item);
	if (!r->verbose)
		text_block(
			&r->out, text_tail(buf_str(&human_output), n), INDENT);
	buf_release(&human_output);
}

static void
finished(struct report *r, const struct lab_item *item, const struct event *ev)
{
	struct buf *b = &r->out;
	const char *why = item->state == ITEM_ALREADY ? _("was done already")
		: item->state == ITEM_UNDONE          ? _("undone")
		: item->state == ITEM_SKIP            ? ev->cause
						      : NULL;

	open_line(r, b, ev, item->state);
	name_item(b, item);
	if (why) {
		buf_adds(b, " - ");
		text_add(b, why);
	}
	buf_addc(b, '\n');
	if (item->state == ITEM_FAIL)
		human_why(r, item);
	show_output(r, item);
	if (ev->kind == EV_CHECK_PASS && ev->text)
		text_block(b, ev->text, INDENT);
}

/* What became of a condition or of a row at a hop. */
static const char *
outcome(const char *state)
{
	static const char *const states[] = {
		N_("pass"), N_("fail"), N_("topic"), N_("result")
	};

	for (size_t i = 0; state && i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i], state))
			return _(states[i]);
	return state;
}

/* "beta: the record in the topic", "beta: the row arrived - pass" */
static void
detail(struct buf *b, const struct lab_item *item, const struct event *ev)
{
	int kind = (int)ev->kind;

	if (kind == EV_STEP_START || kind == EV_CHECK_START) {
		name_item(b, item);
		return;
	}
	text_add(b, item->id);
	buf_adds(b, ": ");
	text_add(b, ev->text);
	if (kind == EV_HOP || kind == EV_CHECK_CONDITION) {
		buf_adds(b, " - ");
		text_add(b, outcome(ev->state));
	}
}

/* A line that is only worth its place after a silence, or when asked for. */
static bool
human_is_wanted(const struct report *r, const struct event *ev)
{
	int quiet = state_is_long(ev->state) ? REPORT_LONG_MS : QUIET_MS;

	return r->verbose || ev->ms - r->said_ms >= quiet;
}

static void
service(struct report *r, struct buf *b, const struct event *ev)
{
	static const enum item_state shown[] = {
		[INK_PLAIN] = ITEM_PASS,
		[INK_GOOD] = ITEM_PASS,
		[INK_BAD] = ITEM_FAIL,
		[INK_FAINT] = ITEM_RUNNING,
	};
	enum ink ink = service_ink(ev->state);

	if (ink == INK_FAINT && !human_is_wanted(r, ev))
		return;
	open_line(r, b, ev, shown[ink]);
	service_line(b, r->colour, ev);
	buf_addc(b, '\n');
}

/* A line of a server's log, of a note. */
static void
human_output(struct report *r, struct buf *b, const struct event *ev)
{
	r->said_ms = ev->ms;
	buf_addf(b, "%*s", INDENT, "");
	if (ev->subject) {
		text_add(b, ev->subject);
		buf_adds(b, " | ");
	}
	text_add(b, ev->text);
	buf_addc(b, '\n');
}

void
human_note(struct report *r, const struct event *ev)
{
	if (ev->kind == EV_SERVICE)
		service(r, &r->note, ev);
	else if (ev->kind == EV_OUTPUT)
		human_output(r, &r->note, ev);
}

/* A topic that is another one now. */
static void
human_topic(struct report *r, const struct event *ev)
{
	struct buf line = { 0 };

	r->said_ms = ev->ms;
	text_ink(&line, r->colour, INK_BAD, ev->cause);
	buf_addf(&r->out, "%*s%s\n", INDENT, "", buf_str(&line));
	buf_release(&line);
}

/* The last that is heard of a step or check. */
static bool
human_is_final(int kind)
{
	return (kind >= EV_STEP_DONE && kind <= EV_STEP_UNDONE) ||
		kind == EV_CHECK_PASS || kind == EV_CHECK_FAIL;
}

static void
human_event(struct report *r, const struct event *ev)
{
	const struct lab_item *item = lab_state_about(&r->lab, ev);
	int kind = (int)ev->kind;

	if (kind == EV_RUN_START && ev->cause)
		driver_line(&r->out, INDENT, ev);
	else if (kind == EV_SERVICE)
		service(r, &r->out, ev);
	else if (kind == EV_OUTPUT)
		human_output(r, &r->out, ev);
	else if (kind == EV_TOPIC && ev->cause)
		human_topic(r, ev);
	else if (kind == EV_DRILL)
		human_drill(r, ev);
	else if (kind == EV_LAB_RESET)
		buf_addf(&r->out, "\n%s.\n",
			_("The lab is undone: what its steps made is gone"));
	else if (item && human_is_final(kind))
		finished(r, item, ev);
	else if (item && human_is_wanted(r, ev)) {
		open_line(r, &r->out, ev, ITEM_RUNNING);
		detail(&r->out, item, ev);
		buf_addc(&r->out, '\n');
	}
}

void
human_title(struct report *r)
{
	text_ink(&r->out, r->colour, INK_STRONG, r->title);
	buf_addc(&r->out, '\n');
}

void
human_begin(struct report *r)
{
	human_title(r);
	buf_addc(&r->out, '\n');
}

static void
checklist_line(struct report *r, const struct lab_item *check)
{
	struct buf *b = &r->out;

	bool good = lab_item_is_good(check), red = check->state == ITEM_FAIL;

	if (good)
		text_ink(b, r->colour, INK_GOOD, "[x]");
	else if (red)
		text_ink(b, r->colour, INK_BAD, check->earned ? "[~]" : "[!]");
	else
		buf_adds(b, check->earned ? "(x)" : "[ ]");
	buf_addc(b, ' ');
	text_add(b, check->title ? check->title : check->id);
	if (check->optional)
		buf_addf(b, " (%s)", _("optional"));
	if (check->hints) {
		buf_addc(b, ' ');
		buf_addf(b, _("(hints: %d)"), check->hints);
	}
	if (check->earned && !good)
		buf_addf(b, " - %s",
			red ? _("earned before, red now")
			    : _("earned before, not asked now"));
	buf_addc(b, '\n');
}

static void
checklist(struct report *r)
{
	buf_addc(&r->out, '\n');
	for (size_t i = 0; i < r->lab.nitem; i++)
		if (r->lab.items[i]->is_check && report_has(r->lab.items[i]))
			checklist_line(r, r->lab.items[i]);
}

/* Nothing came of it: only why is worth a line, and that is no report's. */
static bool
never_began(const struct report *r, const struct err *err)
{
	for (size_t i = 0; i < r->lab.nitem; i++)
		if (r->lab.items[i]->is_check &&
			r->lab.items[i]->state != ITEM_WAITING)
			return false;
	return report_abort(r, err) != NULL;
}

/* A run leaves drills out, and who ran it may take it for all. */
static void
drills_left(struct report *r)
{
	int n = 0;

	for (size_t i = 0; i < r->lab.nitem; i++)
		n += r->lab.items[i]->drill && !r->lab.items[i]->optional &&
			!r->lab.items[i]->earned;
	if (r->verb == VERB_RUN && r->by_checks && n)
		buf_addf(&r->out,
			P_("\n%d drill is left: cdclab drill %s\n",
				"\n%d drills are left: cdclab drill %s\n", n),
			n, r->lesson);
}

/* The line that counts is the same in every language: scripts look for it. */
static void
human_end(struct report *r, const struct err *err)
{
	size_t asked = report_asked(r);
	bool listed = asked && !never_began(r, err);

	if (listed)
		checklist(r);
	if (err->code == ERR_CANCELLED)
		buf_addf(&r->out, "\n%s.\n",
			_("Cancelled; the servers are up, earned marks are "
			  "kept"));
	if (listed)
		drills_left(r);
	if (listed)
		buf_addf(&r->out, "\n%zu of %zu checks passed\n",
			report_passed(r), asked);
}

const struct report_kind report_human = { "human", human_begin, human_event,
	human_end };
