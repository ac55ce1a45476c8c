#include "config.h"

#include "engine/flow/count.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab_flow.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/flow/recognise.h"
#include "engine/world/world.h"

#define ROWS_MOST 10000000 /* of a load; a byte each */
#define TURN_MS 50

void
count_release(struct count *count)
{
	free(count->seen);
	*count = (struct count){ 0 };
}

static long long
cell_number(const struct rows *rows, size_t col)
{
	const char *cell = rows_cell(rows, 0, col);

	return cell ? strtoll(cell, NULL, 10) : 0;
}

static bool
has_gaps(const struct count *c)
{
	return c->rows < 1 || c->rows > ROWS_MOST || c->last < c->first ||
		(unsigned long long)c->last - (unsigned long long)c->first !=
		(unsigned long long)c->rows - 1;
}

int
count_ask(struct count *count, const struct world *world, const struct ctl *ctl,
	struct err *err)
{
	const char *database = count->load->flow->canary->database;
	struct rows rows = { 0 };
	int rc = world_sql(
		world, database, count->load->text, NULL, &rows, ctl, err);

	count->rows = cell_number(&rows, 0);
	count->first = cell_number(&rows, 1);
	count->last = cell_number(&rows, 2);
	count->since_ms = cell_number(&rows, 3);
	rows_release(&rows);
	if (rc < 0)
		return -1;
	if (has_gaps(count))
		return err_set(err, ERR_CHECK,
			"%s has %lld rows of load with the numbers %lld to "
			"%lld",
			database, count->rows, count->first, count->last);
	count->seen = mem_alloc((size_t)count->rows);
	return 0;
}

/* A record of a row, of an earlier load, of a canary or of somebody else. */
static void
take(struct count *c, struct reading *reading)
{
	long long number;

	if (reading->rec->timestamp_ms < c->since_ms ||
		!recognise_number(c->hop, reading, &number) ||
		number < c->first)
		return;
	if (number > c->last) {
		c->surplus++;
		return;
	}
	c->records++;
	c->found += !c->seen[number - c->first];
	c->seen[number - c->first] = 1;
}

static void
take_record(struct count *counts, size_t n, const struct record *rec)
{
	struct reading reading = { .rec = rec };

	for (size_t i = 0; i < n; i++)
		take(&counts[i], &reading);
	reading_release(&reading);
}

static bool
is_full(const struct count *counts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (counts[i].found < counts[i].rows)
			return false;
	return true;
}

int
count_read(struct count *counts, size_t n, const struct world *world,
	const struct ctl *ctl, struct err *err)
{
	const char *topic = counts[0].hop->name;
	struct kafka *kafka = kafka_open(world_endpoint(world, "kafka"), err);
	int64_t end = -1, at = 0; /* of its first partition */
	struct record rec;
	int got = kafka ? kafka_follow(kafka, topic, true, ctl, err) : -1;

	while (got >= 0 && (end < 0 || at < end)) {
		got = kafka_next(kafka, &rec, TURN_MS, ctl, err);
		if (got > 0) {
			take_record(counts, n, &rec);
			if (rec.partition == 0)
				at = rec.offset + 1;
		}
		if (end < 0 && is_full(counts, n))
			end = kafka_end(kafka, topic, ctl);
	}
	kafka_free(kafka);
	return got < 0 ? -1 : 0;
}
