#include "config.h"

#include "engine/run/prove.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/diagnose/diagnose.h"
#include "engine/flow/count.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define LOADS_MAX 4 /* as the schema has it */
#define ASK_MS 3000 /* one question; a healthy server needs 20 */
#define ASK_AGAIN_MS 500

/* A question that failed: by its server, else by its message. */
static int
asked_in_vain(struct check_run *run, const char *service, const char *layer,
	const struct err *err)
{
	struct ctl look = check_look(run);

	if (diagnose_service(run->world, service, &look, &run->failure))
		return -1;
	return failure_err(&run->failure, layer, service, err);
}

/* Loads that are counted in one topic. */
struct loads {
	struct count counts[LOADS_MAX];
	size_t n;
	const char *topic;
	bool keyed; /* the newest record of each key counts */
	struct counted read;
};

static void
release_loads(struct loads *loads)
{
	for (size_t i = 0; i < loads->n; i++)
		count_release(&loads->counts[i]);
}

static int
ask_load(struct check_run *run, struct count *count)
{
	const char *database = count->load->flow->canary->database;
	struct err err = { 0 };

	failure_probe(&run->failure, "%s", count->load->text);
	if (count_ask(count, run->world, &run->ctl, &err) == 0)
		return 0;
	if (err.code == ERR_CHECK)
		return failure_set(
			&run->failure, "load-missing", database, "%s", err.msg);
	return asked_in_vain(run, database, "database", &err);
}

/* What did not come in time may be lost, or the broker be silent. */
static int
read_loads(struct check_run *run, struct loads *loads)
{
	struct err err = { 0 };
	struct ctl look;
	int rc = (loads->keyed ? count_read_keys : count_read)(loads->counts,
		loads->n, &loads->read, run->world, &run->ctl, &err);

	if (rc == 0)
		return 0;
	if (err.code == ERR_CHECK)
		return failure_set(
			&run->failure, "load-lost", "kafka", "%s", err.msg);
	if (err.code != ERR_TIMEOUT)
		return asked_in_vain(run, "kafka", "topic", &err);
	look = check_look(run);
	diagnose_service(run->world, "kafka", &look, &run->failure);
	return -1;
}

static struct count
sum(const struct loads *loads)
{
	struct count all = { 0 };

	for (size_t i = 0; i < loads->n; i++) {
		all.rows += loads->counts[i].rows;
		all.found += loads->counts[i].found;
		all.records += loads->counts[i].records;
		all.surplus += loads->counts[i].surplus;
	}
	return all;
}

/* How much of the topic that is said of. */
static void
add_read(struct buf *out, const struct counted *read)
{
	if (read->tombstones)
		msg_add(out,
			"%lld records read in %lld ms, %lld tombstones among "
			"them",
			read->records, read->ms, read->tombstones);
	else
		msg_add(out, "%lld records read in %lld ms", read->records,
			read->ms);
}

static void
note_read(struct failure *failure, const struct counted *read)
{
	struct buf text = { 0 };

	add_read(&text, read);
	failure_note(failure, buf_str(&text));
	buf_release(&text);
}

static int
lost_failure(struct check_run *run, const struct loads *loads)
{
	const struct lab_flow *flow = loads->counts[0].load->flow;
	int hop = lab_flow_hop(flow, loads->topic);
	bool job = lab_flow_maker(flow, (size_t)hop)->kind == HOP_JOB;
	const char *service = job ? "flink" : "connect";
	struct count all = sum(loads);
	long long lost = all.rows - all.found;

	if (loads->n == 1)
		failure_set(&run->failure, "load-lost", service,
			"%lld of %lld rows of %s are not in %s", lost, all.rows,
			flow->canary->database, loads->topic);
	else
		failure_set(&run->failure, "load-lost", service,
			"%lld of %lld rows are not in %s", lost, all.rows,
			loads->topic);
	note_read(&run->failure, &loads->read);
	return -1;
}

/* Ask the tables, read the topic. 0: nothing is missing. */
static int
count_loads(struct check_run *run, const json_t *expect, const char *key,
	struct loads *loads)
{
	const json_t *names = json_object_get(expect, key);
	const char *topic = json_str(expect, "reaches", ""), *name;
	int rc = 0;

	*loads = (struct loads){ .topic = topic,
		.keyed = !strcmp(key, "keyed") };
	while ((name = lab_name_at(names, loads->n)) && loads->n < LOADS_MAX) {
		const struct lab_load *load =
			lab_load_of(run->world->lab, name);

		loads->counts[loads->n++] = (struct count){ .load = load,
			.hop = &load->flow->hops[lab_flow_hop(
				load->flow, topic)] };
	}
	for (size_t i = 0; rc == 0 && i < loads->n; i++)
		rc = ask_load(run, &loads->counts[i]);
	if (rc == 0)
		rc = read_loads(run, loads);
	if (rc < 0 && !failure_is(&run->failure))
		lost_failure(run, loads);
	return rc;
}

int
prove_count(struct check_run *run, const json_t *expect)
{
	struct loads loads;
	int rc = count_loads(run, expect, "count", &loads);
	struct count all = sum(&loads);

	if (rc == 0) {
		buf_adds(&run->evidence, run->evidence.len ? "; " : "");
		msg_add(&run->evidence, "%s: %lld rows, 0 lost, %lld repeats",
			loads.topic, all.rows, all.records - all.found);
		buf_adds(&run->evidence, "; ");
		add_read(&run->evidence, &loads.read);
	}
	release_loads(&loads);
	return rc;
}

int
prove_keyed(struct check_run *run, const json_t *expect)
{
	struct loads loads;
	int rc = count_loads(run, expect, "keyed", &loads);
	struct count all = sum(&loads);

	if (rc == 0 && all.surplus)
		rc = failure_set(&run->failure, "load-surplus", "flink",
			"%s has %lld rows that no table has", loads.topic,
			all.surplus);
	if (rc == 0) {
		buf_adds(&run->evidence, run->evidence.len ? "; " : "");
		msg_add(&run->evidence,
			"%s: %lld keys for %lld rows, none left over; %lld "
			"records repeat a key",
			loads.topic, all.found, all.rows,
			all.records - all.found);
		buf_adds(&run->evidence, "; ");
		add_read(&run->evidence, &loads.read);
	}
	release_loads(&loads);
	return rc;
}

/* -- a question of SQL ---------------------------------------------------- */

/* Asked again until it is yes: 1; no when time was up: 0; unanswered: -1. */
static int
answer_of(struct check_run *run, const char *database, const char *text,
	bool *said_no, struct err *err)
{
	bool yes = false;

	while (!yes) {
		struct ctl ask = ctl_within(&run->ctl, ASK_MS);

		if (world_ask(run->world, database, text, NULL, &yes, &ask,
			    err) < 0)
			return -1;
		*said_no |= !yes;
		if (!yes && ctl_wait(&run->ctl, ASK_AGAIN_MS, err) < 0)
			return 0;
	}
	return 1;
}

int
prove_sql(struct check_run *run, const json_t *expect)
{
	const char *database = json_str(expect, "sql", "");
	const char *text = json_str(expect, "text", "");
	struct ctl look;
	struct err err = { 0 };
	bool said_no = false;
	int yes = answer_of(run, database, text, &said_no, &err);

	failure_probe(&run->failure, "%s", text);
	look = check_look(run);
	if (yes < 0 &&
		diagnose_service(run->world, database, &look, &run->failure))
		return -1;
	if (yes < 0 && !(said_no && err.code == ERR_TIMEOUT))
		return failure_err(&run->failure, "database", database, &err);
	if (yes <= 0)
		return failure_set(&run->failure, "not-tidy", database,
			"%s answers no to: %s", database, text);
	buf_adds(&run->evidence, run->evidence.len ? "; " : "");
	msg_add(&run->evidence, "%s says yes", database);
	return 0;
}
