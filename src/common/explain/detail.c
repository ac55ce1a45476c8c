#include "config.h"

#include "common/explain/detail.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/base/port.h"
#include "common/event/event.h"
#include "common/explain/explain.h"

static const struct detail_word {
	const char *part, *state, *word;
} words[] = {
	{ "config", "changed", N_("differs") },
	{ "config", "missing", N_("is not in the deployed config") },
	{ "config", "added", N_("is not in the lesson's block") },
	{ "config", "same", N_("The deployed config is the lesson's block") },
	{ "config", "none", N_("This lesson has no block that deploys it") },
	{ "slot", "active", N_("is read") },
	{ "slot", "inactive", N_("nobody reads it") },
	{ "slot", "missing", N_("does not exist") },
	{ "slot", "unknown", N_("cannot be asked") },
	{ "binlog", "active", N_("reads the binlog") },
	{ "binlog", "inactive", N_("does not read the binlog") },
	{ "binlog", "unknown", N_("cannot be asked") },
};

const char *
detail_state(const struct event *ev)
{
	for (size_t i = 0; ev->state && i < ARRAY_LEN(words); i++)
		if (!strcmp(words[i].part, ev->subject) &&
			!strcmp(words[i].state, ev->state))
			return _(words[i].word);
	return ev->state ? ev->state : "";
}

static const struct detail_part {
	const char *part;
	const char *head; /* in front of its name; "": the name alone */
	const char *section;
} parts[] = {
	{ "connector", "", NULL },
	{ "job", "", NULL },
	{ "task", N_("task"), NULL },
	{ "config", "", N_("Config beside the lesson's block") },
	{ "slot", N_("replication slot"), N_("In the database") },
	{ "binlog", N_("user"), N_("In the database") },
};

static const struct detail_part *
part_of(const struct event *ev)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!strcmp(parts[i].part, ev->subject))
			return &parts[i];
	return NULL;
}

const char *
detail_section(const struct event *ev)
{
	const struct detail_part *part = part_of(ev);

	return part && part->section ? _(part->section) : NULL;
}

static void
add_line(struct buf *body, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	if (body->len)
		buf_addc(body, '\n');
	if (label)
		buf_addf(body, "%s: ", label);
	buf_adds(body, text);
}

static void
add_config(const struct event *ev, struct buf *body)
{
	static const struct {
		const char *name, *label;
	} sides[] = {
		{ "lesson", N_("lesson") },
		{ "deployed", N_("deployed") },
	};

	if (ev->text)
		add_line(body, NULL, _("The values are not shown"));
	for (size_t i = 0; i < ARRAY_LEN(sides); i++)
		add_line(body, _(sides[i].label),
			event_arg_value(
				ev, sides[i].name, strlen(sides[i].name)));
}

/* "16 kB", "3.2 MB" */
static char *
size_text(long long bytes)
{
	if (bytes < 1000000)
		return mem_printf(_("%lld kB"), (bytes + 999) / 1000);
	return mem_printf(_("%.1f MB"), (double)bytes / 1e6);
}

static void
add_reader(const struct event *ev, struct buf *body)
{
	char *size = size_text(ev->count);
	char *kept = mem_printf(_("WAL kept for it: %s"), size);
	char *pid = mem_printf("pid %lld", ev->pid);

	if (ev->pid)
		add_line(body, NULL, pid);
	if (!strcmp(ev->subject, "slot") && ev->text)
		add_line(body, NULL, kept);
	add_line(body, "wal_status", ev->text);
	free(pid);
	free(kept);
	free(size);
}

static void
add_since(const struct event *ev, struct buf *body)
{
	char *since = ev->count < 120
		? mem_printf(_("in this state for %lld s"), ev->count)
		: mem_printf(_("in this state for %lld min"), ev->count / 60);

	if (ev->count > 0)
		add_line(body, NULL, since);
	add_line(body, "id", ev->text);
	free(since);
}

static void
add_cause(const struct event *ev, struct buf *body)
{
	char *hint = explain_try(ev), *advice = port_text(hint);

	add_line(body, NULL, ev->cause);
	add_line(body, _("Try"), advice);
	free(advice);
	free(hint);
}

void
detail_text(const struct event *ev, struct buf *head, struct buf *body)
{
	const struct detail_part *part = part_of(ev);

	if (part && *part->head)
		buf_addf(head, "%s ", _(part->head));
	buf_adds(head, ev->name ? ev->name : "");
	if (!strcmp(ev->subject, "config"))
		add_config(ev, body);
	else if (!strcmp(ev->subject, "slot") || !strcmp(ev->subject, "binlog"))
		add_reader(ev, body);
	else if (!strcmp(ev->subject, "job"))
		add_since(ev, body);
	else if (!strcmp(ev->subject, "task"))
		add_line(body, _("worker"), ev->text);
	add_cause(ev, body);
}
