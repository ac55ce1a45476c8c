/* What is asked along the flows of a lab: traces, rows that are held, records. */
#include "config.h"

#include "reader/tui/ask.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "reader/talk/talk.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"

/* name NULL: all of them; false: it was refused. */
static bool
ask_flows(struct ui *ui, enum verb verb, const char *name)
{
	bool before = asked_lab(&ui->asked) != NULL;

	if (ui->view && ui->view->has_lab && !ui->view->lab.nflow) {
		ui_note(ui, STYLE_WAIT, "%s", _("This lab has no flows"));
		return false;
	}
	ask_lab(ui, verb, name);
	return !before && asked_lab(&ui->asked);
}

bool
ask_trace(struct ui *ui)
{
	if (!ask_flows(ui, VERB_TRACE, NULL))
		return false;
	traces_release(&ui->traces);
	return true;
}

bool
ask_step(struct ui *ui, int flow)
{
	const struct lab *lab = ui->view ? &ui->view->lab : NULL;
	bool there = lab && flow <= (int)lab->nflow;

	if (lab && lab->nflow && !there) {
		ui_note(ui, STYLE_WAIT, _("Flows of this lab: %d"),
			(int)lab->nflow);
		return false;
	}
	if (!ask_flows(ui, VERB_STEP, there ? lab->flows[flow - 1].id : NULL))
		return false;
	row_story_release(&ui->row);
	return true;
}

void
ask_go(struct ui *ui)
{
	const struct asked *step = asked_step(&ui->asked);

	if (!step || !ui->row.held)
		return;
	ui->row.held = false;
	ask_let_go(ui, step);
}

/* "key=5", "value:/after/id=5", "header:NAME=TEXT": else it is a text. */
static bool
is_condition(const char *filter)
{
	static const char *const parts[] = { "key", "value", "header" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t len = strlen(parts[i]);

		if (!strncmp(filter, parts[i], len) &&
			(filter[len] == ':' || filter[len] == '='))
			return strchr(filter, '=') != NULL;
	}
	return false;
}

bool
ask_records(struct ui *ui, const struct lens_query *query)
{
	bool where = query->filter && is_condition(query->filter);
	const char *topic = query->topic;
	struct request req = { .verb = VERB_EVENTS,
		.driver = "auto",
		.names = &topic,
		.nname = topic ? 1 : 0,
		.start = query->start,
		.grep = where ? NULL : query->filter,
		.where = where ? query->filter : NULL,
		.follow = true,
		.rate = LENS_RATE,
		.value_max = LENS_VALUE };

	if (!ask_put_lab(ui, &req))
		return false;
	ask_records_stop(ui);
	return ask_engine(ui, &req, FOR_RECORDS) != NULL;
}

void
ask_records_stop(struct ui *ui)
{
	struct asked *asked = asked_for(&ui->asked, FOR_RECORDS);

	if (asked)
		ask_cancel_one(ui, asked);
}

#define CHANGES_RATE 2 /* records a second: one is enough to know */

void
ask_changes(struct ui *ui)
{
	struct request req = { .verb = VERB_EVENTS,
		.driver = "auto",
		.follow = true,
		.start = "0s",
		.no_canaries = true,
		.rate = CHANGES_RATE,
		.value_max = 1 };

	if (ask_put_lab(ui, &req))
		ask_engine(ui, &req, FOR_CHANGES);
}

void
ask_changes_stop(struct ui *ui)
{
	struct asked *asked = asked_for(&ui->asked, FOR_CHANGES);

	if (asked)
		ask_cancel_one(ui, asked);
}
