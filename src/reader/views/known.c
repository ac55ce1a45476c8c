#include "config.h"

#include "reader/views/known.h"

#include <stdbool.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/lab_refs.h"
#include "common/event/event.h"
#include "common/event/servers.h"
#include "reader/views/lab_view.h"

/* One item, and what is found out about it. */
struct known {
	const struct servers *servers;
	const struct event *ev;
	bool only_ev;  /* the rest is older than its answer */
	bool is_about; /* ev is about something of it */
	enum now now;
	const char *what; /* lent from the lab */
};

static bool
known_is_bad(enum health health)
{
	return health == HEALTH_DOWN || health == HEALTH_BROKEN;
}

static bool
known_is_up(const struct servers *servers, const char *name)
{
	const struct server *s = servers_find(servers, name);

	return s && server_health(s) == HEALTH_UP;
}

static enum now
look_at_server(const struct servers *servers, const char *name)
{
	const struct server *s = servers_find(servers, name);

	return s && s->now.state && known_is_bad(server_health(s))
		? NOW_UNASKABLE
		: NOW_UNASKED;
}

static enum now
look_at_connector(const struct servers *servers, const char *name)
{
	const struct server_connector *c = servers_connector(servers, name);

	if (!servers->connectors_known || !known_is_up(servers, "connect"))
		return NOW_UNASKED;
	return !c || known_is_bad(state_health(c->state)) ? NOW_FALSE
							  : NOW_UNASKED;
}

/* Which job it is that counts is not ours to say; without any, none does. */
static enum now
look_at_job(const struct servers *servers, const char *name)
{
	(void)name;
	if (!servers->jobs_known || !known_is_up(servers, "flink"))
		return NOW_UNASKED;
	for (size_t i = 0; i < servers_jobs(servers); i++)
		if (!known_is_bad(state_health(servers->jobs[i].state)))
			return NOW_UNASKED;
	return NOW_FALSE;
}

/* It may be there again with the next record: only its news say something. */
static enum now
look_at_topic(const struct servers *servers, const char *name)
{
	(void)servers;
	(void)name;
	return NOW_UNASKED;
}

static const struct {
	enum event_kind kind;
	enum now (*look)(const struct servers *servers, const char *name);
} refs[] = {
	[REF_SERVICE] = { EV_SERVICE, look_at_server },
	[REF_CONNECTOR] = { EV_CONNECTOR, look_at_connector },
	[REF_JOB] = { EV_JOB, look_at_job },
	[REF_TOPIC] = { EV_TOPIC, look_at_topic },
};

/* Is the news about it? Of jobs all are; a list without a name is of all. */
static bool
tells_of(const struct event *ev, enum lab_ref ref, const char *name)
{
	if (!ev || ev->kind != refs[ref].kind)
		return false;
	return ref == REF_JOB || !ev->subject || !strcmp(ev->subject, name);
}

static void
known_look_at(void *ctx, enum lab_ref ref, const char *name)
{
	struct known *k = ctx;
	bool told = tells_of(k->ev, ref, name);
	enum now now;

	k->is_about |= told;
	if (k->only_ev && !told)
		return;
	now = refs[ref].look(k->servers, name);
	if (now > k->now) { /* who cannot be asked hides what else is wrong */
		k->now = now;
		k->what = name;
	}
}

/* Reasons that are over once their connector is there and runs. */
static bool
was_its_connector(const struct event *end)
{
	static const char *const ids[] = { "connector-missing",
		"connector-state", "task-failed", "no-task" };

	for (size_t i = 0; end->explain && i < ARRAY_LEN(ids); i++)
		if (!strcmp(ids[i], end->explain))
			return true;
	return false;
}

/* Was it made again, or is it gone? What was found in it then says nothing. */
static bool
is_other_topic(const struct event *ev)
{
	return ev->kind == EV_TOPIC && ev->state && strcmp(ev->state, "there");
}

/* Has the reason of a red one gone by this news? What is that about? */
static const char *
changed(const struct lab_item *item, const struct known *k)
{
	const struct event *ev = k->ev, *end = lab_item_end(item);

	if (ev && ev->subject && k->is_about && is_other_topic(ev))
		return ev->subject;
	if (!ev || !ev->subject || item->now != NOW_FALSE ||
		state_health(ev->state) != HEALTH_UP)
		return NULL;
	if (ev->kind == EV_SERVICE && end->service && end->layer &&
		!strcmp(end->service, ev->subject) &&
		(!strcmp(end->layer, "process") || !strcmp(end->layer, "port")))
		return ev->subject;
	if (ev->kind == EV_CONNECTOR && k->is_about && was_its_connector(end))
		return ev->subject;
	return NULL;
}

static void
look_at_item(struct lab_item *item, const json_t *root, const json_t *value,
	struct known k)
{
	const char *over;

	k.only_ev = !item->doubt && item->now != NOW_UNASKED;
	if (item->state == ITEM_RUNNING)
		return;
	lab_refs_each(root, value, known_look_at, &k);
	over = changed(item, &k);
	if (over)
		lab_item_doubt(item, NOW_UNASKED, over);
	else if (k.now != NOW_UNASKED)
		lab_item_doubt(item, k.now, k.what);
	else if (item->now != NOW_UNASKED)
		lab_item_doubt(item, NOW_UNASKED, NULL);
}

void
known_look(struct lab_view *view, const struct servers *servers,
	const struct event *ev)
{
	const struct lab *lab = &view->lab;
	struct known k = { .servers = servers, .ev = ev };

	for (size_t i = 0; i < view->nitem; i++) {
		const json_t *value = i < view->ncheck
			? lab->checks[i].expect
			: lab->steps[i - view->ncheck].run;

		look_at_item(lab_view_item(view, i), lab->root, value, k);
	}
}
