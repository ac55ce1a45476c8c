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

/* NULL with err; a 404 is ERR_CHECK. */
static json_t *
get_json(const struct endpoint *at, const char *path, const struct ctl *ctl,
	struct err *err)
{
	struct http http = { 0 };
	json_t *body = NULL;

	if (http_call(at, "GET", path, NULL, &http, ctl, err) < 0)
		goto out;
	if (http.status == 200)
		body = json_parse(
			path, buf_str(&http.body), http.body.len, err);
	else
		err_set(err, http.status == 404 ? ERR_CHECK : ERR_REMOTE,
			"%s: GET %s: HTTP %d", at->service, path, http.status);
out:
	http_release(&http);
	return body;
}

int
flink_list(const struct endpoint *at, struct flink_jobs *out,
	const struct ctl *ctl, struct err *err)
{
	json_t *body = get_json(at, "/jobs/overview", ctl, err), *jobs, *job;
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

int
flink_vertices(const struct endpoint *at, const char *id, struct buf *out,
	const struct ctl *ctl, struct err *err)
{
	char *path = job_path(id, "");
	json_t *body = get_json(at, path, ctl, err), *vertex;
	size_t i;

	json_array_foreach(json_object_get(body, "vertices"), i, vertex)
		buf_addf(out, "%s\n", json_str(vertex, "name", ""));
	free(path);
	json_decref(body);
	return body ? 0 : -1;
}

int
flink_exception(const struct endpoint *at, const char *id, struct buf *out,
	const struct ctl *ctl, struct err *err)
{
	char *path = job_path(id, "/exceptions?maxExceptions=1");
	json_t *body = get_json(at, path, ctl, err), *entries;

	if (body) {
		entries = json_object_get(
			json_object_get(body, "exceptionHistory"), "entries");
		buf_adds(out,
			json_str(json_array_get(entries, 0), "stacktrace",
				json_str(body, "root-exception", "")));
	}
	free(path);
	json_decref(body);
	return body ? 0 : -1;
}
