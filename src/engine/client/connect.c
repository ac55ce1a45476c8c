#include "config.h"

#include "engine/client/connect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/endpoint.h"
#include "engine/client/http.h"

#define RETRY_MS 500 /* between tries while the worker says 409 */

/* root, name escaped, tail; owned. */
static char *
connect_path(const char *root, const char *name, const char *tail)
{
	char *escaped = http_escape(name);
	char *path = mem_printf("%s%s%s", root, escaped, tail);

	free(escaped);
	return path;
}

/* The worker's own message in an error answer, else the status. */
static int
refused(const struct http *http, struct err *err)
{
	struct err bad = { 0 };
	json_t *body = json_parse(
		"answer", buf_str(&http->body), http->body.len, &bad);
	const char *text = json_str(body, "message", NULL);

	if (text)
		err_set(err, ERR_REMOTE, "HTTP %d: %s", http->status, text);
	else
		err_set(err, ERR_REMOTE, "HTTP %d", http->status);
	err->retriable = http->status == 409 || http->status >= 500;
	json_decref(body);
	return -1;
}

/* GET that expects JSON; NULL with err, or without one for a 404. */
static json_t *
get_json(const struct endpoint *at, const char *path, const struct ctl *ctl,
	struct err *err)
{
	struct http http = { 0 };
	json_t *body = NULL;

	if (http_call(at, "GET", path, NULL, &http, ctl, err) < 0)
		goto out;
	if (http.status == 200) {
		body = http_json(at, path, &http, err);
	} else if (http.status != 404) {
		refused(&http, err);
		err_wrap(err, "%s: GET %s", at->service, path);
	}
out:
	http_release(&http);
	return body;
}

json_t *
connect_all(const struct endpoint *at, const struct ctl *ctl, struct err *err)
{
	json_t *all =
		get_json(at, "/connectors?expand=status&expand=info", ctl, err);

	if (!all && !err->code) /* the REST server is up, the worker is not */
		err_set(err, ERR_NETWORK, "%s at %s:%d: still starting",
			at->service, at->host, at->port);
	return all;
}

int
connect_get(const struct endpoint *at, const char *name, struct connector *out,
	const struct ctl *ctl, struct err *err)
{
	json_t *all = connect_all(at, ctl, err), *one;

	if (!all)
		return -1;
	one = json_object_get(all, name);
	if (one)
		connector_take(out, one);
	json_decref(all);
	return 0;
}

/* Collect configs[].value.errors; some entries have no value (rule 1). */
static void
take_complaints(const json_t *answer, struct buf *out)
{
	const json_t *entry, *text;
	size_t i, j;

	json_array_foreach(json_object_get(answer, "configs"), i, entry)
	{
		const json_t *value = json_object_get(entry, "value");

		json_array_foreach(json_object_get(value, "errors"), j, text)
			buf_addf(out, "%s: %s\n", json_str(value, "name", "?"),
				json_string_value(text)
					? json_string_value(text)
					: "?");
	}
}

static int
judge(const struct endpoint *at, const char *path, const struct http *http,
	struct buf *complaints, struct err *err)
{
	json_t *answer;

	if (http->status != 200)
		return refused(http, err);
	answer = http_json(at, path, http, err);
	if (!answer)
		return -1;
	take_complaints(answer, complaints);
	if (complaints->len || json_int(answer, "error_count", 0) > 0)
		err_set(err, ERR_CHECK, "config is not valid: %.*s",
			(int)strcspn(buf_str(complaints), "\n"),
			buf_str(complaints));
	json_decref(answer);
	return err->code ? -1 : 0;
}

int
connect_validate(const struct endpoint *at, const char *name,
	const json_t *config, struct buf *complaints, const struct ctl *ctl,
	struct err *err)
{
	const char *type = json_str(config, "connector.class", "");
	char *path =
		connect_path("/connector-plugins/", type, "/config/validate");
	json_t *body = json_copy((json_t *)(size_t)config);
	struct http http = { 0 };
	char *text;
	int rc;

	json_object_set_new(body, "name", json_string(name));
	text = json_line(body);
	rc = http_call(at, "PUT", path, text, &http, ctl, err);
	if (rc == 0) {
		rc = judge(at, path, &http, complaints, err);
		if (rc < 0)
			err_wrap(err, "%s", name);
	}
	http_release(&http);
	json_decref(body);
	free(text);
	free(path);
	return rc;
}

/* Is the connector there with just this config? (the worker adds "name") */
static int
same_config(const struct endpoint *at, const char *name, const json_t *config,
	bool *same, const struct ctl *ctl, struct err *err)
{
	struct connector c = { 0 };
	json_t *want = json_copy((json_t *)(size_t)config);

	if (connect_get(at, name, &c, ctl, err) == 0) {
		json_object_set_new(want, "name", json_string(name));
		*same = c.exists && json_equal(c.config, want);
	}
	json_decref(want);
	connector_release(&c);
	return err->code ? -1 : 0;
}

/* 1: ask again. -1: there is no time for that; what it said last is why. */
static int
wait_for_busy(const struct http *http, const struct ctl *ctl, struct err *err)
{
	struct err late = { 0 };

	if (ctl_wait(ctl, RETRY_MS, &late) == 0)
		return 1;
	if (late.code == ERR_CANCELLED) {
		*err = late;
		return -1;
	}
	refused(http, err);
	err->code = ERR_TIMEOUT;
	return -1;
}

/*
 * One PUT. 0: accepted, or found accepted after no clear answer; 1: the worker
 * was busy, try again; -1: err.
 */
static int
put_once(const struct endpoint *at, const char *name, const char *path,
	const char *text, const json_t *config, const struct ctl *ctl,
	struct err *err)
{
	/* Half of the time for the answer, so that half is left to look. */
	struct ctl half = ctl_within(ctl, ctl_left_ms(ctl) / 2);
	struct http http = { 0 };
	struct err bad = { 0 };
	bool same = false, busy;
	int status = 0, rc = 0;

	if (http_call(at, "PUT", path, text, &http, &half, &bad) == 0)
		status = http.status;
	busy = status == 409;
	if (busy)
		rc = wait_for_busy(&http, ctl, err);
	else if (status && status != 200 && status != 201)
		refused(&http, &bad);
	http_release(&http);
	if (busy || !bad.code)
		return rc;
	if (!ctl_cancelled(ctl) && (bad.code == ERR_TIMEOUT || status == 500)) {
		struct err ignored = { 0 };

		same_config(at, name, config, &same, ctl, &ignored);
	}
	if (same)
		return 0;
	*err = bad;
	return -1;
}

int
connect_put(const struct endpoint *at, const char *name, const json_t *config,
	bool *changed, const struct ctl *ctl, struct err *err)
{
	char *path = connect_path("/connectors/", name, "/config");
	char *text = json_line(config);
	bool same = false;
	int rc = same_config(at, name, config, &same, ctl, err);

	*changed = !same;
	while (rc == 0 && !same) {
		rc = put_once(at, name, path, text, config, ctl, err);
		same = rc == 0;
		rc = rc < 0 ? -1 : 0;
	}
	if (rc < 0)
		err_wrap(err, "PUT %s", path);
	free(text);
	free(path);
	return rc;
}

/* 409: in a rebalance; 400 for offsets: the tasks have not stopped yet. */
static bool
is_busy(int status, const char *path)
{
	const char *tail = strrchr(path, '/');

	return status == 409 || (status == 400 && !strcmp(tail, "/offsets"));
}

/* One call of a sequence; a 404 is fine, a busy worker is asked again. */
static int
call_path(const struct endpoint *at, const char *method, const char *path,
	const char *body, const struct ctl *ctl, struct err *err)
{
	int rc = 1;

	while (rc > 0) {
		struct http http = { 0 };

		rc = http_call(at, method, path, body, &http, ctl, err);
		if (rc == 0 && is_busy(http.status, path))
			rc = wait_for_busy(&http, ctl, err);
		else if (rc == 0 && http.status >= 300 && http.status != 404)
			rc = refused(&http, err);
		http_release(&http);
	}
	if (rc < 0)
		err_wrap(err, "%s %s", method, path);
	return rc;
}

/* "/connectors/NAME" and tail. */
static int
call(const struct endpoint *at, const char *method, const char *name,
	const char *tail, const struct ctl *ctl, struct err *err)
{
	char *path = connect_path("/connectors/", name, tail);
	int rc = call_path(at, method, path, NULL, ctl, err);

	free(path);
	return rc;
}

/*
 * 1: the worker takes its config no more, because the user or the database that
 * it names is gone (400, or 500 with a NullPointerException).
 */
static int
create_stopped(const struct endpoint *at, const char *name,
	const json_t *config, const struct ctl *ctl, struct err *err)
{
	json_t *body = json_pack("{s:s, s:O, s:s}", "name", name, "config",
		config, "initial_state", "STOPPED");
	char *text = json_line(body);
	struct err bad = { 0 };
	int rc = call_path(at, "POST", "/connectors", text, ctl, &bad);

	free(text);
	json_decref(body);
	if (rc < 0 && bad.code == ERR_REMOTE)
		return 1;
	if (rc < 0)
		*err = bad;
	return rc;
}

int
connect_delete(const struct endpoint *at, const char *name,
	const json_t *config, const struct ctl *ctl, struct err *err)
{
	struct connector c = { 0 };
	bool exists;
	int rc = 0;

	if (connect_get(at, name, &c, ctl, err) < 0)
		return -1;
	exists = c.exists;
	connector_release(&c);
	if (!exists && !config)
		return 0;
	if (!exists)
		rc = create_stopped(at, name, config, ctl, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (call(at, "PUT", name, "/stop", ctl, err) < 0 ||
		call(at, "DELETE", name, "/offsets", ctl, err) < 0)
		return -1;
	return call(at, "DELETE", name, "", ctl, err);
}

int
connect_resume(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err)
{
	return call(at, "PUT", name, "/resume", ctl, err);
}

int
connect_pause(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err)
{
	return call(at, "PUT", name, "/pause", ctl, err);
}

int
connect_stop(const struct endpoint *at, const char *name, const struct ctl *ctl,
	struct err *err)
{
	return call(at, "PUT", name, "/stop", ctl, err);
}

int
connect_restart_task(const struct endpoint *at, const char *name, int task,
	const struct ctl *ctl, struct err *err)
{
	char tail[40];

	snprintf(tail, sizeof(tail), "/tasks/%d/restart", task);
	return call(at, "POST", name, tail, ctl, err);
}

int
connect_forget(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err)
{
	return call(at, "DELETE", name, "/offsets", ctl, err);
}

json_t *
connect_offsets(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err)
{
	char *path = connect_path("/connectors/", name, "/offsets");
	json_t *body = get_json(at, path, ctl, err);
	json_t *offsets = json_incref(json_object_get(body, "offsets"));

	if (!offsets && !err->code)
		err_set(err, ERR_REMOTE, "GET %s: no offsets in the answer",
			path);
	json_decref(body);
	free(path);
	return offsets;
}

int
connect_restart(const struct endpoint *at, const char *name, bool only_failed,
	const struct ctl *ctl, struct err *err)
{
	return call(at, "POST", name,
		only_failed ? "/restart?includeTasks=true&onlyFailed=true"
			    : "/restart?includeTasks=true&onlyFailed=false",
		ctl, err);
}
