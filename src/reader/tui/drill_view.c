#include "config.h"

#include "reader/tui/drill_view.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/port.h"
#include "common/event/drill_part.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "reader/tui/ask.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"

static void
drill_confirmed(struct ui *ui, int key)
{
	const struct lab_item *entry = ui->drill;

	ui->drill = NULL;
	if (question_is_yes(key) && entry)
		ask_entry(ui, entry);
	else
		ui_note(ui, STYLE_TEXT, "%s", _("Nothing was broken"));
}

void
drill_begin(struct ui *ui, const struct lab_item *entry)
{
	if (asked_lab(&ui->asked)) {
		ui_note(ui, STYLE_WAIT, "%s",
			_("A request is going on; x cancels it"));
		return;
	}
	ui->drill = entry;
	question_put(ui,
		_("The drill breaks the lab for you to repair. Begin? y: yes, "
		  "any other key: no"),
		drill_confirmed);
}

void
drill_solve(struct ui *ui)
{
	const struct asked *asked = asked_for(&ui->asked, FOR_LAB);

	if (asked && asked->verb == VERB_DRILL)
		ask_let_go(ui, asked);
	else
		ui_note(ui, STYLE_TEXT, "%s", _("No drill is going on"));
}

/* What only who repairs it here is told; "%s": the symptom's check. */
static const char on_screen[] =
	N_("%s is red. Repair it; D runs the solution, x gives up");
static const char without[] =
	N_("%s is red. Repair it in another terminal, in any way");

static const enum style styles[DRILL_PARTS] = {
	[DRILL_BROKEN] = STYLE_WAIT,
	[DRILL_SYMPTOM] = STYLE_WARNING,
	[DRILL_HEAL] = STYLE_WARNING,
	[DRILL_LACKS] = STYLE_WARNING,
	[DRILL_SOLVE] = STYLE_WAIT,
	[DRILL_HEALED] = STYLE_PASS,
	[DRILL_RESTORE] = STYLE_WAIT,
	[DRILL_RESTORED] = STYLE_TEXT,
};

/* "Not repaired yet: WHY. WHAT TO DO"; owned, as is what. */
static char *
drill_explain(char *what, const struct event *ev)
{
	char *hint = explain_try(ev), *here = port_text(hint);
	char *why = ev->cause ? msg_text(ev->cause) : NULL;
	char *text = mem_printf("%s: %s%s%s", what, why ? why : "",
		here ? ". " : "", here ? here : "");

	free(what);
	free(hint);
	free(here);
	free(why);
	return text;
}

/* heal: what is said of that. NULL: nothing is said of it. */
static char *
drill_words(const struct event *ev, const char *heal)
{
	enum drill_part part = drill_part_of(ev->state);
	char *msg, *text;

	if (!part)
		return NULL;
	msg = msg_row(
		part == DRILL_HEAL ? heal : drill_part_text(part), ev->text);
	text = msg_text(msg);
	free(msg);
	return part == DRILL_LACKS ? drill_explain(text, ev) : text;
}

char *
drill_plain(const struct event *ev)
{
	return drill_words(ev, without);
}

void
drill_event(struct ui *ui, const struct event *ev)
{
	char *text = drill_words(ev, on_screen);

	if (text)
		ui_note(ui, styles[drill_part_of(ev->state)], "%s", text);
	free(text);
}
