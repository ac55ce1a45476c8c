#include "config.h"

#include "engine/flow/count.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab_flow.h"
#include "engine/client/kafka.h"
#include "engine/client/rows.h"
#include "engine/flow/keys.h"
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

/* -- one record -------------------------------------------------------------- */

/* What is read, and how: with keys where the newest of each counts. */
struct counting {
	struct count *counts;
	size_t n;
	struct counted *counted;
	struct keys *keys; /* NULL: each record counts */
	const char *topic;
};

#define SURPLUS 0 /* what a key says that has a number of no row */

/* A row's number as what a key says, and back. */
static int64_t
says_of(const struct counting *c, size_t which, long long number)
{
	return 1 + (number - c->counts[which].first) * (int64_t)c->n +
		(int64_t)which;
}

static void
add_row(struct count *c, long long at)
{
	c->found += !c->seen[at];
	if (c->seen[at] < 255)
		c->seen[at]++;
}

static void
drop_row(struct count *c, long long at)
{
	if (c->seen[at] < 255)
		c->seen[at]--;
	c->found -= !c->seen[at];
}

/* What the key said before is over. */
static void
forget(struct counting *c, int64_t says)
{
	if (says == SURPLUS)
		c->counts[0].surplus--;
	else if (says > 0)
		drop_row(&c->counts[(says - 1) % (int64_t)c->n],
			(says - 1) / (int64_t)c->n);
}

/*
 * Which load's number a record has: the index, -1 for that of an earlier load,
 * of a canary or of somebody else, c->n for one beyond all loads.
 */
static int
load_of(struct counting *c, struct reading *reading, long long *number)
{
	int found = -1;

	for (size_t i = 0; i < c->n; i++) {
		const struct count *one = &c->counts[i];

		if (reading->rec->timestamp_ms < one->since_ms ||
			!recognise_number(one->hop, reading, number) ||
			*number < one->first)
			continue;
		if (*number <= one->last)
			return (int)i;
		found = (int)c->n;
	}
	return found;
}

static int
take_key(struct counting *c, const struct record *rec, int64_t says,
	struct err *err)
{
	struct key_slot *slot = keys_slot(c->keys, rec->key, rec->key_len);

	if (!slot)
		return err_set(err, ERR_CHECK,
			"%s has more than %zu keys: too many to be counted",
			c->topic, KEYS_MOST);
	forget(c, slot->says);
	slot->says = says;
	return 0;
}

/* A record that is nothing to us stands for its key all the same. */
static void
take_another(struct counting *c, const struct record *rec)
{
	struct key_slot *slot = keys_find(c->keys, rec->key, rec->key_len);

	if (!slot)
		return;
	forget(c, slot->says);
	slot->says = KEY_GONE;
}

static void
take_tombstone(struct counting *c, const struct record *rec)
{
	c->counted->tombstones++;
	take_another(c, rec);
}

static int
take(struct counting *c, struct reading *reading, struct err *err)
{
	const struct record *rec = reading->rec;
	bool keyed = c->keys && rec->key;
	long long number;
	int which;

	if (keyed && !rec->value) {
		take_tombstone(c, rec);
		return 0;
	}
	which = load_of(c, reading, &number);
	if (which < 0 && keyed)
		take_another(c, rec);
	if (which < 0)
		return 0;
	if (which == (int)c->n) {
		c->counts[0].surplus++;
		return keyed ? take_key(c, rec, SURPLUS, err) : 0;
	}
	c->counts[which].records++;
	add_row(&c->counts[which], number - c->counts[which].first);
	return keyed ? take_key(c, rec, says_of(c, (size_t)which, number), err)
		     : 0;
}

/* -- a topic ------------------------------------------------------------------- */

static bool
is_full(const struct count *counts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (counts[i].found < counts[i].rows)
			return false;
	return true;
}

static int64_t
first_ms(const struct count *counts, size_t n)
{
	int64_t first = counts[0].since_ms;

	for (size_t i = 1; i < n; i++)
		if (counts[i].since_ms < first)
			first = counts[i].since_ms;
	return first;
}

/* 1: a record, counted; 0: none now; -1: as kafka_next(), or too many keys. */
static int
take_next(struct counting *c, struct kafka *kafka, const struct ctl *ctl,
	struct err *err)
{
	struct record rec;
	struct reading reading = { .rec = &rec };
	int got = kafka_next(kafka, &rec, TURN_MS, ctl, err);

	if (got <= 0)
		return got;
	c->counted->records++;
	if (take(c, &reading, err) < 0)
		got = -1;
	reading_release(&reading);
	return got;
}

/*
 * Until nothing is missing, and still is not when all has been read that was
 * there at that moment: a tombstone may have come behind.
 */
static int
read_all(struct counting *c, struct kafka *kafka, const struct ctl *ctl,
	struct err *err)
{
	struct kafka_ends ends = { 0 };
	int got = 0;

	while (got >= 0) {
		bool full = is_full(c->counts, c->n);

		if (full && ends.n && kafka_has_passed(kafka, c->topic, &ends))
			break;
		if (full && !ends.n)
			got = kafka_ends(kafka, c->topic, &ends, ctl, err);
		else if (!full)
			kafka_ends_release(&ends);
		if (got >= 0)
			got = take_next(c, kafka, ctl, err);
	}
	c->counted->partitions = ends.n;
	kafka_ends_release(&ends);
	return got < 0 ? -1 : 0;
}

static int
count_with(struct counting *c, const struct world *world, const struct ctl *ctl,
	struct err *err)
{
	struct kafka *kafka = kafka_open(world_endpoint(world, "kafka"), err);
	int64_t from = clock_ms();
	int rc = -1;

	c->topic = c->counts[0].hop->name;
	if (kafka &&
		kafka_follow_since(kafka, c->topic, first_ms(c->counts, c->n),
			ctl, err) == 0)
		rc = read_all(c, kafka, ctl, err);
	c->counted->ms = clock_ms() - from;
	kafka_free(kafka);
	return rc;
}

int
count_read(struct count *counts, size_t n, struct counted *counted,
	const struct world *world, const struct ctl *ctl, struct err *err)
{
	struct counting c = { .counts = counts, .n = n, .counted = counted };

	return count_with(&c, world, ctl, err);
}

int
count_read_keys(struct count *counts, size_t n, struct counted *counted,
	const struct world *world, const struct ctl *ctl, struct err *err)
{
	struct keys keys = { 0 };
	struct counting c = {
		.counts = counts, .n = n, .counted = counted, .keys = &keys
	};
	int rc = count_with(&c, world, ctl, err);

	keys_release(&keys);
	return rc;
}
