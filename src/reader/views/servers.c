#include "config.h"

#include "common/base/lang.h"
#include "reader/views/views.h"

#include <string.h>

#include "common/event/servers.h"
#include "reader/grid/textview.h"

#define STATE_COL 21 /* behind the name of a server */
#define TEXT_COL 34  /* behind its state */

enum style
health_style(enum health health)
{
	static const enum style styles[] = {
		[HEALTH_DOWN] = STYLE_DIM,
		[HEALTH_UP] = STYLE_PASS,
		[HEALTH_PENDING] = STYLE_DIM,
		[HEALTH_MOVING] = STYLE_WAIT,
		[HEALTH_BROKEN] = STYLE_FAIL,
	};

	return styles[health];
}

/* Where or why; one reason for several, such as an engine that is gone, once. */
static const char *
server_remark(const struct server *s, const struct server *above)
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
write_server(struct textview *textview, bool ascii, const char *name,
	const char *state, const char *text, long long pid)
{
	enum health health = state_health(state);
	enum style style = health_style(health);
	bool up = health == HEALTH_UP;

	textview_line(textview);
	textview_add(textview, style,
		ascii        ? up ? "*" : "o"
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
write_jobs(struct textview *textview, const struct servers *servers, bool ascii)
{
	for (size_t i = 0; i < servers_jobs(servers); i++) {
		const struct server_job *job = &servers->jobs[i];

		write_server(
			textview, ascii, job->name, job->state, job->id, 0);
	}
}

/* Each that is watched, the chosen one marked. */
static void
write_all(struct textview *textview, const struct servers_shown *shown)
{
	const struct servers *servers = shown->servers;

	for (size_t i = 0; i < servers->nserver; i++) {
		const struct server *s = &servers->servers[i];

		if (s == shown->chosen)
			textview->select_first = textview->nline;
		write_server(textview, shown->ascii, s->name, s->now.state,
			server_remark(s, i ? s - 1 : NULL), s->now.pid);
		if (s == shown->chosen)
			textview->select_end = textview->nline;
	}
	write_jobs(textview, servers, shown->ascii);
}

void
servers_write(struct textview *textview, const struct servers_shown *shown)
{
	const struct buf *lines = &shown->servers->lines;

	if (shown->trouble) {
		textview_line(textview);
		textview_wrap(textview, STYLE_FAIL, 0, 0, shown->trouble);
	}
	write_all(textview, shown);
	if (!shown->servers->nserver) {
		textview_line(textview);
		textview_wrap(textview, STYLE_DIM, 0, 0,
			_(shown->watched ? N_("Asking the servers")
					 : N_("Nothing is known of the "
					      "servers")));
	}
	if (!lines->len)
		return;
	textview_line(textview);
	textview_rule(textview, _("Output"), "");
	textview_block(textview, STYLE_DIM, 0, buf_str(lines));
}

void
servers_write_log(struct textview *textview, const char *server,
	const struct servers *servers)
{
	textview_line(textview);
	textview_add(textview, STYLE_STRONG, server);
	if (servers->lines.len)
		textview_block(
			textview, STYLE_TEXT, 0, buf_str(&servers->lines));
	else
		textview_addf(
			textview, STYLE_DIM, "  %s", _("Asking the servers"));
}
