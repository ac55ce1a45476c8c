#include "config.h"

#include "reader/tui/drill_view.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/port.h"
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

/* What each state says, and without a screen; "%s": the symptom's check. */
static const struct drill_note {
	const char *state, *says, *plain;
	enum style style;
} notes[] = {
	{ "broken", N_("Making the fault"), NULL, STYLE_WAIT },
	{ "symptom", N_("The fault shows: %s is red"), NULL, STYLE_WARNING },
	{ "heal", N_("%s is red. Repair it; D runs the solution, x gives up"),
		N_("%s is red. Repair it in another terminal, in any way"),
		STYLE_WARNING },
	{ "lacks", N_("Not repaired yet"), NULL, STYLE_WARNING },
	{ "solve", N_("Running the solution"), NULL, STYLE_WAIT },
	{ "healed", N_("All checks are green again. Counting the rows"), NULL,
		STYLE_PASS },
	{ "restore", N_("Putting back what the drill broke"), NULL,
		STYLE_WAIT },
	{ "restored", N_("Everything is put back"), NULL, STYLE_TEXT },
};

static const struct drill_note *
note_of(const struct event *ev)
{
	for (size_t i = 0; i < ARRAY_LEN(notes); i++)
		if (ev->state && !strcmp(notes[i].state, ev->state))
			return &notes[i];
	return NULL;
}

static char *
drill_words(const char *says, const struct event *ev)
{
	char *msg = msg_row(says, ev->text), *text = msg_text(msg);

	free(msg);
	return text;
}

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

static char *
note_text(
	const struct drill_note *note, const char *says, const struct event *ev)
{
	char *text = drill_words(says, ev);

	return strcmp(note->state, "lacks") ? text : drill_explain(text, ev);
}

char *
drill_plain(const struct event *ev)
{
	const struct drill_note *note = note_of(ev);

	if (!note)
		return NULL;
	return note_text(note, note->plain ? note->plain : note->says, ev);
}

void
drill_event(struct ui *ui, const struct event *ev)
{
	const struct drill_note *note = note_of(ev);
	char *text = note ? note_text(note, note->says, ev) : NULL;

	if (note)
		ui_note(ui, note->style, "%s", text);
	free(text);
}
