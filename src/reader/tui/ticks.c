#include "config.h"

#include "reader/tui/ticks.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/lang.h"
#include "common/course/lab.h"
#include "common/course/lab_refs.h"
#include "common/event/event.h"
#include "reader/tui/ask.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"

/*
 * What the stack can bear: a change is asked about once it is quiet for a
 * moment, and then the servers are left alone for as long as the asking took.
 */
#define QUIET_MS 700
#define REST_MS 3000
#define REST_MAX_MS 10000
#define LISTEN_MS 5000 /* until a broker that is away is asked again */

static void
forget_names(struct ticks *ticks)
{
	for (size_t i = 0; i < ticks->nname; i++)
		free(ticks->names[i]);
	free(ticks->names);
}

void
ticks_release(struct ticks *ticks)
{
	forget_names(ticks);
	free(ticks->due);
	*ticks = (struct ticks){ .on = ticks->on };
}

void
ticks_open(struct ui *ui)
{
	ticks_release(&ui->ticks);
	ask_changes_stop(ui);
}

void
ticks_toggle(struct ui *ui)
{
	if (!ui->view || !ui->view->has_lab) {
		ui_note(ui, STYLE_TEXT, "%s", _("This lesson has no lab"));
		return;
	}
	ticks_open(ui);
	ui->ticks.on = !ui->ticks.on;
	ui_note(ui, STYLE_TEXT, "%s",
		_(ui->ticks.on ? N_("Watching: what changes is asked again, "
				    "what you save is run; A ends that")
			       : N_("No longer watching: c asks, Enter "
				    "runs")));
	if (ui->ticks.on)
		ask_watch(ui);
}

/* -- what changes --------------------------------------------------------- */

/* What has changed, and whether a check is about it. */
struct change {
	enum lab_ref ref;
	const char *name;
	bool found;
};

static void
look_for(void *ctx, enum lab_ref ref, const char *name)
{
	struct change *change = ctx;

	/* which job counts is not ours to say: each does */
	change->found |= ref == change->ref &&
		(ref == REF_JOB || !strcmp(name, change->name));
}

static void
mark_due(struct ui *ui, enum lab_ref ref, const char *name)
{
	const struct lab *lab = &ui->view->lab;
	struct ticks *ticks = &ui->ticks;

	if (!ticks->due) {
		ticks->ncheck = lab->ncheck;
		ticks->due = mem_alloc(lab->ncheck + 1);
	}
	for (size_t i = 0; i < lab->ncheck; i++) {
		struct change change = { ref, name, false };

		if (lab->checks[i].drill)
			continue;
		lab_refs_each(
			lab->root, lab->checks[i].expect, look_for, &change);
		if (!change.found)
			continue;
		ticks->due[i] = true;
		ticks->changed_ms = ui->now_ms;
	}
}

static bool
differs(const char *was, const char *now)
{
	return was && now && strcmp(was, now) != 0;
}

/* Told again is not changed, and what was not known before is no news. */
static bool
service_changed(const struct servers *servers, const struct event *ev)
{
	const struct server *s = servers_find(servers, ev->subject);

	return s && differs(s->now.state, ev->state);
}

static bool
connector_changed(const struct servers *servers, const struct event *ev)
{
	const struct server_connector *c =
		servers_connector(servers, ev->subject);

	return servers->connectors_known &&
		(!c || differs(c->state, ev->state));
}

static bool
job_changed(const struct servers *servers, const struct event *ev)
{
	for (size_t i = 0; i < servers_jobs(servers); i++)
		if (!strcmp(servers->jobs[i].id, ev->subject))
			return differs(servers->jobs[i].state, ev->state);
	return servers->jobs_known;
}

static const struct {
	enum event_kind kind;
	enum lab_ref ref;
	bool (*changed)(const struct servers *servers, const struct event *ev);
} kinds[] = {
	{ EV_SERVICE, REF_SERVICE, service_changed },
	{ EV_CONNECTOR, REF_CONNECTOR, connector_changed },
	{ EV_JOB, REF_JOB, job_changed },
};

void
ticks_event(struct ui *ui, const struct asked *asked, const struct event *ev)
{
	if (!ui->ticks.on || !asked || !ev->subject || !ui->in_lesson ||
		!ui->view || !ui->view->has_lab)
		return;
	if (asked->purpose == FOR_CHANGES && ev->kind == EV_RECORD)
		mark_due(ui, REF_TOPIC, ev->subject);
	/* what a request of ours does to them is no news either */
	if (asked->purpose != FOR_WATCH || asked_lab(&ui->asked))
		return;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (ev->kind == kinds[i].kind &&
			kinds[i].changed(&ui->servers, ev))
			mark_due(ui, kinds[i].ref, ev->subject);
}

/* -- what is asked -------------------------------------------------------- */

static void
ask_due(struct ui *ui)
{
	struct ticks *ticks = &ui->ticks;
	const struct lab *lab = &ui->view->lab;
	const char **names = mem_alloc((lab->ncheck + 1) * sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < ticks->ncheck; i++)
		if (ticks->due[i])
			names[n++] = lab->checks[i].id;
	memset(ticks->due, 0, ticks->ncheck);
	ticks->changed_ms = 0;
	if (n)
		ask_by_itself(ui, names, n);
	free(names);
}

static int64_t
due_ms(const struct ticks *ticks)
{
	int64_t quiet = ticks->changed_ms + QUIET_MS;

	return quiet > ticks->free_ms ? quiet : ticks->free_ms;
}

/* A broker that goes away ends it; its topics are listened to again. */
static void
listen(struct ui *ui)
{
	struct ticks *ticks = &ui->ticks;

	if (asked_for(&ui->asked, FOR_CHANGES) ||
		ui->now_ms - ticks->listened_ms < LISTEN_MS)
		return;
	ticks->listened_ms = ui->now_ms;
	ask_changes(ui);
}

void
ticks_turn(struct ui *ui)
{
	struct ticks *ticks = &ui->ticks;

	if (!ticks->on || !ui->in_lesson || !ui->view || !ui->view->has_lab)
		return;
	if (servers_up(&ui->servers))
		listen(ui);
	if (ticks->changed_ms && ui->now_ms >= due_ms(ticks) &&
		ask_is_quiet(ui) && ticks->ncheck)
		ask_due(ui);
}

int
ticks_patience(const struct ui *ui)
{
	int64_t left = due_ms(&ui->ticks) - ui->now_ms;

	if (!ui->ticks.on || !ui->ticks.changed_ms || !ask_is_quiet(ui))
		return -1;
	return left > 0 ? (int)left : 0;
}

void
ticks_defer(struct ui *ui, enum verb verb, const char *const *names, size_t n)
{
	struct ticks *ticks = &ui->ticks;

	ticks->next = verb;
	forget_names(ticks);
	ticks->nname = n;
	ticks->names = mem_alloc((n + 1) * sizeof(*ticks->names));
	for (size_t i = 0; i < n; i++)
		ticks->names[i] = mem_strdup(names[i]);
}

void
ticks_ended(struct ui *ui, const struct asked *was)
{
	struct ticks *ticks = &ui->ticks;
	int64_t took = ui->now_ms - was->begin_ms;
	enum verb next = ticks->next;

	ticks->free_ms = ui->now_ms +
		(took < REST_MS                      ? REST_MS
				: took > REST_MAX_MS ? REST_MAX_MS
						     : took);
	ticks->next = VERB_NONE;
	if (next && ticks->nname < 2)
		ask_lab(ui, next, ticks->nname ? ticks->names[0] : NULL);
	else if (next)
		ask_lab_for(ui, next, (const char *const *)ticks->names,
			ticks->nname);
}
