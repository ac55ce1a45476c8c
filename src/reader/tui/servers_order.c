#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/event/servers.h"
#include "reader/tui/ask.h"
#include "reader/tui/state.h"

#define LOG_END (1 << 20) /* lines; more than are kept: the newest are shown */

/* What can be done to a server from here; the answer may be asked for first. */
static const struct order_kind {
	enum verb verb;
	const char *question; /* NULL: none, it breaks nothing */
} acts[] = {
	{ VERB_UP, NULL },
	{ VERB_RESUME, NULL },
	{ VERB_RESTART, N_("Restart") },
	{ VERB_PAUSE, N_("Pause") },
	{ VERB_KILL, N_("Kill") },
	{ 0 },
};

static const struct order_kind connector_acts[] = {
	{ VERB_RESTART, N_("Restart the connector") },
	{ VERB_PAUSE, N_("Pause the connector") },
	{ VERB_RESUME, N_("Resume the connector") },
	{ 0 },
};

static const struct order_kind job_acts[] = {
	{ VERB_KILL, N_("Cancel the job") },
	{ 0 },
};

bool
servers_chosen(const struct ui *ui, struct servers_row *row)
{
	const struct servers *servers = &ui->servers;
	size_t at = (size_t)ui->popup_at;

	*row = (struct servers_row){ 0 };
	if (ui->popup == POPUP_INSIDE)
		at = servers_row_of(servers, ui->order.server);
	else if (ui->popup != POPUP_SERVICES)
		return false;
	if (ui->popup == POPUP_INSIDE && at == servers_rows(servers))
		return false; /* it is gone */
	return servers_row(servers, at, row);
}

void
order_release(struct order *order)
{
	free(order->server);
	*order = (struct order){ 0 };
}

static bool
order_set(struct ui *ui, enum verb verb)
{
	struct servers_row row;

	if (!servers_chosen(ui, &row))
		return false;
	order_release(&ui->order);
	ui->order = (struct order){ verb, servers_target(&row) };
	return true;
}

static void
order_confirmed(struct ui *ui, int key)
{
	if (question_is_yes(key))
		ask_server(ui, ui->order.verb, ui->order.server);
}

/* NULL: that is not done to such a row. */
static const struct order_kind *
kind_of(const struct servers_row *row, enum verb verb)
{
	const struct order_kind *kind = row->connector ? connector_acts
		: row->job                             ? job_acts
						       : acts;

	while (kind->verb && kind->verb != verb)
		kind++;
	return kind->verb ? kind : NULL;
}

static void
give_order(struct ui *ui, enum verb verb)
{
	const struct order_kind *kind;
	struct servers_row row;
	char *question;

	if (!servers_chosen(ui, &row))
		return;
	kind = kind_of(&row, verb);
	if (!kind) {
		ui_note(ui, STYLE_TEXT, "%s",
			_(row.job ? N_("Of a job, only K: cancel it")
				  : N_("Of a connector: R restarts it, P "
				       "pauses it or lets it go on")));
		return;
	}
	order_set(ui, verb);
	if (kind->question == NULL) {
		ask_server(ui, verb, ui->order.server);
		return;
	}
	question = mem_printf("%s %s? %s", _(kind->question), row.name,
		_("y: yes, any other key: no"));
	question_put(ui, question, order_confirmed);
	free(question);
}

void
servers_up_one(struct ui *ui)
{
	give_order(ui, VERB_UP);
}

void
servers_restart(struct ui *ui)
{
	give_order(ui, VERB_RESTART);
}

void
servers_kill(struct ui *ui)
{
	give_order(ui, VERB_KILL);
}

/* The same key wakes what it froze. */
void
servers_pause(struct ui *ui)
{
	static const char *const paused[] = { "frozen", "PAUSED", "STOPPED" };
	enum verb verb = VERB_PAUSE;
	struct servers_row row;

	servers_chosen(ui, &row);
	for (size_t i = 0; row.state && i < ARRAY_LEN(paused); i++)
		if (!strcmp(row.state, paused[i]))
			verb = VERB_RESUME;
	give_order(ui, verb);
}

void
servers_log(struct ui *ui)
{
	struct servers_row row;

	if (!servers_chosen(ui, &row))
		return;
	order_set(ui, row.server ? VERB_LOGS : VERB_LOOK);
	buf_reset(&ui->servers.lines);
	servers_forget_details(&ui->servers);
	ask_server(ui, ui->order.verb, ui->order.server);
	ui->popup = row.server ? POPUP_LOG : POPUP_INSIDE;
	ui->popup_at = row.server ? LOG_END : 0;
}

/* What is looked at has changed: look again. That it is gone stands on top. */
void
servers_look_again(struct ui *ui, const struct event *ev)
{
	const char *target = ui->order.server;
	bool found;

	if (ui->popup != POPUP_INSIDE || !ev->subject)
		return;
	found = servers_row_of(&ui->servers, target) <
		servers_rows(&ui->servers);
	if (!found)
		ui->popup_at = 0;
	else if (!strcmp(strchr(target, '/') + 1, ev->subject) &&
		!asked_for(&ui->asked, FOR_SERVERS))
		ask_server(ui, VERB_LOOK, target);
}

void
servers_back(struct ui *ui)
{
	const struct servers *servers = &ui->servers;
	size_t at = servers_row_of(servers, ui->order.server);

	if (at == servers_rows(servers)) /* it is gone: where it was in */
		at = servers_row_of(servers, servers_inside(ui->order.server));
	ui->popup = POPUP_SERVICES;
	ui->popup_at = (int)at;
	buf_reset(&ui->servers.lines); /* the log's */
}
