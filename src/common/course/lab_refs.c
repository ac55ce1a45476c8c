#include "config.h"

#include "common/course/lab_refs.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"

enum {
	OF_JOB,
	OF_CANARY,
	OF_FLOW,
	OF_LOAD,
	OF_CONNECTOR,
	OF_NOTHING, /* from here on nobody declares them */
	OF_TOPIC
};

/*
 * What the names of a kind are called, and where they are declared: by a step's
 * run of that key, or as keys of a list of the lab.
 */
static const struct name_kind {
	const char *noun, *run, *list;
} name_kinds[] = {
	[OF_JOB] = { MSG_("job of a step"), "job", NULL },
	[OF_CANARY] = { MSG_("canary"), NULL, "canaries" },
	[OF_FLOW] = { MSG_("flow"), NULL, "flows" },
	[OF_LOAD] = { MSG_("load"), NULL, "loads" },
	[OF_CONNECTOR] = { MSG_("connector of a step"), "connector", NULL },
};

#define ITSELF "=" /* the value is the name of a service */

/*
 * Every key that names something, wherever it stands: what its value points
 * at, and the service that it is about.
 */
static const struct name_key {
	const char *key;
	int of;
	const char *service; /* NULL: none, or another key says it */
} name_keys[] = {
	{ "sql", OF_NOTHING, ITSELF },
	{ "topics", OF_TOPIC, "kafka" },
	{ "produce", OF_TOPIC, "kafka" },
	{ "connector-state", OF_CONNECTOR, "connect" },
	{ "service", OF_NOTHING, ITSELF },
	{ "load", OF_LOAD, NULL },
	{ "topics-delete", OF_NOTHING, "kafka" },
	{ "connector", OF_CONNECTOR, "connect" },
	{ "rules", OF_NOTHING, "prometheus" },
	{ "rules-delete", OF_NOTHING, "prometheus" },
	{ "connector-delete", OF_CONNECTOR, "connect" },
	{ "job", OF_JOB, "flink" },
	{ "job-cancel", OF_JOB, "flink" },
	{ "plot", OF_NOTHING, "prometheus" },
	{ "query", OF_NOTHING, "prometheus" },
	{ "http", OF_NOTHING, ITSELF },
	{ "slot", OF_NOTHING, "postgres" },
	{ "binlog-as", OF_NOTHING, "mysql" },
	{ "database", OF_NOTHING, ITSELF },
	{ "canary", OF_CANARY, NULL },
	{ "flow", OF_FLOW, NULL },
	{ "never", OF_FLOW, NULL },
	{ "behind", OF_FLOW, NULL },
	{ "records", OF_TOPIC, "kafka" },
	{ "topic", OF_TOPIC, "kafka" },
	{ "reaches", OF_NOTHING, "kafka" },
	{ "count", OF_LOAD, NULL },
	{ "keyed", OF_LOAD, NULL },
	{ "connectors", OF_NOTHING, "connect" },
};

/* One walk over a lab; where grows and shrinks with it. */
struct name_walk {
	const struct lab_look *look;
	const json_t *root;
	struct buf where;
};

/* What is written in there is data, whatever its keys are called. */
static bool
is_data(const char *key)
{
	return key && (!strcmp(key, "records") || !strcmp(key, "files"));
}

static bool
array_has(const json_t *list, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		if (json_is_string(one) &&
			!strcmp(json_string_value(one), name))
			return true;
	}
	return false;
}

static void
add_known(struct buf *known, const char *name)
{
	buf_addf(known, "%s\"%s\"", known->len ? ", " : "", name);
}

/* List what an action declares; is name among it? */
static bool
action_declares(const json_t *action, const char *run, const char *name,
	struct buf *known)
{
	const json_t *value = json_object_get(action, run);
	const char *one;
	bool found = false;

	for (size_t i = 0; (one = lab_name_at(value, i)); i++) {
		add_known(known, one);
		found |= !strcmp(one, name);
	}
	return found;
}

/* What a fault names it deploys, if it has a block. */
static bool
deeds_declare(const json_t *deeds, const char *run, const char *name,
	struct buf *known)
{
	const json_t *deed;
	bool found = false;
	size_t i;

	json_array_foreach(deeds, i, deed)
	{
		if (json_object_get(deed, "block"))
			found |= action_declares(deed, run, name, known);
	}
	return found;
}

/* The same of all steps of a lab, and of the faults of its checks. */
static bool
steps_declare(const json_t *root, const char *run, const char *name,
	struct buf *known)
{
	const json_t *one;
	bool found = false;
	size_t i;

	json_array_foreach(json_object_get(root, "steps"), i, one)
	{
		found |= action_declares(
			json_object_get(one, "run"), run, name, known);
	}
	json_array_foreach(json_object_get(root, "checks"), i, one)
	{
		const json_t *fault = json_object_get(one, "fault");

		found |= deeds_declare(
			json_object_get(one, "break"), run, name, known);
		found |= deeds_declare(
			json_object_get(fault, "break"), run, name, known);
	}
	return found;
}

static bool
list_declares(const json_t *root, const char *list, const char *name,
	struct buf *known)
{
	json_t *all = json_object_get(root, list), *one;
	const char *key;

	json_object_foreach(all, key, one)
	{
		add_known(known, key);
	}
	return json_object_get(all, name) != NULL;
}

static void
tell_unknown(struct name_walk *w, const struct name_kind *kind,
	const char *name, const struct buf *known)
{
	const char *where = buf_str(&w->where);

	if (known->len)
		lab_wrong(w->look, where, "\"%s\" is no %s, expected one of %s",
			name, kind->noun, buf_str(known));
	else if (kind->run)
		lab_wrong(w->look, where,
			"\"%s\" is no %s, expected a step that makes it, or "
			"the lab that does in \"builds-on\"",
			name, kind->noun);
	else
		lab_wrong(w->look, where,
			"\"%s\" is no %s, expected one to be there", name,
			kind->noun);
}

static void
hold_name(struct name_walk *w, const struct name_key *key, const char *name)
{
	const struct name_kind *kind = &name_kinds[key->of];
	struct buf known = { 0 };
	bool found = kind->run
		? steps_declare(w->root, kind->run, name, &known)
		: list_declares(w->root, kind->list, name, &known);

	if (kind->run)
		found |= steps_declare(w->look->base, kind->run, name, &known);
	if (!found)
		tell_unknown(w, kind, name, &known);
	buf_release(&known);
}

static void
hold_service(struct name_walk *w, const struct name_key *key, const char *name)
{
	const char *service = key->service;

	if (!service)
		return;
	if (!strcmp(service, ITSELF))
		service = name;
	if (!array_has(json_object_get(w->root, "services"), service))
		lab_wrong(w->look, buf_str(&w->where),
			"it needs %s, expected that in \"services\"", service);
}

static void
hold_key(struct name_walk *w, const char *key, const json_t *value)
{
	const char *name = json_string_value(value), *one;

	for (size_t i = 0; i < ARRAY_LEN(name_keys); i++) {
		const struct name_key *k = &name_keys[i];

		if (strcmp(k->key, key) != 0)
			continue;
		for (size_t j = 0;
			k->of < OF_NOTHING && (one = lab_name_at(value, j));
			j++)
			hold_name(w, k, one);
		hold_service(w, k, name ? name : "");
	}
}

static void walk_names(struct name_walk *w, const json_t *value);

static void
enter_names(struct name_walk *w, const char *key, size_t i, const json_t *value)
{
	size_t len = w->where.len;

	if (key)
		buf_addf(&w->where, "%s%s", len ? "." : "", key);
	else
		buf_addf(&w->where, "[%zu]", i);
	if (key && !json_is_object(value))
		hold_key(w, key, value);
	if (!is_data(key))
		walk_names(w, value);
	w->where.len = len;
	if (w->where.data)
		w->where.data[len] = '\0';
}

/* What stands in "where" are names of a record's parts. */
static void
walk_names(struct name_walk *w, const json_t *value)
{
	const char *key;
	json_t *one;
	size_t i;

	json_object_foreach((json_t *)(size_t)value, key, one)
	{
		if (strcmp(key, "where") != 0)
			enter_names(w, key, 0, one);
	}
	json_array_foreach(value, i, one)
	{
		enter_names(w, NULL, i, one);
	}
}

void
lab_refs_check(const struct lab_look *look)
{
	struct name_walk w = { .look = look, .root = look->lab->root };

	walk_names(&w, w.root);
	buf_release(&w.where);
}

/* Who wants to know what a part of a lab works on. */
struct ref_walk {
	const json_t *root;
	void (*fn)(void *ctx, enum lab_ref ref, const char *name);
	void *ctx;
	int depth;         /* a load names a flow, and that a canary */
	const char *until; /* the topic that is far enough, or NULL */
};

#define DEPTH 3

static void each_ref(struct ref_walk *w, const json_t *value);

/* The servers that a name of a kind lives in, and itself. */
static void
tell_ref(struct ref_walk *w, const struct name_key *key, const char *name)
{
	const char *service = key->service;

	if (service)
		w->fn(w->ctx, REF_SERVICE,
			strcmp(service, ITSELF) != 0 ? service : name);
	if (key->of == OF_JOB)
		w->fn(w->ctx, REF_JOB, name);
	if (key->of == OF_CONNECTOR) {
		w->fn(w->ctx, REF_SERVICE, "connect");
		w->fn(w->ctx, REF_CONNECTOR, name);
	}
	if (key->of == OF_TOPIC)
		w->fn(w->ctx, REF_TOPIC, name);
	if (key->of < OF_NOTHING && name_kinds[key->of].list &&
		w->depth < DEPTH) {
		w->depth++;
		each_ref(w,
			json_object_get(json_object_get(w->root,
						name_kinds[key->of].list),
				name));
		w->depth--;
	}
}

static void
tell_refs(struct ref_walk *w, const char *key, const json_t *value)
{
	const json_t *one;
	size_t i;

	for (size_t k = 0; k < ARRAY_LEN(name_keys); k++) {
		if (strcmp(name_keys[k].key, key) != 0)
			continue;
		if (json_is_string(value))
			tell_ref(w, &name_keys[k], json_string_value(value));
		json_array_foreach(value, i, one)
		{
			if (json_is_string(one))
				tell_ref(w, &name_keys[k],
					json_string_value(one));
		}
	}
}

static void
each_ref(struct ref_walk *w, const json_t *value)
{
	const char *key, *until = w->until;
	json_t *one;
	size_t i;

	w->until = json_str(value, "reaches", w->until);
	json_object_foreach((json_t *)(size_t)value, key, one)
	{
		tell_refs(w, key, one);
		if (!is_data(key))
			each_ref(w, one);
	}
	json_array_foreach(value, i, one)
	{
		each_ref(w, one);
		if (w->until && !strcmp(json_str(one, "topic", ""), w->until))
			break;
	}
	w->until = until;
}

void
lab_refs_each(const json_t *root, const json_t *value,
	void (*fn)(void *ctx, enum lab_ref ref, const char *name), void *ctx)
{
	struct ref_walk w = { .root = root, .fn = fn, .ctx = ctx };

	each_ref(&w, value);
}

struct topic_walk {
	void (*fn)(void *ctx, const char *topic);
	void *ctx;
	const char **told;
	size_t n;
};

static void
tell_topic(void *ctx, enum lab_ref ref, const char *name)
{
	struct topic_walk *w = ctx;

	if (ref != REF_TOPIC)
		return;
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->told[i], name))
			return;
	w->told = mem_more(w->told, w->n, sizeof(*w->told));
	w->told[w->n++] = name;
	w->fn(w->ctx, name);
}

void
lab_topics_each(const struct lab *lab, void (*fn)(void *ctx, const char *topic),
	void *ctx)
{
	struct topic_walk w = { .fn = fn, .ctx = ctx };

	for (size_t i = 0; i < lab->nflow; i++)
		for (size_t j = 0; j < lab->flows[i].nhop; j++)
			if (lab->flows[i].hops[j].kind == HOP_TOPIC)
				tell_topic(&w, REF_TOPIC,
					lab->flows[i].hops[j].name);
	for (size_t i = 0; i < lab->nstep; i++)
		lab_refs_each(lab->root, lab->steps[i].run, tell_topic, &w);
	free(w.told);
}
