#include "config.h"

#include "engine/run/step.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/client/connect.h"
#include "engine/client/endpoint.h"
#include "engine/client/http.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/run/diagnose.h"
#include "engine/run/emit.h"
#include "engine/run/job.h"
#include "engine/run/red.h"
#include "engine/run/world.h"

#define LOOK_MS 200
#define DIAGNOSE_MS 4000
#define UNDO_MS 10000
#define STILL_THERE "still-there" /* id of explain's table */

/* A failed call: a broken service explains it better than its symptom. */
static int
fail(struct step_run *run, const char *service, const struct err *err)
{
	struct ctl look = ctl_within(
		&(struct ctl){ .cancel = run->ctl->cancel }, DIAGNOSE_MS);

	if ((err->code == ERR_NETWORK || err->code == ERR_TIMEOUT) &&
		diagnose_service(run->world, service, &look, run->red))
		return -1;
	return red_err(run->red, "database", service, err);
}

/* -- sql ------------------------------------------------------------------ */

static void
say_rows(const struct step_run *run, const struct rows *rows)
{
	for (size_t r = 0; r < rows->nrow; r++) {
		struct buf line = { 0 };

		for (size_t c = 0; c < rows->ncol; c++) {
			const char *cell = rows_cell(rows, r, c);

			buf_addf(&line, "%s%s", c ? " | " : "",
				cell ? cell : "NULL");
		}
		emit_output(
			run->world->out, run->step->id, "%s", buf_str(&line));
		buf_release(&line);
	}
	if (!rows->ncol && rows->tag)
		emit_output(run->world->out, run->step->id, "%s", rows->tag);
}

static int
act_sql(struct step_run *run, const json_t *action)
{
	const char *database = json_str(action, "sql", "");
	const char *block = json_str(action, "block", NULL);
	char *sql = block ? world_block(run->world, block, NULL)
			  : mem_strdup(json_str(action, "text", ""));
	struct rows rows = { 0 };
	struct err err = { 0 };
	int rc = world_sql(run->world, database, sql, &rows, run->ctl, &err);

	if (rc == 0 && block)
		say_rows(run, &rows);
	if (rc < 0) {
		red_probe(run->red, "%s", sql);
		fail(run, database, &err);
	}
	rows_release(&rows);
	free(sql);
	return rc;
}

/* -- topics --------------------------------------------------------------- */

static int
act_topics(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	const json_t *name;
	size_t i;
	int nmade = 0, rc = kafka ? 0 : -1;

	json_array_foreach(json_object_get(action, "topics"), i, name)
	{
		bool made = false;

		if (rc == 0)
			rc = kafka_topic_create(kafka, json_string_value(name),
				1, NULL, &made, run->ctl, &err);
		if (rc == 0 && made)
			emit_output(run->world->out, run->step->id, "%s made",
				json_string_value(name));
		nmade += made;
	}
	run->already = rc == 0 && !nmade;
	if (rc < 0)
		fail(run, "kafka", &err);
	kafka_free(kafka);
	return rc;
}

static bool
is_listed(const json_t *patterns, const char *topic)
{
	const json_t *pattern;
	size_t i;

	json_array_foreach(patterns, i, pattern)
	{
		if (!fnmatch(json_string_value(pattern), topic, 0))
			return true;
	}
	return false;
}

static int
act_topics_delete(struct step_run *run, const json_t *action)
{
	const json_t *patterns = json_object_get(action, "topics-delete");
	struct kafka_names all = { 0 };
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	int rc = kafka ? kafka_topics(kafka, &all, run->ctl, &err) : -1;

	for (size_t i = 0; rc == 0 && i < all.n; i++)
		if (is_listed(patterns, all.names[i]))
			rc = kafka_topic_delete(
				kafka, all.names[i], run->ctl, &err);
	if (rc < 0)
		fail(run, "kafka", &err);
	kafka_names_release(&all);
	kafka_free(kafka);
	return rc;
}

/* -- connectors ----------------------------------------------------------- */

/* Every complaint of the validation is a line of the step's output. */
static void
say_complaints(const struct step_run *run, const char *lines)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		emit_output(
			run->world->out, run->step->id, "%.*s", (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}

/* After a PUT: until the task runs or has failed. */
static int
await_task(struct step_run *run, const char *name)
{
	struct err err = { 0 };

	for (;;) {
		struct connector c = { 0 };
		int rc = connect_get(world_endpoint(run->world, "connect"),
			name, &c, run->ctl, &err);
		bool runs = connector_is_running(&c);
		bool failed = !strcmp(c.state, "FAILED") ||
			!strcmp(c.task_state, "FAILED");

		connector_release(&c);
		if (rc < 0)
			return fail(run, "connect", &err);
		if (runs)
			return 0;
		if (failed)
			return diagnose_connector(run->world, name, NULL,
				       run->ctl, run->red)
				? -1
				: 0;
		if (ctl_wait(run->ctl, LOOK_MS, &err) == 0)
			continue;
		if (diagnose_connector(run->world, name, NULL,
			    &(struct ctl){ .cancel = run->ctl->cancel },
			    run->red))
			return -1;
		return red_err(run->red, "task", "connect", &err);
	}
}

static int
deploy(struct step_run *run, const char *name, const json_t *config)
{
	const struct endpoint *at = world_endpoint(run->world, "connect");
	struct buf complaints = { 0 };
	struct err err = { 0 };
	bool changed = false;
	int rc =
		connect_validate(at, name, config, &complaints, run->ctl, &err);

	if (rc == 0)
		rc = connect_put(at, name, config, &changed, run->ctl, &err);
	else
		red_probe(run->red, "PUT /connector-plugins/%s/config/validate",
			json_str(config, "connector.class", "CLASS"));
	say_complaints(run, buf_str(&complaints));
	buf_release(&complaints);
	if (rc < 0) {
		red_probe(run->red, "PUT /connectors/%s/config", name);
		return fail(run, "connect", &err);
	}
	run->already = !changed;
	return await_task(run, name);
}

static int
act_connector(struct step_run *run, const json_t *action)
{
	const char *block = json_str(action, "block", "");
	struct err err = { 0 };
	size_t len;
	char *text = world_block(run->world, block, &len);
	json_t *config = json_parse(block, text, len, &err);
	int rc = -1;

	if (config)
		rc = deploy(run, json_str(action, "connector", ""), config);
	else
		red_err(run->red, "connector", "connect", &err);
	json_decref(config);
	free(text);
	return rc;
}

static int
act_connector_delete(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };

	if (connect_delete(world_endpoint(run->world, "connect"),
		    json_str(action, "connector-delete", ""), run->ctl,
		    &err) < 0)
		return fail(run, "connect", &err);
	return 0;
}

/* -- jobs, http ----------------------------------------------------------- */

static int
act_job(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };

	(void)action;
	if (job_submit(run->world, run->step, &run->already, run->ctl, &err) ==
		0)
		return 0;
	red_probe(run->red, "flink run -d -py %s", run->step->block);
	return fail(run, "flink", &err);
}

static int
act_job_cancel(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };

	(void)action;
	if (job_cancel(run->world, run->step, run->ctl, &err) < 0)
		return fail(run, "flink", &err);
	return 0;
}

static int
act_http(struct step_run *run, const json_t *action)
{
	const char *service = json_str(action, "http", "");
	const char *method = json_str(action, "method", "GET");
	const char *path = json_str(action, "path", "/");
	const char *block = json_str(action, "block", NULL);
	int want = (int)json_int(action, "status", 200);
	char *body = block ? world_block(run->world, block, NULL) : NULL;
	struct http http = { 0 };
	struct err err = { 0 };
	int rc = http_call(world_endpoint(run->world, service), method, path,
		body, &http, run->ctl, &err);

	if (rc == 0 && http.status != want)
		rc = err_set(&err, ERR_CHECK, "%s %s: HTTP %d, expected %d",
			method, path, http.status, want);
	if (rc == 0)
		say_complaints(run, buf_str(&http.body));
	else
		fail(run, service, &err);
	red_probe(run->red, "%s %s", method, path);
	http_release(&http);
	free(body);
	return rc;
}

static const struct step_kind kinds[] = {
	{ "sql", "run a block of SQL on a database", act_sql },
	{ "topics", "make topics that are not there", act_topics },
	{ "connector", "validate and deploy a connector", act_connector },
	{ "job", "submit a Flink job, or find it running", act_job },
	{ "http", "send a request to a service", act_http },
	{ "topics-delete", "delete topics by pattern", act_topics_delete },
	{ "connector-delete", "stop a connector, forget its offsets, delete it",
		act_connector_delete },
	{ "job-cancel", "cancel a Flink job and see it end", act_job_cancel },
};

const struct step_kind *
step_kinds(size_t *n)
{
	*n = ARRAY_LEN(kinds);
	return kinds;
}

static const struct step_kind *
kind_of(const json_t *action)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (json_object_get(action, kinds[i].key))
			return &kinds[i];
	return &kinds[0]; /* not reached: the schema knows them all */
}

static int
ask(struct step_run *run, const json_t *question, bool *yes)
{
	const char *database = json_str(question, "sql", "");
	struct err err = { 0 };

	*yes = false;
	if (!question)
		return 0;
	if (world_ask(run->world, database, json_str(question, "text", ""), yes,
		    run->ctl, &err) == 0)
		return 0;
	if (err.code == ERR_REMOTE)
		return 0; /* "no such table": it is not done */
	return fail(run, database, &err);
}

int
step_do(struct step_run *run)
{
	const json_t *action = run->step->run;
	bool done;

	if (ask(run, run->step->done, &done) < 0)
		return -1;
	run->already = done;
	return done ? 0 : kind_of(action)->act(run, action);
}

/* Gone: "undone" says yes, or "done" says no. */
static int
prove_gone(struct step_run *run)
{
	bool yes = false;
	const struct lab_step *step = run->step;

	if (ask(run, step->undone ? step->undone : step->done, &yes) < 0)
		return -1;
	if ((step->undone && !yes) || (!step->undone && step->done && yes))
		return red_set(run->red, STILL_THERE, "",
			"%s is still there after its undo", step->id);
	return 0;
}

static int
undo_once(struct step_run *run)
{
	const json_t *action;
	size_t i;

	json_array_foreach(run->step->undo, i, action)
	{
		if (kind_of(action)->act(run, action) < 0)
			return -1;
	}
	return run->step->undo ? prove_gone(run) : 0;
}

/* A slot is let go a moment after its connector is gone: hence the tries. */
int
step_undo(struct step_run *run)
{
	struct ctl tries = ctl_within(run->ctl, UNDO_MS);
	struct err over = { 0 };

	while (undo_once(run) < 0) {
		if (strcmp(run->red->explain ? run->red->explain : "",
			    STILL_THERE) != 0 ||
			ctl_wait(&tries, LOOK_MS, &over) < 0)
			return -1;
		*run->red = (struct red){ 0 };
	}
	return 0;
}
