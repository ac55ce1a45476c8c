#include "config.h"

#include "engine/run/measure.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "common/course/lab_predict.h"
#include "engine/client/connect.h"
#include "engine/client/http.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/known_canaries.h"
#include "engine/flow/recognise.h"
#include "engine/flow/wait.h"
#include "engine/world/world.h"

#define TURN_MS 50
#define ROUNDS 2 /* order holds within a partition only: see prove_never.c */

/* -- records ---------------------------------------------------------------- */

static const char *
topic_of(const struct measuring *m)
{
	return json_str(m->prediction->measure, "records", "");
}

static int
records_begin(struct measuring *m)
{
	struct err err = { 0 };

	m->kafka = kafka_open(world_endpoint(m->world, "kafka"), &err);
	if (m->kafka &&
		kafka_follow(m->kafka, topic_of(m), false, m->ctl, &err) == 0)
		return 0;
	return failure_err(m->failure, "topic", "kafka", &err);
}

static struct leg
leg_of(const struct lab_flow *flow, const char *topic)
{
	int goal = lab_flow_hop(flow, topic);

	for (size_t i = 0; goal < 0 && i < flow->nhop; i++)
		if (flow->hops[i].kind == HOP_TOPIC)
			goal = (int)i;
	return (struct leg){ .flow = flow,
		.goal = goal < 0 ? flow->nhop - 1 : (size_t)goal };
}

static int
send_rows(struct wait *w)
{
	if (wait_open(w) < 0)
		return -1;
	for (int i = 0; i < ROUNDS; i++)
		if (wait_send(w) < 0 || wait_goal(w) < 0)
			return -1;
	return 0;
}

/* Rows are written behind what is counted: once they are there, it all is. */
static int
await_rows(struct measuring *m)
{
	const json_t *behind =
		json_object_get(m->prediction->measure, "behind");
	struct waiter by = { .world = m->world,
		.within_ms = m->prediction->within_ms,
		.ctl = m->ctl,
		.failure = m->failure };
	struct leg legs[TRACER_FLOWS];
	struct wait *list = NULL;
	const char *name;
	int n = 0, rc;

	while (n < TRACER_FLOWS && (name = lab_name_at(behind, (size_t)n)))
		legs[n++] =
			leg_of(lab_flow_of(m->world->lab, name), topic_of(m));
	rc = send_rows(wait_new(&list, &by, legs, n));
	wait_free_all(&list);
	return rc;
}

/* What is counted, and what the newest of it has. */
struct tally {
	struct lab_hop hop; /* what a record must have */
	struct lab_where at;
	struct known_canaries known;
	long long n;
	bool there; /* that place is in the newest one */
	struct buf newest;
};

static void
tally_take(struct tally *t, const struct record *rec)
{
	struct reading reading = { .rec = rec };
	struct unlike unlike;

	if ((!t->hop.nwhere ||
		    recognise(&t->hop, NULL, &reading, &unlike) == IS_OURS) &&
		!known_canaries_has(&t->known, &reading)) {
		t->n++;
		buf_reset(&t->newest);
		t->there = t->at.part != WHERE_NOTHING &&
			recognise_text(&t->at, &reading, &t->newest);
	}
	reading_release(&reading);
}

static int
read_to_end(struct measuring *m, struct tally *t, struct err *err)
{
	struct kafka_ends ends = { 0 };
	int got = kafka_ends(m->kafka, topic_of(m), &ends, m->ctl, err);

	while (got >= 0 && ends.n &&
		!kafka_has_passed(m->kafka, topic_of(m), &ends)) {
		struct record rec;

		got = kafka_next(m->kafka, &rec, TURN_MS, m->ctl, err);
		if (got > 0)
			tally_take(t, &rec);
	}
	kafka_ends_release(&ends);
	return got < 0 ? -1 : 0;
}

static int
count_records(struct measuring *m, struct tally *t, struct buf *out)
{
	const char *at = json_str(m->prediction->measure, "at", NULL);
	struct err err = { 0 };

	if (read_to_end(m, t, &err) < 0)
		return failure_err(m->failure, "topic", "kafka", &err);
	if (!at)
		buf_addf(out, "%lld", t->n);
	else if (!t->n)
		return failure_set(m->failure, NULL, "kafka",
			"no record came to %s", topic_of(m));
	else if (!t->there)
		return failure_set(m->failure, NULL, "kafka",
			"nothing stands at %s in the newest record of %s", at,
			topic_of(m));
	else
		buf_adds(out, buf_str(&t->newest));
	return 0;
}

static int
records_end(struct measuring *m, struct buf *out)
{
	const json_t *what = m->prediction->measure;
	struct tally t = { .known = { .lab = m->world->lab,
				   .path = m->world->journal } };
	const char *at = json_str(what, "at", NULL);
	int rc = await_rows(m);

	if (json_object_get(what, "where"))
		lab_hop_take(&t.hop, what);
	if (at)
		lab_where_take(&t.at, at, NULL);
	if (rc == 0)
		rc = count_records(m, &t, out);
	lab_hop_release(&t.hop);
	known_canaries_release(&t.known);
	buf_release(&t.newest);
	return rc;
}

/* -- what servers say ------------------------------------------------------- */

static bool
is_in(const struct connector *c, const char *state)
{
	return c->exists &&
		(!strcmp(c->state, state) || !strcmp(c->task_state, state));
}

static int
connectors_end(struct measuring *m, struct buf *out)
{
	const json_t *names =
		json_object_get(m->prediction->measure, "connectors");
	const char *state = json_str(m->prediction->measure, "state", "");
	const char *name;

	for (size_t i = 0; (name = lab_name_at(names, i)); i++) {
		struct connector c = { 0 };
		struct err err = { 0 };
		int rc = connect_get(world_endpoint(m->world, "connect"), name,
			&c, m->ctl, &err);

		if (rc == 0 && is_in(&c, state))
			buf_addf(out, "%s%s", out->len ? ", " : "", name);
		connector_release(&c);
		if (rc < 0)
			return failure_err(
				m->failure, "worker", "connect", &err);
	}
	if (!out->len)
		buf_adds(out, ANSWER_NONE);
	return 0;
}

static int
answer_at(struct measuring *m, const struct http *http, struct buf *out)
{
	const char *at = json_str(m->prediction->measure, "at", "");
	struct err err = { 0 };
	json_t *value = json_parse(
		"answer", buf_str(&http->body), http->body.len, &err);
	bool there = value && recognise_find(value, at, out);

	json_decref(value);
	if (err.code)
		return failure_err(m->failure, "port", "", &err);
	if (there)
		return 0;
	return failure_set(
		m->failure, NULL, "", "nothing stands at %s in the answer", at);
}

static int
http_end(struct measuring *m, struct buf *out)
{
	const char *service = json_str(m->prediction->measure, "http", "");
	struct http http = { 0 };
	struct err err = { 0 };
	int rc = http_call(world_endpoint(m->world, service), "GET",
		json_str(m->prediction->measure, "path", "/"), NULL, &http,
		m->ctl, &err);

	rc = rc < 0 ? failure_err(m->failure, "port", service, &err)
		    : answer_at(m, &http, out);
	http_release(&http);
	return rc;
}

static int
sql_end(struct measuring *m, struct buf *out)
{
	const char *database = json_str(m->prediction->measure, "sql", "");
	struct rows rows = { 0 };
	struct err err = { 0 };
	const char *cell;
	int rc = world_sql(m->world, database,
		json_str(m->prediction->measure, "text", ""), NULL, &rows,
		m->ctl, &err);

	if (rc < 0) {
		failure_err(m->failure, "database", database, &err);
	} else {
		cell = rows_cell(&rows, 0, 0);
		buf_adds(out, cell ? cell : "NULL");
	}
	rows_release(&rows);
	return rc;
}

/* -- all of them ------------------------------------------------------------ */

static const struct measure_kind {
	const char *key;                   /* its first key in lab.json */
	int (*begin)(struct measuring *m); /* NULL: nothing to do before */
	int (*end)(struct measuring *m, struct buf *out);
} kinds[] = {
	{ "records", records_begin, records_end },
	{ "connectors", NULL, connectors_end },
	{ "http", NULL, http_end },
	{ "sql", NULL, sql_end },
};

static const struct measure_kind *
kind_of(const struct measuring *m)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (json_object_get(m->prediction->measure, kinds[i].key))
			return &kinds[i];
	return &kinds[0]; /* not reached: the schema knows them all */
}

int
measure_begin(struct measuring *m)
{
	return kind_of(m)->begin ? kind_of(m)->begin(m) : 0;
}

int
measure_end(struct measuring *m, struct buf *out)
{
	return kind_of(m)->end(m, out);
}

void
measure_release(struct measuring *m)
{
	kafka_free(m->kafka);
	m->kafka = NULL;
}
