#include "config.h"

#include "engine/run/prove.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/diagnose/diagnose.h"
#include "engine/flow/canary.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define RANGE_MAX 10000000 /* orders; a byte each */
#define TURN_MS 50
#define ASK_MS 3000 /* one question; a healthy server needs 20 */
#define ASK_AGAIN_MS 500

/*
 * The load of one database: its orders have the numbers first to last without
 * a gap, so what has arrived fits into a byte for each.
 */
struct load {
	long long first, last, rows;
	long long since_ms;  /* wall time of the first row: older records are
				of an earlier load with the same numbers */
	unsigned char *seen; /* owned */
	long long found;     /* different orders seen */
	long long records;   /* with a number of the load */
	long long surplus;   /* with one that no row has */
};

static const char *
count_sql(const char *database)
{
	return strcmp(database, "mysql")
		? "SELECT count(*), min(aggregateid::bigint),"
		  " max(aggregateid::bigint), floor(extract(epoch FROM"
		  " min(created_at) AT TIME ZONE 'UTC') * 1000)::bigint"
		  " FROM public.outbox WHERE type = 'LoadOrder'"
		: "SELECT COUNT(*), MIN(CAST(aggregateid AS SIGNED)),"
		  " MAX(CAST(aggregateid AS SIGNED)),"
		  " FLOOR(UNIX_TIMESTAMP(MIN(created_at)) * 1000)"
		  " FROM shop.outbox WHERE type = 'LoadOrder'";
}

static long long
cell_number(const struct rows *rows, size_t col)
{
	const char *cell = rows_cell(rows, 0, col);

	return cell ? strtoll(cell, NULL, 10) : 0;
}

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

/* How many orders the table has, and which numbers. */
static int
load_count(struct check_run *run, const char *database, struct load *load)
{
	const char *sql = count_sql(database);
	struct rows rows = { 0 };
	struct err err = { 0 };
	int rc = world_sql(
		run->world, database, sql, NULL, &rows, &run->ctl, &err);

	failure_probe(&run->failure, "%s", sql);
	if (rc < 0)
		asked_in_vain(run, database, "database", &err);
	load->rows = cell_number(&rows, 0);
	load->first = cell_number(&rows, 1);
	load->last = cell_number(&rows, 2);
	load->since_ms = cell_number(&rows, 3);
	rows_release(&rows);
	if (rc < 0)
		return -1;
	if (!load->rows || load->last - load->first + 1 != load->rows ||
		load->rows > RANGE_MAX)
		return failure_set(&run->failure, "load-missing", database,
			"%s has %lld orders of load with the numbers %lld to "
			"%lld",
			database, load->rows, load->first, load->last);
	load->seen = mem_alloc((size_t)load->rows);
	return 0;
}

static void
load_take(struct load *load, const struct record *rec, long long order)
{
	if (order < load->first || rec->timestamp_ms < load->since_ms)
		return; /* a lesson's order, a canary, or of an earlier load */
	if (order > load->last) {
		load->surplus++;
		return;
	}
	load->records++;
	load->found += !load->seen[order - load->first];
	load->seen[order - load->first] = 1;
}

/* Takes a record, of a load or not. */
typedef void (*take_fn)(void *ctx, const struct record *rec);

/*
 * Read a topic from its start, until full() says that nothing is missing and
 * what was there at that moment has been read.
 */
static int
read_topic(struct check_run *run, const char *topic, take_fn take, void *ctx,
	bool (*full)(void *ctx))
{
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	int64_t end = -1, at = 0;
	struct record rec;
	int got =
		kafka ? kafka_follow(kafka, topic, true, &run->ctl, &err) : -1;

	while (got >= 0 && (end < 0 || at < end)) {
		got = kafka_next(kafka, &rec, TURN_MS, &run->ctl, &err);
		if (got > 0) {
			take(ctx, &rec);
			at = rec.offset + 1;
		}
		if (end < 0 && full(ctx))
			end = kafka_end(kafka, topic, &run->ctl);
	}
	kafka_free(kafka);
	if (got < 0 && err.code != ERR_TIMEOUT)
		return asked_in_vain(run, "kafka", "topic", &err);
	/* what did not come in time may be lost, or the broker be silent */
	if (got < 0) {
		struct ctl look = check_look(run);

		diagnose_service(run->world, "kafka", &look, &run->failure);
	}
	return got < 0 ? -1 : 0;
}

/* -- every row of a table is in its topic --------------------------------- */

static void
take_key(void *ctx, const struct record *rec)
{
	char key[24] = "";

	if (rec->key)
		snprintf(key, sizeof(key), "%.*s", (int)rec->key_len, rec->key);
	load_take(ctx, rec, strtoll(key, NULL, 10));
}

static bool
load_full(void *ctx)
{
	const struct load *load = ctx;

	return load->found == load->rows;
}

int
prove_arrived(struct check_run *run, const json_t *expect)
{
	const char *database = json_str(expect, "arrived", "");
	const char *topic = json_str(expect, "topic", "");
	struct load load = { 0 };
	int rc = load_count(run, database, &load);

	if (rc == 0)
		rc = read_topic(run, topic, take_key, &load, load_full);
	if (rc < 0 && !failure_is(&run->failure))
		failure_set(&run->failure, "load-lost", "connect",
			"%lld of %lld orders of %s are not in %s",
			load.rows - load.found, load.rows, database, topic);
	if (rc == 0)
		buf_addf(&run->evidence,
			"%s%s: %lld orders, 0 lost, %lld repeats",
			run->evidence.len ? "; " : "", topic, load.rows,
			load.records - load.found);
	free(load.seen);
	return rc;
}

/* -- the keyed result has each once --------------------------------------- */

struct keyed {
	struct load loads[2];
	const char *names[2]; /* as the result calls the databases */
};

static void
take_row(void *ctx, const struct record *rec)
{
	struct keyed *keyed = ctx;
	char origin[64];
	long long order = canary_order_of(rec->key, rec->key_len, origin,
		sizeof(origin), "source_database");

	for (size_t i = 0; i < ARRAY_LEN(keyed->loads); i++)
		if (!strcmp(origin, keyed->names[i]))
			load_take(&keyed->loads[i], rec, order);
}

static bool
keyed_full(void *ctx)
{
	struct keyed *keyed = ctx;

	return load_full(&keyed->loads[0]) && load_full(&keyed->loads[1]);
}

int
prove_keyed(struct check_run *run, const json_t *expect)
{
	static const char *const databases[] = { "postgres", "mysql" };
	const char *topic = json_str(expect, "keyed", "");
	struct keyed keyed = { .names = { "postgresql", "mysql" } };
	long long rows = 0, found = 0, surplus = 0, records = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(databases); i++)
		rc = load_count(run, databases[i], &keyed.loads[i]);
	if (rc == 0)
		rc = read_topic(run, topic, take_row, &keyed, keyed_full);
	for (size_t i = 0; i < ARRAY_LEN(databases); i++) {
		rows += keyed.loads[i].rows;
		found += keyed.loads[i].found;
		surplus += keyed.loads[i].surplus;
		records += keyed.loads[i].records;
		free(keyed.loads[i].seen);
	}
	if (rc < 0 && !failure_is(&run->failure))
		failure_set(&run->failure, "load-lost", "flink",
			"%lld of %lld orders are not in %s", rows - found, rows,
			topic);
	if (rc == 0 && surplus)
		rc = failure_set(&run->failure, "load-surplus", "flink",
			"%s has %lld orders that no table has", topic, surplus);
	if (rc == 0)
		buf_addf(&run->evidence,
			"%s: %lld keys for %lld orders, none left over; %lld "
			"records repeat a key",
			topic, found, rows, records - found);
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
	buf_addf(&run->evidence, "%s%s says yes", run->evidence.len ? "; " : "",
		database);
	return 0;
}
