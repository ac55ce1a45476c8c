#include "config.h"

#include "engine/run/prove.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "engine/client/connect.h"
#include "engine/run/check.h"
#include "engine/run/diagnose.h"
#include "engine/run/emit.h"
#include "engine/run/hunt.h"
#include "engine/run/job.h"
#include "engine/run/world.h"

/* After a row was found in a wrong topic it may still come to the right one. */
#define STRAY_GRACE_MS 2000
#define EXTENSIONS 3 /* of a deadline, and only while records come */
#define WAIT_SAY_MS 1000

static const struct expectation kinds[] = {
	{ "connector", "is there, RUNNING and really connected",
		prove_connector },
	{ "canary", "a fresh row arrives in its topic", prove_canary },
	{ "job", "fresh rows of both databases arrive in its result",
		prove_job },
	{ "origin", "names the database that each row came from",
		prove_origin },
};

const struct expectation *
expectation_of(const json_t *expect)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (json_object_get(expect, kinds[i].key))
			return &kinds[i];
	return &kinds[0];
}

/* -- connector: two polls a second apart ---------------------------------- */

static bool
connector_red(struct check_run *run, const json_t *expect, struct red *red)
{
	const json_t *reads = json_object_get(expect, "reads");
	const char *slot = json_str(reads, "slot", NULL);
	const char *database = slot ? "postgres" : "mysql";
	const char *name = json_str(expect, "connector", "");
	const struct world *world = run->world;

	return diagnose_service(world, database, &run->ctl, red) ||
		diagnose_service(world, "kafka", &run->ctl, red) ||
		diagnose_service(world, "connect", &run->ctl, red) ||
		diagnose_connector(world, name, json_str(expect, "class", ""),
			&run->ctl, red) ||
		diagnose_reader(world, database,
			slot ? slot : json_str(reads, "binlog-as", ""),
			&run->ctl, red);
}

/* Causes that nobody heals while we wait: three polls are enough. */
static bool
is_final(const struct red *red)
{
	return !strcmp(red->layer, "process") || !strcmp(red->layer, "task") ||
		(red->explain &&
			(!strcmp(red->explain, "connector-missing") ||
				!strcmp(red->explain, "connector-class")));
}

int
prove_connector(struct check_run *run, const json_t *expect)
{
	int good = 0, bad = 0;
	struct err over = { 0 };

	for (;;) {
		struct red now = { 0 };

		if (connector_red(run, expect, &now)) {
			good = 0;
			bad++;
			if (!red_is(&run->red) || ctl_left_ms(&run->ctl))
				run->red = now;
			if (is_final(&now) && bad >= 3)
				return -1;
		} else if (ctl_left_ms(&run->ctl)) {
			bad = 0;
			good++;
		}
		if (good == 2)
			break;
		if (ctl_wait(&run->ctl, good ? 1000 : 500, &over) < 0)
			return red_is(&run->red) ? -1
						 : red_err(&run->red, "worker",
							   "connect", &over);
	}
	run->red = (struct red){ 0 };
	buf_addf(&run->evidence, "%s%s RUNNING and connected",
		run->evidence.len ? "; " : "",
		json_str(expect, "connector", ""));
	return 0;
}

/* -- canaries ------------------------------------------------------------- */

/* Where a wait stands: its watch, its deadline, what it said last. */
struct wait {
	struct check_run *run;
	struct hunt *hunt;
	struct watch *watch;
	int extensions;
	long seen; /* records at the last deadline */
	int64_t said_ms;
	int64_t stray_ms; /* since when a stray is known; 0: none */
};

static void
say_wait(struct wait *w, const char *what)
{
	int64_t now = clock_ms();

	if (now - w->said_ms < WAIT_SAY_MS)
		return;
	w->said_ms = now;
	emit(w->run->world->out,
		(struct event){ .kind = EV_CHECK_WAIT,
			.subject = w->run->check->id,
			.text = what,
			.total = ctl_left_ms(&w->run->ctl) });
}

static bool
stray_red(struct wait *w)
{
	for (int i = 0; i < w->hunt->n; i++) {
		const struct quarry *q = &w->hunt->quarries[i];

		if (q->source_at_ms)
			continue;
		if (q->stray[0])
			red_set(&w->run->red, "wrong-topic", "connect",
				"the row of %s went to the topic %s, not to %s",
				q->source.database, q->stray, q->source.topic);
		else if (q->sender[0])
			red_set(&w->run->red, "wrong-connector", "connect",
				"the row of %s came to %s from a %s connector",
				q->source.database, q->source.topic, q->sender);
	}
	if (!red_is(&w->run->red))
		return false;
	if (!w->stray_ms)
		w->stray_ms = clock_ms();
	if (clock_ms() - w->stray_ms > STRAY_GRACE_MS)
		return true;
	w->run->red = (struct red){ 0 };
	return false;
}

/* Time is up: more of it only while a number that we can name changes. */
static bool
may_go_on(struct wait *w)
{
	if (w->extensions >= EXTENSIONS || w->hunt->seen == w->seen)
		return false;
	w->seen = w->hunt->seen;
	w->extensions++;
	w->run->ctl.deadline_ms = clock_ms() + w->run->check->within_ms;
	return true;
}

/* What nothing explains: the row is in the table and nowhere else. */
static int
not_arrived(struct wait *w, const struct quarry *q)
{
	return red_set(&w->run->red, "not-arrived", "connect",
		"the row %s of %s did not reach the topic %s", q->canary.id,
		q->source.database, q->source.topic);
}

static int
give_up(struct wait *w, const struct quarry *q)
{
	struct red found;
	bool final;

	if (watch_red(w->watch, &found, &final)) {
		red_probe(&found, "%s", w->run->red.probe);
		w->run->red = found;
		return -1;
	}
	return not_arrived(w, q);
}

static const struct quarry *
first_missing(const struct hunt *hunt, bool at_sink)
{
	for (int i = 0; i < hunt->n; i++)
		if (at_sink ? !hunt->quarries[i].sink_at_ms
			    : !hunt->quarries[i].source_at_ms)
			return &hunt->quarries[i];
	return NULL;
}

/* Wait until all canaries are in their topics. */
static int
await_topics(struct wait *w)
{
	const struct quarry *q;

	while ((q = first_missing(w->hunt, false))) {
		struct err err = { 0 };
		struct red found;
		bool final;

		say_wait(w, q->source.topic);
		if (hunt_turn(w->hunt, &w->run->ctl, &err) < 0 &&
			!(err.code == ERR_TIMEOUT && may_go_on(w)))
			return give_up(w, q);
		if (stray_red(w))
			return -1;
		if (watch_red(w->watch, &found, &final) && final)
			return give_up(w, q);
	}
	return 0;
}

static void
probe_canary(struct check_run *run, const struct quarry *q)
{
	struct buf sql = { 0 };

	canary_sql(&q->canary, &sql);
	red_probe(&run->red, "%s; then a record with header id=%s in %s",
		sql.data, q->canary.id, q->source.topic);
	buf_release(&sql);
}

/* An INSERT or a broker that failed: by its layer, else by its message. */
static int
red_source(struct check_run *run, const struct source *source,
	const struct err *err)
{
	struct ctl look =
		ctl_within(&(struct ctl){ .cancel = run->ctl.cancel }, 5000);

	if (diagnose_source(run->world, source, &look, &run->red))
		return -1;
	return red_err(&run->red,
		err->code == ERR_TIMEOUT ? "port" : "database",
		source->database, err);
}

static int
send_all(struct check_run *run, struct hunt *hunt, const struct source *sources,
	const char *const *named, int n)
{
	for (int i = 0; i < n; i++) {
		/* An INSERT takes milliseconds; a dead server takes it all. */
		struct ctl one = ctl_within(&run->ctl, 5000);
		struct err err = { 0 };

		if (hunt_send(hunt, &sources[i], named ? named[i] : NULL, &one,
			    &err) < 0)
			return red_source(run, &sources[i], &err);
	}
	return 0;
}

static int
open_hunt(struct check_run *run, struct hunt *hunt, const struct source *source)
{
	struct ctl one = ctl_within(&run->ctl, 5000);
	struct err err = { 0 };

	hunt->world = run->world;
	hunt->check = run->check->id;
	if (hunt_open(hunt, &one, &err) == 0)
		return 0;
	if (diagnose_service(run->world, "kafka", &run->ctl, &run->red))
		return -1;
	return red_source(run, source, &err);
}

static void
add_evidence(struct check_run *run, const struct hunt *hunt)
{
	for (int i = 0; i < hunt->n; i++) {
		const struct quarry *q = &hunt->quarries[i];

		buf_addf(&run->evidence,
			"%srow %.8s of %s in %s@%lld after %lld ms",
			run->evidence.len ? "; " : "", q->canary.id,
			q->source.database, q->source.topic,
			(long long)q->source_offset,
			(long long)(q->source_at_ms - q->canary.sent_ms));
		if (q->sink_at_ms)
			buf_addf(&run->evidence, ", in %s@%lld after %lld ms",
				hunt->sink, (long long)q->sink_offset,
				(long long)(q->sink_at_ms - q->canary.sent_ms));
	}
}

int
prove_canary(struct check_run *run, const json_t *expect)
{
	struct source source = { json_str(expect, "canary", ""),
		json_str(expect, "through", ""),
		json_str(expect, "reaches", "") };
	struct hunt hunt = { 0 };
	struct wait w = { .run = run, .hunt = &hunt };
	int rc = -1;

	if (open_hunt(run, &hunt, &source) < 0 ||
		send_all(run, &hunt, &source, NULL, 1) < 0)
		goto out;
	w.watch = watch_new(run->world, &source, 1, &run->ctl);
	rc = await_topics(&w);
	if (rc < 0)
		probe_canary(run, &hunt.quarries[0]);
	else
		add_evidence(run, &hunt);
out:
	watch_free(w.watch);
	hunt_release(&hunt);
	return rc;
}

/* -- both databases through one job --------------------------------------- */

/* The flow of a lab that an expectation names. Lent. */
struct flow {
	const char *into;
	struct source sources[2];
	const char *named[2];
};

static void
take_flow(const struct check_run *run, const json_t *expect, struct flow *flow)
{
	const json_t *one =
		json_object_get(json_object_get(run->world->lab->root, "flows"),
			json_str(expect, "flows", ""));
	const json_t *from = json_object_get(one, "from");

	flow->into = json_str(one, "into", "");
	for (size_t i = 0; i < ARRAY_LEN(flow->sources); i++) {
		const json_t *f = json_array_get(from, i);

		flow->sources[i] = (struct source){ json_str(f, "canary", ""),
			json_str(f, "through", ""), json_str(f, "topic", "") };
		flow->named[i] = json_str(f, "named", "");
	}
}

/* The step of the lab that submits a job of this flow. */
static const struct lab_step *
job_step(const struct world *world, const char *job)
{
	for (size_t i = 0; i < world->lab->nstep; i++) {
		const char *id =
			json_str(world->lab->steps[i].run, "job", NULL);

		if (id && (!job || !strcmp(id, job)))
			return &world->lab->steps[i];
	}
	return NULL;
}

/* Is the cluster, or the job on it, the cause? Fills run->red if so. */
static int
red_job(struct check_run *run, const char *job)
{
	const struct lab_step *step = job_step(run->world, job);
	struct ctl look =
		ctl_within(&(struct ctl){ .cancel = run->ctl.cancel }, 4000);
	struct job_state now = { 0 };
	struct buf why = { 0 };
	struct err err = { 0 };
	int rc = 0;

	if (diagnose_service(run->world, "flink", &look, &run->red) ||
		diagnose_service(
			run->world, "flink-taskmanager", &look, &run->red))
		return -1;
	if (job_look(run->world, step, &now, &look, &err) < 0)
		return red_err(&run->red, "consumer", "flink", &err);
	if (now.failed)
		job_why(run->world, now.id, &why, &look);
	if (now.current + now.foreign + now.old > 1)
		rc = red_set(&run->red, "job-twice", "flink",
			"%d jobs write to the result: %s",
			now.current + now.foreign + now.old, now.others);
	else if (now.old)
		rc = red_set(&run->red, "job-old", "flink",
			"the running job %s has other code than the lesson",
			now.id);
	else if (!now.current && !now.foreign && now.failed)
		rc = red_set(&run->red, "job-failed", "flink",
			"the job %s is %s: %s", now.id, now.state,
			buf_str(&why));
	else if (!now.current && !now.foreign)
		rc = red_set(&run->red, "job-missing", "flink",
			"no job writes to the result");
	if (rc < 0)
		red_probe(&run->red, "GET /jobs/overview, GET /jobs/ID");
	buf_release(&why);
	job_state_release(&now);
	return rc;
}

/* Wait until all canaries are in the result. */
static int
await_result(struct wait *w, const char *job)
{
	int64_t asked_ms = clock_ms();
	const struct quarry *q;
	int same = 0;

	while ((q = first_missing(w->hunt, true))) {
		struct err err = { 0 };
		bool over;

		say_wait(w, w->hunt->sink);
		over = hunt_turn(w->hunt, &w->run->ctl, &err) < 0 &&
			!(err.code == ERR_TIMEOUT && may_go_on(w));
		if (!over && clock_ms() - asked_ms < 1000)
			continue;
		asked_ms = clock_ms();
		same = red_job(w->run, job) < 0 ? same + 1 : 0;
		if (same >= 3 || (over && same))
			return -1;
		if (over)
			return red_set(&w->run->red, "job-silent", "flink",
				"the row %s of %s is in %s but not in %s",
				q->canary.id, q->source.database,
				q->source.topic, w->hunt->sink);
		w->run->red = (struct red){ 0 };
	}
	return 0;
}

static int
prove_flow(struct check_run *run, const struct flow *flow, struct hunt *hunt,
	const char *job, bool fence)
{
	struct wait w = { .run = run, .hunt = hunt };
	int rc = -1;

	hunt->sink = flow->into;
	if (open_hunt(run, hunt, &flow->sources[0]) < 0)
		goto out;
	for (int pair = 0; pair <= (int)fence; pair++) {
		if (send_all(run, hunt, flow->sources, flow->named, 2) < 0)
			goto out;
		if (!w.watch)
			w.watch = watch_new(
				run->world, flow->sources, 2, &run->ctl);
		rc = await_topics(&w);
		if (rc == 0)
			rc = await_result(&w, job);
		if (rc < 0) {
			probe_canary(run, &hunt->quarries[hunt->n - 1]);
			break;
		}
	}
out:
	watch_free(w.watch);
	return rc;
}

int
prove_job(struct check_run *run, const json_t *expect)
{
	const char *job = json_str(expect, "job", "");
	const struct lab_step *step = job_step(run->world, job);
	struct job_state before = { 0 }, after = { 0 };
	struct hunt hunt = { 0 };
	struct err err = { 0 };
	struct flow flow;
	int rc;

	take_flow(run, expect, &flow);
	if (job_look(run->world, step, &before, &run->ctl, &err) < 0)
		err = (struct err){ 0 }; /* red_job() will say why */
	rc = prove_flow(run, &flow, &hunt, job, false);
	if (rc == 0)
		rc = red_job(run, job); /* old code or two jobs: red */
	if (rc == 0 && job_look(run->world, step, &after, &run->ctl, &err) < 0)
		rc = red_err(&run->red, "consumer", "flink", &err);
	if (rc == 0 && strcmp(before.id, after.id) != 0)
		rc = red_set(&run->red, "job-missing", "flink",
			"the job changed under the check: %s, then %s",
			before.id[0] ? before.id : "none", after.id);
	if (rc == 0) {
		add_evidence(run, &hunt);
		buf_addf(&run->evidence, "; job %.8s%s", after.id,
			after.current ? "" : ", submitted by hand");
	}
	job_state_release(&before);
	job_state_release(&after);
	hunt_release(&hunt);
	return rc;
}

/* -- where each row came from --------------------------------------------- */

/* The topic that a connector routes its orders to; owned. */
static char *
routed_topic(const json_t *connector)
{
	static const char key[] = "transforms.outbox.route.topic.replacement";
	static const char hole[] = "${routedByValue}";
	const char *route = json_str(
		json_object_get(json_object_get(connector, "info"), "config"),
		key, "");
	const char *at = strstr(route, hole);

	if (!at)
		return mem_strdup(route);
	return mem_printf("%.*sorders%s", (int)(at - route), route,
		at + sizeof(hole) - 1);
}

/* Does another connector route its rows into a topic of the flow? */
static int
red_second_writer(struct check_run *run, const struct flow *flow)
{
	struct err err = { 0 };
	json_t *all = connect_all(
		       world_endpoint(run->world, "connect"), &run->ctl, &err),
	       *one;
	const char *name;
	int rc = 0;

	json_object_foreach(all, name, one)
	{
		char *topic = routed_topic(one);

		for (size_t i = 0; rc == 0 && i < 2; i++)
			if (!strcmp(topic, flow->sources[i].topic) &&
				strcmp(name, flow->sources[i].connector) != 0)
				rc = red_set(&run->red, "wrong-connector",
					"connect", "%s writes to %s, too", name,
					topic);
		free(topic);
	}
	json_decref(all);
	return rc;
}

static int
red_origin(struct check_run *run, const struct hunt *hunt)
{
	for (int i = 0; i < hunt->n; i++) {
		const struct quarry *q = &hunt->quarries[i];

		if (q->wrong_origin[0])
			return red_set(&run->red, "wrong-origin", "flink",
				"the result says that the row %.8s of %s is "
				"from %s, expected %s",
				q->canary.id, q->source.database,
				q->wrong_origin, q->named);
		if (q->stray[0])
			return red_set(&run->red, "wrong-topic", "connect",
				"the row %.8s of %s is in the topic %s, too",
				q->canary.id, q->source.database, q->stray);
	}
	return 0;
}

int
prove_origin(struct check_run *run, const json_t *expect)
{
	struct hunt hunt = { .column = json_str(expect, "origin", "") };
	struct flow flow;
	int rc;

	take_flow(run, expect, &flow);
	rc = prove_flow(run, &flow, &hunt, NULL, true);
	if (rc == 0)
		rc = red_origin(run, &hunt);
	if (rc == 0)
		rc = red_second_writer(run, &flow);
	if (rc == 0)
		buf_addf(&run->evidence,
			"4 rows, %s right in each; a fence behind them in %s",
			hunt.column, flow.into);
	hunt_release(&hunt);
	return rc;
}
