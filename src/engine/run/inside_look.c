#include "config.h"

#include "engine/run/inside_look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/connect.h"
#include "engine/client/flink.h"
#include "engine/client/rows.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define ASK_MS 3000 /* for one question; a healthy server needs 20 */

/* -- its parts -------------------------------------------------------------- */

/* The root cause in a trace, explained where it is known, or by another id. */
static void
take_trace(const char *trace, const char *other, const char *service,
	struct failure *failure)
{
	struct buf cause = { 0 };
	const struct explanation *e = trace_cause(trace, &cause);

	failure_set(failure, e ? e->id : other, service, "%s", buf_str(&cause));
	buf_release(&cause);
}

/* The connector itself, or a task. */
static void
tell_part(const struct world *world, const char *part, const char *name,
	const json_t *status, const char *connector, const json_t *config)
{
	const char *trace = json_str(status, "trace", NULL);
	struct failure failure = { 0 };
	struct event ev = { .kind = EV_DETAIL };

	if (trace) {
		take_trace(trace, "task-failed", "connect", &failure);
		failure_config(&failure, connector, config);
	}
	failure_lend(&failure, &ev);
	ev.subject = part;
	ev.name = name;
	ev.state = json_str(status, "state", "?");
	ev.text = json_str(status, "worker_id", NULL);
	emit(world->out, ev);
}

static const json_t *
config_of(const json_t *entry)
{
	return json_object_get(json_object_get(entry, "info"), "config");
}

static void
tell_parts(const struct world *world, const char *name, const json_t *entry)
{
	const json_t *config = config_of(entry);
	const json_t *status = json_object_get(entry, "status"), *task;
	size_t i;

	tell_part(world, "connector", name,
		json_object_get(status, "connector"), name, config);
	json_array_foreach(json_object_get(status, "tasks"), i, task)
	{
		char number[24];

		snprintf(number, sizeof(number), "%lld",
			json_int(task, "id", (long long)i));
		tell_part(world, "task", number, task, name, config);
	}
}

/* -- its config beside the lesson's ----------------------------------------- */

/* Of the lesson's block that deploys it; owned. NULL: there is none. */
static json_t *
lesson_config(const struct world *world, const char *name)
{
	const struct lab *lab = world->lab;

	for (size_t i = 0; lab && i < lab->nstep; i++) {
		const json_t *run = lab->steps[i].run;
		const char *block = json_str(run, "block", NULL);
		struct err ignored = { 0 };
		json_t *config;

		if (!block || strcmp(json_str(run, "connector", ""), name) != 0)
			continue;
		config = world_block_json(world, block, &ignored);
		if (config)
			return config;
	}
	return NULL;
}

/* Of a key, or of a value such as a JAAS line. */
static bool
is_secret(const char *text)
{
	static const char *const words[] = { "password", "secret", "jaas",
		"passphrase", "credential", "token", "ssl.key" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcasestr(text, words[i]))
			return true;
	return false;
}

/* As the worker has it: a text; owned. NULL: it is not there. */
static char *
value_text(const json_t *value)
{
	if (!value)
		return NULL;
	return json_is_string(value) ? mem_strdup(json_string_value(value))
				     : json_line(value);
}

/* How many differ: 0 or 1. */
static int
tell_key(const struct world *world, const char *key, const json_t *lesson,
	const json_t *deployed)
{
	char *ours = value_text(lesson), *theirs = value_text(deployed);
	struct event ev = { .kind = EV_DETAIL,
		.subject = "config",
		.name = key,
		.state = !theirs ? "missing"
			: !ours  ? "added"
				 : "changed" };
	bool differ = !ours || !theirs || strcmp(ours, theirs) != 0;
	int n = 0;

	if (is_secret(key) || (ours && is_secret(ours)) ||
		(theirs && is_secret(theirs)))
		ev.text = "hidden";
	if (ours && !ev.text)
		ev.args[n++] = (struct event_arg){ "lesson", ours };
	if (theirs && !ev.text)
		ev.args[n++] = (struct event_arg){ "deployed", theirs };
	if (differ)
		emit(world->out, ev);
	free(ours);
	free(theirs);
	return differ;
}

/* The worker adds "name". */
static void
tell_config(const struct world *world, const char *name, const json_t *config)
{
	json_t *lesson = lesson_config(world, name);
	int differ = 0;
	const char *key;
	json_t *value;

	json_object_foreach(lesson, key, value) differ +=
		tell_key(world, key, value, json_object_get(config, key));
	json_object_foreach((json_t *)(size_t)config, key, value) if (lesson &&
		!json_object_get(lesson, key) && strcmp(key, "name") != 0)
		differ += tell_key(world, key, NULL, value);
	if (world->lab && !differ)
		emit(world->out,
			(struct event){ .kind = EV_DETAIL,
				.subject = "config",
				.state = lesson ? "same" : "none" });
	json_decref(lesson);
}

/* -- its reader in the database --------------------------------------------- */

/*
 * What each database is asked, with what of the config, and what its first row
 * means: pid of the reader (NULL: nobody reads), bytes retained, state.
 */
static const struct reader_question {
	const char *in_class, *database, *part, *option, *fallback, *sql;
} readers[] = {
	{ "postgresql", "postgres", "slot", "slot.name", "debezium",
		"SELECT active_pid, pg_wal_lsn_diff(pg_current_wal_lsn(),"
		" restart_lsn)::bigint, wal_status"
		" FROM pg_replication_slots WHERE slot_name = $1" },
	{ "mysql", "mysql", "binlog", "database.user", NULL,
		"SELECT id, NULL, NULL FROM performance_schema.processlist"
		" WHERE user = ? AND command LIKE 'Binlog Dump%'" },
};

/* Of one that should read now, whatever is wrong with that. */
static void
tell_reader_row(const struct world *world, const struct reader_question *q,
	const char *what, const struct rows *rows,
	const struct failure *failure)
{
	const char *pid = rows_cell(rows, 0, 0), *kept = rows_cell(rows, 0, 1);
	bool is_slot = !strcmp(q->part, "slot");
	struct event ev = { .kind = EV_DETAIL };

	failure_lend(failure, &ev);
	ev.subject = q->part;
	ev.name = what;
	ev.state = pid                   ? "active"
		: is_slot && !rows->nrow ? "missing"
					 : "inactive";
	ev.text = rows_cell(rows, 0, 2);
	ev.pid = pid ? strtoll(pid, NULL, 10) : 0;
	ev.count = kept ? strtoll(kept, NULL, 10) : 0;
	emit(world->out, ev);
}

static void
ask_reader(const struct world *world, const struct reader_question *q,
	const char *what, const struct reader *reader, const struct ctl *ctl)
{
	struct failure failure = { 0 };
	const char *const values[] = { what, NULL };
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct rows rows = { 0 };
	struct err err = { 0 };

	if (reader)
		diagnose_reader(world, reader, &ask, &failure);
	ask = ctl_within(ctl, ASK_MS);
	if (world_sql(world, q->database, q->sql, values, &rows, &ask, &err) ==
		0)
		tell_reader_row(world, q, what, &rows, &failure);
	else
		emit(world->out,
			(struct event){ .kind = EV_DETAIL,
				.subject = q->part,
				.name = what,
				.state = "unknown",
				.cause = err.msg });
	rows_release(&rows);
}

static void
tell_reader(const struct world *world, const char *name, const json_t *entry,
	const struct ctl *ctl)
{
	const json_t *config = config_of(entry);
	const char *class = json_str(config, "connector.class", "");
	struct connector c = { 0 };
	bool runs;

	connector_take(&c, entry);
	runs = connector_is_running(&c);
	connector_release(&c);

	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		const struct reader_question *q = &readers[i];
		const char *what = json_str(config, q->option, q->fallback);
		bool is_slot = !strcmp(q->part, "slot");
		struct reader reader = { .connector = name,
			.slot = is_slot ? what : NULL,
			.user = json_str(config, "database.user", NULL) };

		if (what && strcasestr(class, q->in_class))
			ask_reader(world, q, what, runs ? &reader : NULL, ctl);
	}
}

int
inside_look_connector(const struct world *world, const char *name,
	const struct ctl *ctl, struct err *err)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	json_t *all = connect_all(world_endpoint(world, "connect"), &ask, err);
	const json_t *entry = json_object_get(all, name);

	if (all && !entry)
		err_set(err, ERR_CHECK, "connect has no connector %s", name);
	if (entry) {
		tell_parts(world, name, entry);
		tell_config(world, name, config_of(entry));
		tell_reader(world, name, entry, ctl);
	}
	json_decref(all);
	return err->code ? -1 : 0;
}

/* -- a job ------------------------------------------------------------------ */

static void
tell_job(const struct world *world, const struct flink_job *job,
	const struct ctl *ctl)
{
	const struct explanation *e;
	struct flink_error error = { 0 };
	struct failure failure = { 0 };
	struct event ev = { .kind = EV_DETAIL };
	struct err ignored = { 0 };
	bool over = flink_job_is_over(job);
	bool fails = !strncmp(job->state, "FAIL", 4) ||
		!strcmp(job->state, "RESTARTING");
	int64_t since = job->changed_ms > 0 ? job->changed_ms : job->started_ms;

	if (flink_exception(world_endpoint(world, "flink"), job->id, &error,
		    ctl, &ignored) == 0 &&
		error.trace.len)
		take_trace(buf_str(&error.trace),
			over ? "job-failed" : "job-restarting", "flink",
			&failure);
	e = explain_id(failure.explain);
	if (e && explain_takes(e, "job"))
		failure_arg(&failure, "job", job->id);
	if (fails)
		failure_lend(&failure, &ev);
	else if (failure.cause[0]) /* the last one; nothing to try */
		ev.cause = failure.cause;
	ev.subject = "job";
	ev.name = job->name;
	ev.state = job->state;
	ev.text = job->id;
	ev.count = since > 0 ? (clock_wall_ms() - since) / 1000 : 0;
	emit(world->out, ev);
	flink_error_release(&error);
}

int
inside_look_job(const struct world *world, const char *id,
	const struct ctl *ctl, struct err *err)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct flink_jobs jobs = { 0 };
	size_t i = 0;
	int rc = flink_list(world_endpoint(world, "flink"), &jobs, &ask, err);

	while (rc == 0 && i < jobs.n && strcmp(jobs.jobs[i].id, id) != 0)
		i++;
	if (rc == 0 && i == jobs.n)
		rc = err_set(err, ERR_CHECK, "flink has no job %s", id);
	else if (rc == 0)
		tell_job(world, &jobs.jobs[i], &ask);
	flink_jobs_release(&jobs);
	return rc;
}
