/* What a lab asks, held against what there can be. */
#include "config.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"

const char *
lab_class_database(const char *class)
{
	static const struct {
		const char *word, *database;
	} rows[] = { { "postgres", "postgres" }, { "mysql", "mysql" },
		{ "mariadb", "mysql" }, { "mongodb", "mongodb" },
		{ "sqlserver", "sqlserver" }, { "oracle", "oracle" },
		{ "db2", "db2" } };

	for (size_t i = 0; class && i < ARRAY_LEN(rows); i++)
		if (strcasestr(class, rows[i].word))
			return rows[i].database;
	return NULL;
}

const char *
lab_reads_database(const json_t *expect)
{
	const json_t *reads = json_object_get(expect, "reads");

	if (!reads)
		return NULL;
	return json_object_get(reads, "slot") ? "postgres" : "mysql";
}

static int
check_reads(const struct lab_look *look, const char *path, const json_t *expect)
{
	const char *class = json_str(expect, "class", NULL);
	const char *database = lab_class_database(class);
	const char *reads = lab_reads_database(expect);
	char where[100];

	snprintf(where, sizeof(where), "%s.reads", path);
	if (!database || !reads || !strcmp(database, reads))
		return 0;
	return lab_wrong(look, where, "\"%s\" reads %s, expected %s", class,
		database,
		!strcmp(database, "postgres")        ? "\"slot\""
			: !strcmp(database, "mysql") ? "\"binlog-as\""
						     : MSG_("no \"reads\""));
}

static void
check_expectation(
	void *ctx, const char *path, const json_t *expect, int within_ms)
{
	(void)within_ms;
	check_reads(ctx, path, expect);
}

/* Kafka takes no two names that differ in '.' and '_' only. */
static bool
collide(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		bool same = *a == *b || (strchr("._", *a) && strchr("._", *b));

		if (!same)
			return false;
	}
	return !*a && !*b;
}

/* What the steps of one lab make before the end-th one; NULL: none collides. */
static const char *
collides_with(const json_t *root, size_t end, const char *name)
{
	const json_t *step, *topics;
	size_t i, j;

	json_array_foreach(json_object_get(root, "steps"), i, step)
	{
		const char *one;

		if (i >= end)
			break;
		topics = lab_made_topics(json_object_get(step, "run"));
		for (j = 0; (one = lab_name_at(topics, j)); j++)
			if (strcmp(one, name) != 0 && collide(one, name))
				return one;
	}
	return NULL;
}

/* Among the topics of one action. */
static const char *
collides_within(const json_t *topics, const char *name)
{
	const char *one;

	for (size_t i = 0; (one = lab_name_at(topics, i)); i++)
		if (strcmp(one, name) != 0 && collide(one, name))
			return one;
	return NULL;
}

/* end: how many steps of the lab come before it. */
static void
check_topics(const struct lab_look *look, const char *path, const json_t *run,
	size_t end)
{
	const json_t *topics = lab_made_topics(run);
	const char *name, *other;
	char where[120];

	for (size_t i = 0; (name = lab_name_at(topics, i)); i++) {
		other = collides_within(topics, name);
		if (!other)
			other = collides_with(look->lab->root, end, name);
		if (!other)
			other = collides_with(look->base, SIZE_MAX, name);
		snprintf(where, sizeof(where),
			json_is_array(topics) ? "%s.topics[%zu]" : "%s.topic",
			path, i);
		if (other)
			lab_wrong(look, where,
				"Kafka takes no \"%s\" beside \"%s\", expected "
				"names that differ in more than \".\" and "
				"\"_\"",
				name, other);
	}
}

/* Topics that the servers keep for themselves. */
static int
check_pattern(
	const struct lab_look *look, const char *where, const char *pattern)
{
	static const char *const kept[] = { "__consumer_offsets",
		"connect-offsets" };

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (!fnmatch(pattern, kept[i], 0))
			return lab_wrong(look, where,
				"\"%s\" deletes \"%s\", too, expected a "
				"pattern of the lab's own topics",
				pattern, kept[i]);
	return 0;
}

static void
check_deleted(const struct lab_look *look, const char *path, const json_t *undo)
{
	const json_t *patterns = json_object_get(undo, "topics-delete");
	const char *pattern;
	char where[120];

	for (size_t i = 0; (pattern = lab_name_at(patterns, i)); i++) {
		snprintf(
			where, sizeof(where), "%s.topics-delete[%zu]", path, i);
		check_pattern(look, where, pattern);
	}
}

/* A task's number without a task to restart says nothing. */
static void
check_task(const struct lab_look *look, const char *path, const json_t *run)
{
	char where[100];

	snprintf(where, sizeof(where), "%s.task", path);
	if (json_object_get(run, "task") &&
		strcmp(json_str(run, "do", ""), "restart-task") != 0)
		lab_wrong(look, where,
			"\"%s\" takes no task, expected \"restart-task\"",
			json_str(run, "do", ""));
}

static void
check_step(const struct lab_look *look, size_t at)
{
	const struct lab_step *step = &look->lab->steps[at];
	const json_t *undo;
	char path[60];
	size_t i;

	snprintf(path, sizeof(path), "steps[%zu].run", at);
	check_topics(look, path, step->run, at);
	check_task(look, path, step->run);
	json_array_foreach(step->undo, i, undo)
	{
		snprintf(path, sizeof(path), "steps[%zu].undo[%zu]", at, i);
		check_deleted(look, path, undo);
	}
}

/* It may be either: what a step does, or what undoes one. */
static void
check_deed(void *ctx, const char *path, const struct lab_step *deed)
{
	check_topics(ctx, path, deed->run, SIZE_MAX);
	check_task(ctx, path, deed->run);
	check_deleted(ctx, path, deed->run);
}

/* What the checks of one lab say of a connector; NULL: nothing. */
static const char *
said_database(const json_t *root, const char *connector)
{
	const json_t *check, *expect;
	const char *database = NULL;
	size_t i, j;

	json_array_foreach(json_object_get(root, "checks"), i, check)
	{
		json_array_foreach(json_object_get(check, "expect"), j, expect)
		{
			if (database ||
				strcmp(json_str(expect, "connector", ""),
					connector) != 0)
				continue;
			database = lab_class_database(
				json_str(expect, "class", NULL));
			if (!database)
				database = lab_reads_database(expect);
		}
	}
	return database;
}

/* A flow begins with the connector that reads the canary's database. */
static int
check_flow(const struct lab_look *look, const struct lab_flow *flow)
{
	const char *connector = flow->hops[0].name;
	const char *database = said_database(look->lab->root, connector);
	char where[100];

	if (!database)
		database = said_database(look->base, connector);
	snprintf(where, sizeof(where), "flows.%s.hops[0].connector", flow->id);
	if (!database || !strcmp(database, flow->canary->database))
		return 0;
	return lab_wrong(look, where,
		"\"%s\" reads %s, expected a connector that reads %s, where "
		"the canary \"%s\" is written",
		connector, database, flow->canary->database, flow->canary->id);
}

void
lab_sense_check(const struct lab_look *look)
{
	for (size_t i = 0; i < look->lab->nstep; i++)
		check_step(look, i);
	lab_each_deed(look->lab, check_deed, (void *)(uintptr_t)look);
	lab_each_expectation(
		look->lab, check_expectation, (void *)(uintptr_t)look);
	for (size_t i = 0; i < look->lab->nflow; i++)
		check_flow(look, &look->lab->flows[i]);
}
