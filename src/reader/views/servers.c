#include "config.h"

#include "common/base/lang.h"
#include "reader/views/views.h"

#include <string.h>

#include "common/event/event.h"
#include "common/event/servers.h"
#include "common/explain/detail.h"
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

/* Each that is watched, and what runs inside; the chosen one is marked. */
static void
write_all(struct textview *textview, const struct servers_shown *shown)
{
	const struct servers *servers = shown->servers;
	size_t n = servers_rows(servers);

	for (size_t i = 0; i < n; i++) {
		const struct server *s =
			i < servers->nserver ? &servers->servers[i] : NULL;
		bool chosen =
			i == shown->chosen || (i + 1 == n && i < shown->chosen);
		struct servers_row row;

		servers_row(servers, i, &row);
		if (chosen)
			textview->select_first = textview->nline;
		write_server(textview, shown->ascii, row.name, row.state,
			s                 ? server_remark(s, i ? s - 1 : NULL)
				: row.job ? row.job->id
					  : _("connector"),
			s ? s->now.pid : 0);
		if (chosen)
			textview->select_end = textview->nline;
	}
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

/* Where it runs, unless that server is up; NULL. Lent. */
static const struct server *
server_that_is_not_up(const struct servers *servers, const char *target)
{
	const struct server *s = servers_find(servers, servers_inside(target));

	return s && server_health(s) != HEALTH_UP ? s : NULL;
}

/* As it is now, which is not always as it was looked at. */
static void
write_head(struct textview *textview, const char *target,
	const struct servers *servers, bool ascii)
{
	const struct server *down = server_that_is_not_up(servers, target);
	size_t at = servers_row_of(servers, target);
	const char *name = strchr(target, '/') + 1;
	bool found = at < servers_rows(servers);
	struct servers_row row = { 0 };

	if (found)
		servers_row(servers, at, &row);
	else if (servers->ndetail && servers->details[0]->name)
		name = servers->details[0]->name;
	write_server(textview, ascii, found ? row.name : name,
		found          ? row.state
			: down ? "unknown"
			       : "gone",
		"", 0);
	if (down) {
		textview_line(textview);
		textview_addf(textview, STYLE_FAIL, "%s: %s", down->name,
			server_word(down));
	}
}

static bool
is_part(const struct event *detail, const char *part)
{
	return !strcmp(detail->subject, part);
}

static void
write_detail(struct textview *textview, const struct event *detail, bool first)
{
	struct buf head = { 0 }, body = { 0 };

	detail_text(detail, &head, &body);
	if (!head.len) {
		textview_line(textview);
		textview_wrap(textview, STYLE_TEXT, 0, 0, detail_state(detail));
	} else if (!first) {
		textview_line(textview);
		textview_wrap(textview, STYLE_STRONG, 2, 0, buf_str(&head));
		textview_add(textview, STYLE_TEXT, "  ");
		textview_wrap(textview,
			is_part(detail, "task")
				? health_style(state_health(detail->state))
				: STYLE_DIM,
			2, 0, detail_state(detail));
	}
	if (body.len)
		textview_block(textview, STYLE_TEXT, 2, buf_str(&body));
	buf_release(&head);
	buf_release(&body);
}

void
servers_write_inside(struct textview *textview, const char *target,
	const struct servers *servers, bool ascii)
{
	const char *section = "";

	write_head(textview, target, servers, ascii);
	if (!servers->ndetail) {
		textview_line(textview);
		textview_add(textview, STYLE_DIM, _("Asking the servers"));
	}
	for (size_t i = 0; i < servers->ndetail; i++) {
		const struct event *detail = servers->details[i];
		const char *title = detail_section(detail);

		if (title && strcmp(title, section) != 0) {
			textview_line(textview);
			textview_rule(textview, title, "");
			section = title;
		}
		write_detail(textview, detail, !i);
	}
}
