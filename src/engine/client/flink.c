#include "config.h"

#include "engine/client/flink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/endpoint.h"
#include "engine/client/http.h"

#define LOOK_MS 100 /* how often a job that is ending is looked at */

/* "/jobs/ID" and tail; owned. */
static char *
job_path(const char *id, const char *tail)
{
	char *escaped = http_escape(id);
	char *path = mem_printf("/jobs/%s%s", escaped, tail);

	free(escaped);
	return path;
}

int
flink_list(const struct endpoint *at, struct flink_jobs *out,
	const struct ctl *ctl, struct err *err)
{
	json_t *body = http_get_json(at, "/jobs/overview", ctl, err), *jobs, *job;
	const json_t *tasks;
	size_t i;

	if (!body)
		return -1;
	jobs = json_object_get(body, "jobs");
	out->jobs = mem_alloc(json_array_size(jobs) * sizeof(*out->jobs));
	json_array_foreach(jobs, i, job)
	{
		struct flink_job *j = &out->jobs[out->n++];

		snprintf(j->id, sizeof(j->id), "%s", json_str(job, "jid", ""));
		snprintf(j->state, sizeof(j->state), "%s",
			json_str(job, "state", ""));
		j->name = mem_strdup(json_str(job, "name", ""));
		j->started_ms = json_int(job, "start-time", 0);
		j->changed_ms = json_int(
			job, "last-modification", j->started_ms);
		j->ended_ms = json_int(job, "end-time", -1);
		tasks = json_object_get(job, "tasks");
		j->waiting = (int)(json_int(tasks, "created", 0) +
			json_int(tasks, "scheduled", 0));
	}
	json_decref(body);
	return 0;
}

void
flink_jobs_release(struct flink_jobs *jobs)
{
	for (size_t i = 0; i < jobs->n; i++)
		free(jobs->jobs[i].name);
	free(jobs->jobs);
	*jobs = (struct flink_jobs){ 0 };
}

bool
flink_job_is_over(const struct flink_job *job)
{
	return !strcmp(job->state, "CANCELED") ||
		!strcmp(job->state, "FAILED") ||
		!strcmp(job->state, "FINISHED");
}

/* 1: ended or not there; 0: still there; -1: err. */
static int
ended(const struct endpoint *at, const char *id, const struct ctl *ctl,
	struct err *err)
{
	struct flink_jobs jobs = { 0 };
	int over = 1;

	if (flink_list(at, &jobs, ctl, err) < 0)
		return -1;
	for (size_t i = 0; i < jobs.n; i++)
		if (!strcmp(jobs.jobs[i].id, id))
			over = flink_job_is_over(&jobs.jobs[i]);
	flink_jobs_release(&jobs);
	return over;
}

int
flink_cancel(const struct endpoint *at, const char *id, const struct ctl *ctl,
	struct err *err)
{
	char *path = job_path(id, "?mode=cancel");
	struct http http = { 0 };
	int rc = http_call(at, "PATCH", path, NULL, &http, ctl, err);

	if (rc == 0 && http.status >= 300 && http.status != 404 &&
		http.status != 409)
		rc = err_set(err, ERR_REMOTE, "%s: PATCH %s: HTTP %d",
			at->service, path, http.status);
	while (rc == 0) {
		rc = ended(at, id, ctl, err);
		if (rc == 0)
			rc = ctl_wait(ctl, LOOK_MS, err);
	}
	http_release(&http);
	free(path);
	return rc < 0 ? -1 : 0;
}

/* -- a job that is stopped to go on later ------------------------------------- */

/* The id under which the stop is asked for; owned. NULL with err. */
static char *
ask_to_stop(const struct endpoint *at, const char *id, const char *folder,
	const struct ctl *ctl, struct err *err)
{
	json_t *o = json_pack(
		"{s:s, s:b}", "targetDirectory", folder, "drain", 0);
	char *path = job_path(id, "/stop"), *line = json_line(o), *ticket = NULL;
	struct http http = { 0 };
	json_t *body = NULL;

	if (http_call(at, "POST", path, line, &http, ctl, err) == 0 &&
		http.status != 202)
		err_set(err, ERR_REMOTE, "%s: POST %s: HTTP %d", at->service,
			path, http.status);
	else if (!err->code)
		body = http_json(at, path, &http, err);
	if (body)
		ticket = mem_strdup(json_str(body, "request-id", ""));
	json_decref(body);
	json_decref(o);
	http_release(&http);
	free(line);
	free(path);
	return ticket;
}

/* The innermost cause of Java's trace. */
static void
stop_failed(const struct endpoint *at, const char *id, const json_t *cause,
	struct err *err)
{
	static const char mark[] = "Caused by: ";
	const char *why = json_str(cause, "stack-trace", ""), *next;

	while ((next = strstr(why, mark)))
		why = next + strlen(mark);
	err_set(err, ERR_REMOTE, "%s: the job %s does not stop: %.*s",
		at->service, id, (int)strcspn(why, "\n"), why);
}

/* 1: it has stopped; 0: not yet; -1: err. */
static int
look_at_stop(const struct endpoint *at, const char *id, const char *ticket,
	struct buf *savepoint, const struct ctl *ctl, struct err *err)
{
	char *tail = mem_printf("/savepoints/%s", ticket);
	char *path = job_path(id, tail);
	json_t *body = http_get_json(at, path, ctl, err);
	const json_t *done = json_object_get(body, "operation");
	const json_t *cause = json_object_get(done, "failure-cause");
	const char *state = json_str(json_object_get(body, "status"), "id", "");
	int stopped = body && !strcmp(state, "COMPLETED");

	if (cause)
		stop_failed(at, id, cause, err);
	else if (stopped)
		buf_adds(savepoint, json_str(done, "location", ""));
	json_decref(body);
	free(path);
	free(tail);
	return err->code ? -1 : stopped;
}

int
flink_stop(const struct endpoint *at, const char *id, const char *folder,
	struct buf *savepoint, const struct ctl *ctl, struct err *err)
{
	char *ticket = ask_to_stop(at, id, folder, ctl, err);
	int stopped = ticket ? 0 : -1;

	while (!stopped) {
		stopped = look_at_stop(at, id, ticket, savepoint, ctl, err);
		if (!stopped && ctl_wait(ctl, LOOK_MS, err) < 0)
			stopped = -1;
	}
	free(ticket);
	return stopped < 0 ? -1 : 0;
}

int
flink_savepoint(const struct endpoint *at, const char *id,
	struct buf *savepoint, const struct ctl *ctl, struct err *err)
{
	char *path = job_path(id, "/checkpoints");
	json_t *body = http_get_json(at, path, ctl, err);
	const json_t *latest = json_object_get(body, "latest");

	if (body)
		buf_adds(savepoint,
			json_str(json_object_get(latest, "savepoint"),
				"external_path", ""));
	json_decref(body);
	free(path);
	return body ? 0 : -1;
}

/* -- why it failed, and what it waits for --------------------------------- */

/* "... ConsumerRecord(topic = t, partition = 0, ..., offset = 3, ..." */
static void
take_record(struct flink_error *out, const char *trace)
{
	const char *p = strstr(trace, "ConsumerRecord(topic = ");
	const char *offset = p ? strstr(p, " offset = ") : NULL;
	const char *partition = p ? strstr(p, " partition = ") : NULL;

	if (!offset || !partition ||
		sscanf(p, "ConsumerRecord(topic = %249[^,]", out->topic) != 1)
		return;
	out->partition = strtoll(partition + 13, NULL, 10);
	out->offset = strtoll(offset + 10, NULL, 10);
}

int
flink_exception(const struct endpoint *at, const char *id,
	struct flink_error *out, const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf("/jobs/%s/exceptions?maxExceptions=1", id);
	json_t *body = http_get_json(at, path, ctl, err), *entries;

	if (body) {
		entries = json_object_get(
			json_object_get(body, "exceptionHistory"), "entries");
		buf_adds(&out->trace,
			json_str(json_array_get(entries, 0), "stacktrace",
				json_str(body, "root-exception", "")));
		take_record(out, buf_str(&out->trace));
	}
	free(path);
	json_decref(body);
	return body ? 0 : -1;
}

void
flink_error_release(struct flink_error *error)
{
	buf_release(&error->trace);
	*error = (struct flink_error){ 0 };
}

static int
take_holders(const struct endpoint *at, const char *taskmanager,
	struct flink_slots *out, const struct ctl *ctl, struct err *err)
{
	char *name = http_escape(taskmanager);
	char *path = mem_printf("/taskmanagers/%s", name);
	json_t *body = http_get_json(at, path, ctl, err), *slot;
	size_t i;

	out->total += (int)json_int(body, "slotsNumber", 0);
	out->free += (int)json_int(body, "freeSlots", 0);
	json_array_foreach(json_object_get(body, "allocatedSlots"), i, slot)
	{
		out->holders =
			mem_more(out->holders, out->n, sizeof(*out->holders));
		snprintf(out->holders[out->n++], sizeof(*out->holders), "%s",
			json_str(slot, "jobId", ""));
	}
	json_decref(body);
	free(path);
	free(name);
	return body ? 0 : -1;
}

int
flink_slots(const struct endpoint *at, struct flink_slots *out,
	const struct ctl *ctl, struct err *err)
{
	json_t *body = http_get_json(at, "/taskmanagers", ctl, err), *one;
	int rc = body ? 0 : -1;
	size_t i;

	json_array_foreach(json_object_get(body, "taskmanagers"), i, one)
	{
		if (rc == 0)
			rc = take_holders(
				at, json_str(one, "id", ""), out, ctl, err);
	}
	json_decref(body);
	return rc;
}

void
flink_slots_release(struct flink_slots *slots)
{
	free(slots->holders);
	*slots = (struct flink_slots){ 0 };
}
