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
};

const struct server *
servers_chosen(const struct ui *ui)
{
	size_t at = (size_t)ui->popup_at;

	return ui->popup == POPUP_SERVICES && at < ui->servers.nserver
		? &ui->servers.servers[at]
		: NULL;
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
	const struct server *s = servers_chosen(ui);

	if (!s)
		return false;
	order_release(&ui->order);
	ui->order = (struct order){ verb, mem_strdup(s->name) };
	return true;
}

static void
order_confirmed(struct ui *ui, int key)
{
	if (question_is_yes(key))
		ask_server(ui, ui->order.verb, ui->order.server);
}

static void
give_order(struct ui *ui, enum verb verb)
{
	const struct order_kind *kind = acts;
	char *question;

	while (kind->verb != verb)
		kind++; /* each verb that is given has its row */
	if (!order_set(ui, verb))
		return;
	if (kind->question == NULL) {
		ask_server(ui, verb, ui->order.server);
		return;
	}
	question = mem_printf("%s %s? %s", _(kind->question), ui->order.server,
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
	const struct server *s = servers_chosen(ui);
	bool frozen = s && s->now.state && !strcmp(s->now.state, "frozen");

	give_order(ui, frozen ? VERB_RESUME : VERB_PAUSE);
}

void
servers_log(struct ui *ui)
{
	if (!order_set(ui, VERB_LOGS))
		return;
	buf_reset(&ui->servers.lines);
	ask_server(ui, VERB_LOGS, ui->order.server);
	ui->popup = POPUP_LOG;
	ui->popup_at = LOG_END;
}

void
servers_back(struct ui *ui)
{
	ui->popup = POPUP_SERVICES;
	buf_reset(&ui->servers.lines); /* the log's */
	for (size_t i = 0; i < ui->servers.nserver; i++)
		if (!strcmp(ui->servers.servers[i].name, ui->order.server))
			ui->popup_at = (int)i;
}
