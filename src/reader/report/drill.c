/* A drill, as it goes on: what broke, how it shows, that it is repaired. */
#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "reader/report/text.h"

#define INDENT 9

/* N_() each; "%s": the check that shows it. */
static const struct drill_words {
	const char *state, *says;
	enum ink ink;
} words[] = {
	{ "broken", N_("Making the fault"), INK_STRONG },
	{ "symptom", N_("The fault shows: %s is red"), INK_BAD },
	{ "heal", N_("Waiting until %s and all other checks are green again"),
		INK_STRONG },
	{ "lacks", N_("Not repaired yet"), INK_BAD },
	{ "solve", N_("Running the solution"), INK_PLAIN },
	{ "healed", N_("All checks are green again. Counting the rows"),
		INK_GOOD },
	{ "restore", N_("Putting back what the drill broke"), INK_PLAIN },
	{ "restored", N_("Everything is put back"), INK_PLAIN },
};

static void
say_line(struct report *r, const struct event *ev, enum ink ink,
	const char *says)
{
	char *msg = msg_row(says, ev->text), *text = msg_text(msg);

	r->said_ms = ev->ms;
	buf_addf(&r->out, "%7.1f  ", (double)ev->ms / 1000);
	text_ink(&r->out, r->colour, ink, ev->subject);
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
say_more(struct report *r, const struct event *ev)
{
	char *hint = strcmp(ev->state, "lacks") ? NULL : report_hint(ev);

	say_below(r, ev->cause);
	say_below(r, hint);
	free(hint);
	if (!strcmp(ev->state, "heal") && ev->count)
		buf_addf(&r->out, "%*s%s\n", INDENT, "",
			_("Repair it in another terminal, in any way. Enter "
			  "runs the solution, Ctrl-C gives up"));
}

void
human_drill(struct report *r, const struct event *ev)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!ev->state || strcmp(words[i].state, ev->state) != 0)
			continue;
		say_line(r, ev, words[i].ink, words[i].says);
		say_more(r, ev);
	}
}
