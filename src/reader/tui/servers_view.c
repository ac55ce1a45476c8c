#include "config.h"

#include "common/base/lang.h"
#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/event/servers.h"
#include "reader/tui/ask.h"
#include "reader/tui/state.h"
#include "reader/tui/textview.h"

#define STATE_COL 21      /* behind the name of a server */
#define TEXT_COL 34       /* behind its state */
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

static const struct server *
server_chosen(const struct ui *ui)
{
	size_t at = (size_t)ui->popup_at;

	return ui->popup == POPUP_SERVICES && at < ui->servers.nserver
		? &ui->servers.servers[at]
		: NULL;
}

/* Where or why; one reason for several, such as an engine that is gone, once. */
static const char *
servers_view_remark(const struct server *s, const struct server *above)
{
	if (!s->now.text)
		return "";
	if (above && above->now.text && server_health(above) == HEALTH_BROKEN &&
		!strcmp(above->now.text, s->now.text))
		return "";
	return s->now.text;
}

/*
 * One line for most; a name that is longer than its column, as that of a job,
 * has lines of its own, so that the columns stay.
 */
static void
write_server(const struct ui *ui, struct textview *textview, const char *name,
	const char *state, const char *text, long long pid)
{
	enum health health = state_health(state);
	enum style style = health_style(health);
	bool up = health == HEALTH_UP;

	textview_line(textview);
	textview_add(textview, style,
		ui->ascii    ? up ? "*" : "o"
			: up ? "\u25cf"
			     : "\u25cb");
	textview_to(textview, 2);
	textview_wrap(textview, STYLE_STRONG, 2, 0, name);
	if (textview->col >= STATE_COL)
		textview_line(textview);
	textview_to(textview, STATE_COL);
	textview_add(textview, style, state ? state_word(state) : "?");
	textview_add(textview, STYLE_TEXT, " ");
	textview_to(textview, TEXT_COL);
	textview_wrap(textview, STYLE_DIM, TEXT_COL, 0, text);
	if (pid)
		textview_addf(textview, STYLE_DIM, "  pid %lld", pid);
}

/* What runs inside of them. */
static void
write_jobs(const struct ui *ui, struct textview *textview)
{
	for (size_t i = 0; i < servers_jobs(&ui->servers); i++) {
		const struct server_job *job = &ui->servers.jobs[i];

		write_server(ui, textview, job->name, job->state, job->id, 0);
	}
}

void
servers_write(const struct ui *ui, struct textview *textview)
{
	if (ui->trouble.text) {
		textview_line(textview);
		textview_wrap(textview, STYLE_FAIL, 0, 0, ui->trouble.text);
	}
	for (size_t i = 0; i < ui->servers.nserver; i++) {
		const struct server *s = &ui->servers.servers[i];
		bool chosen = s == server_chosen(ui);

		if (chosen)
			textview->select_first = textview->nline;
		write_server(ui, textview, s->name, s->now.state,
			servers_view_remark(s, i ? s - 1 : NULL), s->now.pid);
		if (chosen)
			textview->select_end = textview->nline;
	}
	write_jobs(ui, textview);
	if (!ui->servers.nserver) {
		textview_line(textview);
		textview_wrap(textview, STYLE_DIM, 0, 0,
			_(asked_for(&ui->asked, FOR_WATCH)
					? N_("Asking the servers")
					: N_("Nothing is known of the "
					     "servers")));
	}
	if (ui->servers.lines.len) {
		textview_line(textview);
		textview_rule(textview, _("Output"), "");
		textview_block(
			textview, STYLE_DIM, 0, buf_str(&ui->servers.lines));
	}
}

void
servers_write_log(const struct ui *ui, struct textview *textview)
{
	textview_line(textview);
	textview_add(textview, STYLE_STRONG, ui->order.server);
	if (ui->servers.lines.len)
		textview_block(
			textview, STYLE_TEXT, 0, buf_str(&ui->servers.lines));
	else
		textview_addf(
			textview, STYLE_DIM, "  %s", _("Asking the servers"));
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
	const struct server *s = server_chosen(ui);

	if (!s)
		return false;
	order_release(&ui->order);
	ui->order = (struct order){ verb, mem_strdup(s->name) };
	return true;
}

static void
servers_view_confirmed(struct ui *ui, int key)
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
	question_put(ui, question, servers_view_confirmed);
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
	const struct server *s = server_chosen(ui);
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
