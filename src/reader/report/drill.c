/* A drill, as it goes on: what broke, how it shows, that it is repaired. */
#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>

#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/event/drill_part.h"
#include "common/event/event.h"
#include "reader/report/text.h"

#define INDENT 9

static const enum ink inks[DRILL_PARTS] = {
	[DRILL_BROKEN] = INK_STRONG,
	[DRILL_SYMPTOM] = INK_BAD,
	[DRILL_HEAL] = INK_STRONG,
	[DRILL_LACKS] = INK_BAD,
	[DRILL_SOLVE] = INK_PLAIN,
	[DRILL_HEALED] = INK_GOOD,
	[DRILL_RESTORE] = INK_PLAIN,
	[DRILL_RESTORED] = INK_PLAIN,
};

static void
say_line(struct report *r, const struct event *ev, enum drill_part part)
{
	char *msg = msg_row(drill_part_text(part), ev->text);
	char *text = msg_text(msg);

	r->said_ms = ev->ms;
	buf_addf(&r->out, "%7.1f  ", (double)ev->ms / 1000);
	text_ink(&r->out, r->colour, inks[part], ev->subject);
	buf_adds(&r->out, ": ");
	text_add(&r->out, text);
	buf_addc(&r->out, '\n');
	free(text);
	free(msg);
}

static void
say_below(struct report *r, const char *text)
{
	if (!text)
		return;
	buf_addf(&r->out, "%*s", INDENT, "");
	text_add(&r->out, text);
	buf_addc(&r->out, '\n');
}

/*
 * Of a symptom the cause, and not what to try: that is for the learner. What is
 * lacking besides is not what he learns.
 */
static void
say_more(struct report *r, const struct event *ev, enum drill_part part)
{
	char *hint = part == DRILL_LACKS ? report_hint(ev) : NULL;

	say_below(r, ev->cause);
	say_below(r, hint);
	free(hint);
	if (part == DRILL_HEAL && ev->count)
		buf_addf(&r->out, "%*s%s\n", INDENT, "",
			_("Repair it in another terminal, in any way. Enter "
			  "runs the solution, Ctrl-C gives up"));
}

void
human_drill(struct report *r, const struct event *ev)
{
	enum drill_part part = drill_part_of(ev->state);

	if (!part)
		return;
	say_line(r, ev, part);
	say_more(r, ev, part);
}
