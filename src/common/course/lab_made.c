/* Tables and topics that a lab asks about: does anything in it make them? */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_binding.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"
#include "common/course/scan.h"
#include "common/course/sql_shape.h"

/* -- tables --------------------------------------------------------------------- */

/* A name that somebody looks for; servers don't all tell its cases apart. */
struct search {
	const char *name;
	bool found;
};

static void
look_at_json(struct search *s, const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY);

	s->found |= text && strcasestr(text, s->name);
	free(text);
}

static void
look_at_deed(void *ctx, const char *path, const struct lab_step *deed)
{
	(void)path;
	look_at_json(ctx, deed->run);
}

static void
look_at_block(struct search *s, const char *text, size_t len)
{
	s->found |= mem_find_nocase(text, len, s->name) != NULL;
}

/*
 * Does a block, a step or a deed name it? What a script makes is not read any
 * closer.
 */
static bool
is_in_text(const struct lab_binding *b, const char *name)
{
	const struct scan *scan = b->scan;
	struct search s = { .name = name };

	for (size_t i = 0; i < b->lab->nstep; i++)
		look_at_json(&s, b->lab->steps[i].run);
	lab_each_deed(b->lab, look_at_deed, &s);
	for (size_t i = 0; i < scan->nblock; i++)
		look_at_block(&s, scan->text + scan->blocks[i].at,
			scan->blocks[i].len);
	return s.found;
}

/* Without its schema, which a block may set for all that follows. */
static const char *
own_name(const char *table)
{
	const char *dot = strrchr(table, '.');

	return dot ? dot + 1 : table;
}

static void
hold_table(const struct lab_binding *b, const char *path, const char *table)
{
	if (!is_in_text(b, own_name(table)))
		lab_tell_gap(b, path,
			"no block makes the table \"%s\", expected one, or "
			"\"builds-on\" with the lesson that has it",
			table);
}

static void
hold_tables(const struct lab_binding *b, const char *path, const char *sql)
{
	struct sql_names tables = { 0 };

	sql_tables(&tables, sql);
	for (size_t i = 0; i < tables.n; i++)
		hold_table(b, path, tables.list[i]);
	sql_names_release(&tables);
}

/* -- topics --------------------------------------------------------------------- */

/* One that a connector of the lesson makes has its prefix; a transform may route
 * to any. */
static bool
may_be_routed(const struct lab_binding *b, const char *topic)
{
	for (size_t i = 0; i < b->lab->nstep; i++) {
		const struct lab_step *step = &b->lab->steps[i];
		json_t *config = json_object_get(step->run, "connector")
			? lab_block_config(b->scan, step->block)
			: NULL;
		const char *prefix = json_str(config, "topic.prefix", NULL);
		bool has = json_object_get(config, "transforms") ||
			(prefix && *prefix &&
				!strncmp(topic, prefix, strlen(prefix)));

		json_decref(config);
		if (has)
			return true;
	}
	return false;
}

static bool
is_in_flows(const struct lab *lab, const char *topic)
{
	for (size_t i = 0; i < lab->nflow; i++)
		if (lab_flow_hop(&lab->flows[i], topic) >= 0)
			return true;
	return false;
}

static void
hold_topic(const struct lab_binding *b, const char *path, const char *topic)
{
	if (!is_in_flows(b->lab, topic) && !may_be_routed(b, topic) &&
		!is_in_text(b, topic))
		lab_tell_gap(b, path,
			"nothing makes the topic \"%s\", expected a step, a "
			"flow or a block that does, or \"builds-on\" with the "
			"lesson that has it",
			topic);
}

/* -- what asks -------------------------------------------------------------------- */

static void
hold_expectation(
	void *ctx, const char *path, const json_t *expect, int within_ms)
{
	const struct lab_binding *b = ctx;
	const char *records = json_str(expect, "records", NULL);
	char where[120];

	(void)within_ms;
	if (json_object_get(expect, "sql")) {
		snprintf(where, sizeof(where), "%s.text", path);
		hold_tables(b, where, json_str(expect, "text", ""));
	}
	snprintf(where, sizeof(where), "%s.records", path);
	if (records)
		hold_topic(b, where, records);
}

static void
hold_canary(const struct lab_binding *b, const struct lab_canary *canary)
{
	char path[120];

	snprintf(path, sizeof(path), "canaries.%s.insert.text", canary->id);
	if (canary->table)
		hold_table(b, path, canary->table);
}

void
lab_bind_made(const struct lab_binding *b)
{
	struct lab_binding mine = *b;

	if (b->lab->base)
		return; /* its lessons may have it */
	for (size_t i = 0; i < b->lab->ncanary; i++)
		hold_canary(b, &b->lab->canaries[i]);
	lab_each_expectation(b->lab, hold_expectation, &mine);
}
