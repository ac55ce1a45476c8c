#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/event/event.h"
#include "common/event/servers.h"
#include "common/explain/explain.h"
#include "reader/report/service.h"
#include "reader/report/text.h"

static void
log_line(struct buf *b, const struct event *ev)
{
	if (ev->subject) {
		text_add(b, ev->subject);
		buf_adds(b, " | ");
	}
	text_add(b, ev->text);
	buf_addc(b, '\n');
}

/* Of a long state the beginning, and after a silence how far it is. */
static bool
is_worth_a_line(struct report *r, const struct event *ev)
{
	char *name;
	bool begun;

	if (!state_is_long(ev->state))
		return true;
	name = mem_printf("%s:%s ", ev->subject ? ev->subject : "", ev->state);
	begun = strstr(buf_str(&r->long_ones), name);
	if (!begun)
		buf_adds(&r->long_ones, name);
	free(name);
	return !begun || ev->ms - r->said_ms >= REPORT_LONG_MS;
}

static void
stack_human_event(struct report *r, const struct event *ev)
{
	if (ev->kind == EV_SERVICE && is_worth_a_line(r, ev)) {
		r->said_ms = ev->ms;
		service_line(&r->out, r->colour, ev);
		if (state_health(ev->state) == HEALTH_UP && ev->ms &&
			r->verb == VERB_UP)
			buf_addf(
				&r->out, _("   %.1f s"), (double)ev->ms / 1000);
		buf_addc(&r->out, '\n');
	} else if (ev->kind == EV_RUN_START && ev->cause) {
		driver_line(&r->out, 0, ev);
	} else if (ev->kind == EV_JOB) {
		job_line(&r->out, r->colour, ev);
		buf_addc(&r->out, '\n');
	} else if (ev->kind == EV_CONNECTOR && ev->subject) {
		connector_line(&r->out, r->colour, ev);
		buf_addc(&r->out, '\n');
	} else if (ev->kind == EV_DETAIL && ev->subject) {
		detail_lines(&r->out, r->colour, ev);
	} else if (ev->kind == EV_OUTPUT) {
		r->said_ms = ev->ms;
		log_line(&r->out, ev);
	}
}

/* A server that was broken on purpose: how it comes back. */
static void
stack_human_end(struct report *r, const struct err *err)
{
	static const struct {
		enum verb verb;
		const char *word;
	} ways[] = {
		{ VERB_KILL, N_("cdclab stack up brings it back") },
		{ VERB_PAUSE, N_("cdclab stack resume wakes it") },
	};
	bool inside = r->servers.jobs_known || r->servers.connectors_known;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (ways[i].verb == r->verb && !inside && !report_exit(r, err))
			buf_addf(&r->out, "%s.\n", _(ways[i].word));
}

/* Lines for eval: nothing but what the engine says to be evaluated. */
static void
env_event(struct report *r, const struct event *ev)
{
	if (ev->kind != EV_OUTPUT)
		return;
	text_add(&r->out, ev->text);
	buf_addc(&r->out, '\n');
}

static json_t *
root(struct report *r)
{
	if (!r->json) {
		json_t *o = json_object();

		if (r->verb == VERB_LOOK) {
			json_object_set_new(o, "details", json_array());
		} else {
			json_object_set_new(o, "driver", json_null());
			json_object_set_new(o, "services", json_array());
			json_object_set_new(o, "connectors", json_array());
			json_object_set_new(o, "jobs", json_array());
		}
		r->json = o;
	}
	return r->json;
}

static json_t *
service_json(const struct event *ev)
{
	json_t *o = json_object();

	object_str(o, "name", ev->subject);
	object_str(o, "state", ev->state);
	json_object_set_new(
		o, "pid", ev->pid ? json_integer(ev->pid) : json_null());
	object_str(o, "endpoint", ev->text);
	if (ev->cause)
		object_str(o, "why", ev->cause);
	return o;
}

static json_t *
job_json(const struct event *ev)
{
	json_t *o = json_object();

	object_str(o, "name", ev->name);
	object_str(o, "state", ev->state);
	object_str(o, "id", ev->subject);
	return o;
}

static json_t *
connector_json(const struct event *ev)
{
	json_t *o = json_object();

	object_str(o, "name", ev->subject);
	object_str(o, "state", ev->state);
	return o;
}

static json_t *
detail_json(const struct event *ev)
{
	static const char *const sides[] = { "lesson", "deployed" };
	json_t *o = json_object();
	char *hint = explain_try(ev);

	object_str(o, "part", ev->subject);
	object_str(o, "name", ev->name);
	object_str(o, "state", ev->state);
	for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
		const char *value =
			event_arg_value(ev, sides[i], strlen(sides[i]));

		if (value)
			object_str(o, sides[i], value);
	}
	if (ev->text)
		object_str(o, "text", ev->text);
	if (ev->pid)
		json_set_int(o, "pid", ev->pid);
	if (!strcmp(ev->subject, "slot"))
		json_set_int(o, "wal_bytes", ev->count);
	if (!strcmp(ev->subject, "job"))
		json_set_int(o, "seconds", ev->count);
	if (ev->cause)
		object_str(o, "why", ev->cause);
	if (hint)
		object_str(o, "try", hint);
	free(hint);
	return o;
}

/* Where an event of a kind is listed. */
static const struct json_row {
	enum event_kind kind;
	const char *list;
	json_t *(*make)(const struct event *ev);
} json_rows[] = {
	{ EV_SERVICE, "services", service_json },
	{ EV_CONNECTOR, "connectors", connector_json },
	{ EV_JOB, "jobs", job_json },
	{ EV_DETAIL, "details", detail_json },
};

static void
json_event(struct report *r, const struct event *ev)
{
	json_t *o = root(r);

	if (ev->kind == EV_RUN_START && r->verb != VERB_LOOK)
		object_str(o, "driver", ev->state);
	for (size_t i = 0; ev->subject && i < ARRAY_LEN(json_rows); i++)
		if (json_rows[i].kind == ev->kind)
			json_array_append_new(
				json_object_get(o, json_rows[i].list),
				json_rows[i].make(ev));
}

static void
stack_json_end(struct report *r, const struct err *err)
{
	json_t *o = root(r);

	r->json = NULL;
	object_end(o, r, err);
}

static const struct report_kind stack_human = { "human", NULL,
	stack_human_event, stack_human_end };
static const struct report_kind stack_env = { "env", NULL, env_event, NULL };
static const struct report_kind stack_json = { "json", NULL, json_event,
	stack_json_end };

const struct report_kind *
report_stack(enum verb verb, bool json)
{
	if (verb == VERB_ENV)
		return &stack_env;
	return json ? &stack_json : &stack_human;
}
