/* What the model's Kafka Connect and Flink answer. */
#include "config.h"

#include "tests/peer/testlab.h"

#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/json.h"

static const char *const names[] = { "postgres-outbox-connector",
	"mysql-outbox-connector" };

static void
say_json(struct http_reply *reply, json_t *json)
{
	char *text = json_line(json);

	buf_adds(&reply->body, text);
	free(text);
	json_decref(json);
}

static void
no_such_thing(struct http_reply *reply)
{
	reply->status = 404;
	buf_adds(&reply->body,
		"{\"message\":\"the testlab knows no such "
		"request\"}");
}

/* -- Connect --------------------------------------------------------------- */

static json_t *
told(const char *name, const struct testlab_connector *c)
{
	json_t *task = json_pack("{s:i, s:s, s:s}", "id", 0, "state", c->task,
		"worker_id", "127.0.0.1:8083");
	json_t *tasks = json_array();

	if (c->trace)
		json_object_set_new(task, "trace", json_string(c->trace));
	json_array_append(tasks, task);
	json_decref(task);
	if (!strcmp(c->state, "STOPPED"))
		json_array_clear(tasks);
	return json_pack("{s:{s:s, s:{s:s}, s:o}, s:{s:s, s:O}}", "status",
		"name", name, "connector", "state", c->state, "tasks", tasks,
		"info", "name", name, "config", c->config);
}

static void
say_all(struct testlab_model *model, struct http_reply *reply)
{
	json_t *all = json_object();

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (model->connectors[i].config)
			json_object_set_new(all, names[i],
				told(names[i], &model->connectors[i]));
	say_json(reply, all);
}

static void
put_config(struct testlab_connector *c, const char *name, const char *body,
	struct http_reply *reply)
{
	json_t *config = json_loads(body, 0, NULL);

	reply->status = c->config ? 200 : 201;
	json_object_set_new(config, "name", json_string(name));
	json_decref(c->config);
	c->config = config;
	snprintf(c->state, sizeof(c->state), "RUNNING");
	snprintf(c->task, sizeof(c->task), "RUNNING");
	c->trace = NULL;
	c->offsets = true;
	buf_adds(&reply->body, "{}");
}

/* POST /connectors: one that is born stopped. */
static void
create_connector(
	struct testlab_model *model, const char *body, struct http_reply *reply)
{
	json_t *asked = json_loads(body, 0, NULL);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct testlab_connector *c = &model->connectors[i];

		if (strcmp(names[i], json_str(asked, "name", "")) != 0)
			continue;
		if (!model->outbox[i]) { /* what its validation says then */
			reply->status = 500;
			break;
		}
		reply->status = c->config ? 409 : 201;
		json_decref(c->config);
		c->config = json_incref(json_object_get(asked, "config"));
		snprintf(c->state, sizeof(c->state), "%s",
			json_str(asked, "initial_state", "RUNNING"));
		buf_adds(&reply->body, "{}");
	}
	json_decref(asked);
}

static void
forget_offsets(struct testlab_connector *c, struct http_reply *reply)
{
	if (c->config && !strcmp(c->state, "STOPPED"))
		c->offsets = false;
	else
		reply->status = c->config ? 400 : 404;
	buf_adds(&reply->body, "{}");
}

static void
say_offsets(const struct testlab_connector *c, struct http_reply *reply)
{
	buf_adds(&reply->body,
		c->offsets ? "{\"offsets\":[{\"partition\":{\"server\":\"p\"},"
			     "\"offset\":{\"lsn\":1}}]}"
			   : "{\"offsets\":[]}");
}

/* The connector and its task. */
static void
go_on_as(struct testlab_connector *c, const char *state)
{
	snprintf(c->state, sizeof(c->state), "%s", state);
	snprintf(c->task, sizeof(c->task), "%s", state);
}

static void
drop_config(struct testlab_connector *c)
{
	json_decref(c->config);
	c->config = NULL;
}

/* "/connectors/NAME" and what follows. */
static void
on_connector(struct testlab_connector *c, const char *name, const char *method,
	const char *tail, const char *body, struct http_reply *reply)
{
	if (c->stubborn && strcmp(method, "GET") != 0)
		buf_adds(&reply->body, "{}");
	else if (!strcmp(method, "PUT") && !strcmp(tail, "/config"))
		put_config(c, name, body, reply);
	else if (!strcmp(method, "PUT") && !strcmp(tail, "/stop"))
		snprintf(c->state, sizeof(c->state), "STOPPED");
	else if (!strcmp(method, "PUT") && !strcmp(tail, "/pause"))
		go_on_as(c, "PAUSED");
	else if ((!strcmp(method, "PUT") && !strcmp(tail, "/resume")) ||
		(!strcmp(method, "POST") && strstr(tail, "/restart")))
		go_on_as(c, "RUNNING");
	else if (!strcmp(method, "GET") && !strcmp(tail, "/offsets"))
		say_offsets(c, reply);
	else if (!strcmp(method, "DELETE") && !*tail)
		drop_config(c);
	else if (!strcmp(method, "DELETE") && !strcmp(tail, "/offsets"))
		forget_offsets(c, reply);
	else
		no_such_thing(reply);
}

void
testlab_answer_connect(struct testlab_model *model, const char *method,
	const char *path, const char *body, struct http_reply *reply)
{
	static const char root[] = "/connectors/";
	size_t len = sizeof(root) - 1;

	if (!strcmp(path, "/health")) {
		buf_adds(&reply->body, "{\"status\":\"healthy\"}");
		return;
	}
	if (!strncmp(path, "/connectors?", 12)) {
		say_all(model, reply);
		return;
	}
	if (!strcmp(path, "/connectors") && !strcmp(method, "POST")) {
		create_connector(model, body, reply);
		return;
	}
	if (!strncmp(path, "/connector-plugins/", 19) &&
		!strcmp(method, "GET")) {
		buf_adds(&reply->body,
			"[{\"name\":\"route.topic.replacement\"}]");
		return;
	}
	if (!strncmp(path, "/connector-plugins/", 19)) {
		buf_adds(&reply->body, "{\"error_count\":0,\"configs\":[]}");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strncmp(path, root, len) &&
			!strncmp(path + len, names[i], strlen(names[i]))) {
			on_connector(&model->connectors[i], names[i], method,
				path + len + strlen(names[i]), body, reply);
			return;
		}
	no_such_thing(reply);
}

/* -- Flink ----------------------------------------------------------------- */

void
testlab_submit(struct testlab_model *model, const char *name)
{
	struct testlab_job *job = &model->jobs[model->njob];

	*job = (struct testlab_job){ .sink = "unified_sink",
		.origin = { "postgresql", "mysql" } };
	snprintf(job->id, sizeof(job->id), "%032x", ++model->njob);
	snprintf(job->name, sizeof(job->name), "%s", name);
	snprintf(job->state, sizeof(job->state), "RUNNING");
	job->started_ms = clock_wall_ms();
}

static void
say_jobs(const struct testlab_model *model, struct http_reply *reply)
{
	json_t *jobs = json_array();

	for (int i = 0; i < model->njob; i++) {
		const struct testlab_job *job = &model->jobs[i];
		bool over = !strcmp(job->state, "FAILED") ||
			!strcmp(job->state, "CANCELED");

		json_array_append_new(jobs,
			json_pack("{s:s, s:s, s:s, s:I, s:I, s:{s:i}}", "jid",
				job->id, "name", job->name, "state", job->state,
				"start-time", (json_int_t)job->started_ms,
				"end-time",
				over ? (json_int_t)job->started_ms + 1 : -1,
				"tasks", "scheduled", job->waiting));
	}
	say_json(reply, json_pack("{s:o}", "jobs", jobs));
}

/* "/jobs/ID" and what follows. */
static void
on_job(const struct testlab_model *model, struct testlab_job *job,
	const char *method, const char *tail, struct http_reply *reply)
{
	if (!strcmp(method, "PATCH") && !strcmp(tail, "?mode=cancel"))
		snprintf(job->state, sizeof(job->state), "CANCELED");
	else if (!*tail)
		buf_addf(&reply->body,
			"{\"vertices\":[{\"name\":\"orders -> %s[5]: "
			"Writer\"}]}",
			job->sink);
	else if (!strncmp(tail, "/exceptions", 11))
		buf_addf(&reply->body,
			"{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":"
			"\"java.io.IOException: %s\"}]}}",
			model->exception ? model->exception
					 : "the peer says no");
	else
		no_such_thing(reply);
}

void
testlab_answer_flink(struct testlab_model *model, const char *method,
	const char *path, struct http_reply *reply)
{
	if (!strcmp(path, "/taskmanagers")) {
		buf_adds(&reply->body,
			"{\"taskmanagers\":[{\"id\":\"tm\",\"dataPort\":1,"
			"\"slotsNumber\":4}]}");
		return;
	}
	if (!strcmp(path, "/taskmanagers/tm")) {
		buf_addf(&reply->body,
			"{\"slotsNumber\":4,\"freeSlots\":0,"
			"\"allocatedSlots\":[{\"jobId\":\"%s\"}]}",
			model->jobs[0].id);
		return;
	}
	if (!strcmp(path, "/jobs/overview")) {
		say_jobs(model, reply);
		return;
	}
	for (int i = 0; i < model->njob; i++)
		if (!strncmp(path, "/jobs/", 6) &&
			!strncmp(path + 6, model->jobs[i].id, 32)) {
			on_job(model, &model->jobs[i], method, path + 38,
				reply);
			return;
		}
	no_such_thing(reply);
}
