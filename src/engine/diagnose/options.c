/* What a connector leaves out, by its config; and what it has read, by its metrics. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/base/port.h"
#include "common/explain/explain.h"
#include "engine/client/connect.h"
#include "engine/client/endpoint.h"
#include "engine/client/http.h"
#include "engine/diagnose/suspect.h"
#include "engine/world/world.h"

#define ASK_MS 1000
#define METRICS_PORT 9404 /* of the worker, as in the lessons */

/* -- lists and switches ------------------------------------------------------ */

/* A list of what is read, or of what is not. */
static const struct {
	const char *option, *database; /* NULL: of both */
	bool table;                    /* it has tables, else schemas */
	bool excludes;
} lists[] = {
	{ "database.include.list", "mysql", false, false },
	{ "database.exclude.list", "mysql", false, true },
	{ "schema.include.list", "postgres", false, false },
	{ "schema.exclude.list", "postgres", false, true },
	{ "table.include.list", NULL, true, false },
	{ "table.exclude.list", NULL, true, true },
};

static bool
list_leaves_out(const struct suspect *s, size_t i, const char *subject)
{
	const char *list = suspect_option(s, lists[i].option, NULL);

	if (!list || !*list ||
		(lists[i].database &&
			strcmp(lists[i].database, s->source->database) != 0))
		return false;
	return names_match(list, subject) == lists[i].excludes;
}

static void
list_failure(const struct suspect *s, size_t i, const char *subject,
	struct failure *failure)
{
	bool mysql = !strcmp(s->source->database, "mysql");

	failure_set(failure, mysql ? "include-list-mysql" : "include-list",
		"connect",
		lists[i].excludes ? N_("%s of %s is %s: it leaves out %s")
				  : N_("%s of %s is %s: it does not have %s"),
		lists[i].option, s->source->connector,
		suspect_option(s, lists[i].option, ""), subject);
	failure_arg(failure, "list", lists[i].option);
	failure_arg(failure, "table", subject);
}

static void
ask_lists(const struct suspect *s, struct failure *failure)
{
	const char *schema = names_value(&s->names, "schema");
	char *table =
		mem_printf("%s.%s", schema, names_value(&s->names, "name"));

	for (size_t i = 0; i < ARRAY_LEN(lists) && s->source->table; i++) {
		const char *subject = lists[i].table ? table : schema;

		if (!list_leaves_out(s, i, subject))
			continue;
		list_failure(s, i, subject, failure);
		break;
	}
	free(table);
}

/* The change's letter in skipped.operations. */
static const char letters[CHANGES] = { 'c', 'u', 'd' };

static bool
skips_change(const struct suspect *s)
{
	const char *skipped = suspect_option(s, "skipped.operations", "t");

	return strcmp(skipped, "none") != 0 &&
		strchr(skipped, letters[s->source->change]) != NULL;
}

static bool
never_streams(const struct suspect *s)
{
	return !strcmp(
		suspect_option(s, "snapshot.mode", "initial"), "initial_only");
}

static bool
has_no_tombstones(const struct suspect *s)
{
	return s->source->tombstone &&
		!strcmp(suspect_option(s, "tombstones.on.delete", "true"),
			"false");
}

static bool
reads_elsewhere(const struct suspect *s)
{
	const char *database = suspect_option(s, "database.dbname", NULL);
	const struct endpoint *at =
		world_endpoint(s->world, s->source->database);

	return database && at->database && strcmp(database, at->database) != 0;
}

/* An option that keeps the change from being told. */
static const struct {
	bool (*holds)(const struct suspect *s);
	const char *option;
} switches[] = {
	{ reads_elsewhere, "database.dbname" },
	{ never_streams, "snapshot.mode" },
	{ skips_change, "skipped.operations" },
	{ has_no_tombstones, "tombstones.on.delete" },
};

void
suspect_options(const struct suspect *s, struct failure *failure)
{
	ask_lists(s, failure);
	for (size_t i = 0; i < ARRAY_LEN(switches) && !failure_is(failure);
		i++) {
		if (!switches[i].holds(s))
			continue;
		failure_set(failure, "option-drops", "connect",
			"%s of %s is %s: such a change never reaches a topic",
			switches[i].option, s->source->connector,
			suspect_option(s, switches[i].option, ""));
		failure_arg(failure, "option", switches[i].option);
		failure_arg(failure, "connector", s->source->connector);
	}
	failure->lasting = failure_is(failure);
	failure_probe(
		failure, "GET /connectors/%s/config", s->source->connector);
}

/* -- what it has read --------------------------------------------------------- */

/* A number among the metrics of Connect. */
struct metric {
	const char *name;  /* with the bracket of its labels */
	const char *label; /* that it must have, and its value */
	const char *value;
	const char *another; /* as the text has it; NULL: none */
};

/* The value of a line of metrics, "name{context=...,name=...} 7.0"; -1: none. */
static long long
metric_of(const char *text, const struct metric *m)
{
	char *label = mem_printf("%s=\"%s\"", m->label, m->value);
	long long found = -1;

	while ((text = strstr(text, m->name))) {
		size_t len = strcspn(text, "\n");
		const char *end = memchr(text, '}', len);

		if (end && memmem(text, len, label, strlen(label)) &&
			(!m->another ||
				memmem(text, len, m->another,
					strlen(m->another))))
			found = (long long)strtod(end + 1, NULL);
		text += len;
	}
	free(label);
	return found;
}

/* -1: nobody tells. */
static long long
ask_metric(const struct world *world, const struct metric *m,
	const struct ctl *ctl)
{
	struct endpoint at = *world_endpoint(world, "connect");
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct http http = { 0 };
	struct err ignored = { 0 };
	long long found = -1;

	at.port = port_moved(METRICS_PORT) ? port_moved(METRICS_PORT)
					   : METRICS_PORT;
	if (http_call(&at, "GET", "/metrics", NULL, &http, &ask, &ignored) ==
			0 &&
		http.status == 200)
		found = metric_of(buf_str(&http.body), m);
	http_release(&http);
	return found;
}

long long
diagnose_events_seen(const struct world *world, const char *prefix,
	enum lab_change change, const struct ctl *ctl)
{
	static const char *const names[CHANGES] = {
		"debezium_metrics_TotalNumberOfCreateEventsSeen{",
		"debezium_metrics_TotalNumberOfUpdateEventsSeen{",
		"debezium_metrics_TotalNumberOfDeleteEventsSeen{",
	};
	const struct metric seen = { names[change], "name", prefix,
		"context=\"streaming\"" };

	return ask_metric(world, &seen, ctl);
}

/*
 * Its producer has the record, and the broker has not: linger.ms, a quota, or a
 * broker that takes nothing. What a transform drops does not wait there.
 */
static bool
producer_waits(const struct suspect *s, struct failure *failure)
{
	const struct metric waiting = { "kafka_connect_source_records_waiting{",
		"connector", s->source->connector, NULL };
	long long n = ask_metric(s->world, &waiting, s->ctl);

	if (n <= 0)
		return false;
	failure_set(failure, "producer-waits", "connect",
		"%s has read the row, but Kafka has not taken it from its "
		"producer: records that wait: %lld",
		s->source->connector, n);
	return true;
}

/* Those that may drop a record; "none" where nobody is known to. */
static void
add_droppers(const struct suspect *s, struct buf *out)
{
	static const char *const keys[] = { "transforms", "predicates",
		"errors.tolerance" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const char *value = suspect_option(s, keys[i], NULL);

		if (value && *value && strcmp(value, "none") != 0)
			buf_addf(out, "%s%s=%s", out->len ? ", " : "", keys[i],
				value);
	}
}

/*
 * It read such a change since the row was written, but no topic has it. True
 * only while nothing else comes: else it may have been another row.
 */
void
suspect_counter(const struct suspect *s, struct failure *failure)
{
	long long before = s->before->events;
	long long now = before < 0
		? -1
		: diagnose_events_seen(s->world,
			  suspect_option(s, "topic.prefix", ""),
			  s->source->change, s->ctl);
	struct buf droppers = { 0 };

	if (now <= before)
		return;
	add_droppers(s, &droppers);
	if (!producer_waits(s, failure))
		failure_set(failure, "transform-drops", "connect",
			"%s has read the row (its event counter rose from "
			"%lld to %lld), but no topic has it: its config drops "
			"it (%s)",
			s->source->connector, before, now, buf_str(&droppers));
	failure_probe(failure, "GET http://localhost:%d/metrics", METRICS_PORT);
	failure->lasting = failure->quiet = true;
	buf_release(&droppers);
}
