/* A topic holds records as the lab asks for: those that the learner wrote. */
#include "config.h"

#include "engine/run/prove.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab_flow.h"
#include "engine/client/kafka.h"
#include "engine/diagnose/diagnose.h"
#include "engine/flow/canary.h"
#include "engine/flow/recognise.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define TURN_MS 50

/* What is looked for, and what was seen of it. */
struct search {
	struct lab_hop hop; /* the topic, with what must hold */
	long long want, found, read;
	int partition; /* of the one found last */
	long long offset;
	size_t holds; /* of the record that is nearest */
	struct unlike unlike;
};

static size_t
how_many_hold(const struct lab_hop *hop, struct reading *reading)
{
	size_t n = 0;

	for (size_t i = 0; i < hop->nwhere; i++) {
		struct lab_hop one = *hop;
		struct unlike unlike;

		one.where = &hop->where[i];
		one.nwhere = 1;
		n += recognise(&one, NULL, reading, &unlike) == IS_OURS;
	}
	return n;
}

/* Rows of our own are in topics, too. */
static void
take(struct search *s, const struct record *rec)
{
	struct reading reading = { .rec = rec };
	struct unlike unlike;
	size_t holds;

	s->read++;
	if (canary_is_any(rec))
		return;
	if (recognise(&s->hop, NULL, &reading, &unlike) == IS_OURS) {
		s->found++;
		s->partition = rec->partition;
		s->offset = rec->offset;
	} else {
		holds = how_many_hold(&s->hop, &reading);
		if (!s->unlike.where || holds >= s->holds) {
			s->unlike = unlike;
			s->holds = holds;
		}
	}
	reading_release(&reading);
}

static int
search(struct check_run *run, struct search *s, struct err *err)
{
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), err);
	int got = kafka ? kafka_follow(kafka, s->hop.name, true, &run->ctl, err)
			: -1;

	while (got >= 0 && s->found < s->want) {
		struct record rec;

		got = kafka_next(kafka, &rec, TURN_MS, &run->ctl, err);
		if (got > 0)
			take(s, &rec);
	}
	kafka_free(kafka);
	return got < 0 ? -1 : 0;
}

static void
note_nearest(struct failure *failure, const struct search *s)
{
	struct buf text = { 0 };
	char *want;

	if (!s->unlike.where)
		return;
	want = json_line(s->unlike.where->want);
	msg_add(&text, "in the nearest one %s is %s, expected %s",
		s->unlike.where->said, s->unlike.is, want);
	failure_note(failure, buf_str(&text));
	buf_release(&text);
	free(want);
}

static int
not_found(struct check_run *run, const struct search *s, const struct err *err)
{
	struct ctl look = check_look(run);

	if (diagnose_service(run->world, "kafka", &look, &run->failure))
		return -1;
	if (err->code != ERR_TIMEOUT)
		return failure_err(&run->failure, "topic", "kafka", err);
	failure_set(&run->failure, "no-such-record", "kafka",
		"%s has %lld of %lld such records, among %lld that were read",
		s->hop.name, s->found, s->want, s->read);
	note_nearest(&run->failure, s);
	return -1;
}

static void
add_where(struct buf *out, const struct lab_hop *hop)
{
	for (size_t i = 0; i < hop->nwhere; i++) {
		char *want = json_line(hop->where[i].want);

		buf_addf(out, "%s%s=%s", i ? ", " : "", hop->where[i].said,
			want);
		free(want);
	}
}

int
prove_records(struct check_run *run, const json_t *expect)
{
	struct search s = { .want = json_int(expect, "min", 1) };
	struct buf where = { 0 };
	struct err err = { 0 };
	int rc;

	lab_hop_take(&s.hop, expect);
	s.hop.name = json_str(expect, "records", "");
	add_where(&where, &s.hop);
	failure_probe(&run->failure, "%s: %s", s.hop.name, buf_str(&where));
	rc = search(run, &s, &err);
	if (rc < 0) {
		not_found(run, &s, &err);
	} else {
		buf_adds(&run->evidence, run->evidence.len ? "; " : "");
		msg_add(&run->evidence, "%s[%d]@%lld has %s", s.hop.name,
			s.partition, s.offset, buf_str(&where));
	}
	buf_release(&where);
	lab_hop_release(&s.hop);
	return rc;
}
