#include "config.h"

#include "engine/flow/tracer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/kafka.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LIST_MS 500      /* how often new topics are looked for */
#define LIST_WAIT_MS 200 /* for that list, in one turn */
#define ROUTE_MS 300     /* for a config; a healthy worker needs 10 */
#define TURN_MS 20       /* how long one turn waits for a record */
#define TABLE_MS 200     /* how often a table is asked for a row */
#define TABLE_WAIT_MS 1000

/* -- which topics ----------------------------------------------------------- */

static bool
is_followed(const struct tracer *tracer, const char *topic)
{
	for (int i = 0; i < tracer->ntopic; i++)
		if (!strcmp(tracer->topics[i], topic))
			return true;
	return false;
}

static int
tracer_follow(struct tracer *tracer, const char *topic, bool from_start,
	const struct ctl *ctl, struct err *err)
{
	if (is_followed(tracer, topic))
		return 0;
	if (kafka_follow(tracer->kafka, topic, from_start, ctl, err) < 0)
		return -1;
	tracer->topics = mem_more(tracer->topics, (size_t)tracer->ntopic,
		sizeof(*tracer->topics));
	tracer->topics[tracer->ntopic++] = mem_strdup(topic);
	return 0;
}

static bool
is_of_interest(const struct tracer *tracer, const char *topic)
{
	return tracer->wide || routes_match(&tracer->routes, topic);
}

/* Topics that appeared since are followed from their start. */
static int
tracer_follow_all(struct tracer *tracer, bool from_start, const struct ctl *ctl,
	struct err *err)
{
	struct kafka_names all = { 0 };
	int rc = kafka_topics(tracer->kafka, &all, ctl, err);

	for (size_t i = 0; rc == 0 && i < all.n; i++)
		if (is_of_interest(tracer, all.names[i]))
			rc = tracer_follow(
				tracer, all.names[i], from_start, ctl, err);
	tracer->listed_ms = clock_ms();
	kafka_names_release(&all);
	return rc;
}

/* The topics of the flows themselves, there or not. */
static int
tracer_follow_hops(
	struct tracer *tracer, const struct ctl *ctl, struct err *err)
{
	for (int i = 0; i < tracer->nleg; i++) {
		const struct leg *leg = &tracer->legs[i];

		for (size_t j = 0; j <= leg->goal; j++)
			if (leg->flow->hops[j].kind == HOP_TOPIC &&
				tracer_follow(tracer, leg->flow->hops[j].name,
					false, ctl, err) < 0)
				return -1;
	}
	return 0;
}

/* A worker that does not answer is asked again at the next list of topics. */
static void
tracer_route(struct tracer *tracer, const struct ctl *ctl)
{
	struct routes all = { 0 };
	struct err late = { 0 };
	bool known = true;

	for (int i = 0; i < tracer->nleg && !tracer->routed; i++) {
		const struct leg *leg = &tracer->legs[i];

		for (size_t j = 0; j <= leg->goal && known; j++) {
			struct ctl brief = ctl_within(ctl, ROUTE_MS);

			if (leg->flow->hops[j].kind == HOP_CONNECTOR)
				known = routes_of(tracer->world,
						leg->flow->hops[j].name, &all,
						&brief, &late) == 0;
		}
	}
	if (tracer->routed || !known) {
		routes_release(&all);
		return;
	}
	tracer->routes = all;
	tracer->routed = true;
}

int
tracer_open(struct tracer *tracer, const struct ctl *ctl, struct err *err)
{
	if (!tracer->kafka)
		tracer->kafka =
			kafka_open(world_endpoint(tracer->world, "kafka"), err);
	if (!tracer->kafka || tracer_follow_hops(tracer, ctl, err) < 0)
		return -1;
	tracer_route(tracer, ctl);
	return tracer_follow_all(tracer, false, ctl, err);
}

void
tracer_widen(struct tracer *tracer)
{
	tracer->wide = true;
	tracer->listed_ms = 0;
}

void
tracer_release(struct tracer *tracer)
{
	for (int i = 0; i < tracer->n; i++)
		canary_delete(tracer->world, &tracer->traces[i].canary);
	free(tracer->traces);
	for (int i = 0; i < tracer->ntopic; i++)
		free(tracer->topics[i]);
	free(tracer->topics);
	routes_release(&tracer->routes);
	kafka_free(tracer->kafka);
	*tracer = (struct tracer){ 0 };
}

/* -- what was seen of a row --------------------------------------------------- */

/* The first table of its way; -1: none. */
static int
table_of(const struct leg *leg)
{
	for (size_t i = 0; i <= leg->goal; i++)
		if (leg->flow->hops[i].kind == HOP_SQL)
			return (int)i;
	return -1;
}

static bool
is_to_be_kept(const struct tracer *tracer, const struct leg *leg)
{
	return tracer->keeps && !leg->never &&
		leg->flow->change == CHANGE_DELETE && table_of(leg) >= 0;
}

int
tracer_send(struct tracer *tracer, const struct leg *leg, const struct ctl *ctl,
	struct err *err)
{
	bool kept = is_to_be_kept(tracer, leg);
	struct trace *q;
	int rc;

	tracer->traces = mem_more(
		tracer->traces, (size_t)tracer->n, sizeof(*tracer->traces));
	q = &tracer->traces[tracer->n];
	*q = (struct trace){ .leg = *leg };
	canary_make(&q->canary, leg->flow->canary);
	rc = canary_send(tracer->world, &q->canary,
		kept ? CHANGE_INSERT : leg->flow->change, tracer->check, ctl,
		err);
	q->kept = kept && rc == 0;
	/* one that was inserted, but not updated, is to be deleted as well */
	if (rc == 0 || q->canary.there)
		tracer->n++;
	return rc < 0 ? -1 : tracer->n - 1;
}

static bool
is_place(const struct lab_hop *hop)
{
	return hop->kind == HOP_TOPIC || hop->kind == HOP_SQL;
}

int
trace_missing(const struct trace *trace, size_t last)
{
	int table = trace->kept ? table_of(&trace->leg) : -1;

	/* its INSERT has come: a record that is unlike the DELETE's */
	if (trace->is_unlike && table >= 0)
		return (size_t)table <= last ? table : -1;
	for (size_t i = 0; i <= last && !trace->leg.never; i++)
		if (is_place(&trace->leg.flow->hops[i]) &&
			!trace->seen[i].at_ms)
			return (int)i;
	return -1;
}

size_t
trace_first_topic(const struct trace *trace)
{
	const struct lab_flow *flow = trace->leg.flow;
	size_t i = 0;

	while (i + 1 < flow->nhop && flow->hops[i].kind != HOP_TOPIC)
		i++;
	return i;
}

int64_t
trace_took_ms(const struct trace *trace)
{
	const struct sighting *seen = &trace->seen[trace->leg.goal];
	bool job = lab_flow_maker(trace->leg.flow, trace->leg.goal)->kind ==
		HOP_JOB;

	if (job || seen->record_ms <= 0)
		return seen->at_ms - trace->canary.sent_ms;
	return seen->record_ms - trace->canary.wall_ms;
}

static void
say_hop(const struct tracer *tracer, const struct trace *q, size_t at,
	const char *where)
{
	const struct lab_flow *flow = q->leg.flow;
	bool job = lab_flow_maker(flow, at)->kind == HOP_JOB;

	if (!tracer->check)
		return;
	emit(tracer->world->out,
		(struct event){ .kind = EV_HOP,
			.subject = tracer->check,
			.state = job ? "result" : "topic",
			.text = where,
			.service = q->canary.of->database,
			.count = q->seen[at].at_ms - q->canary.sent_ms });
}

static void
see_record(const struct tracer *tracer, struct trace *q, size_t at,
	const struct record *rec)
{
	char where[320];

	if (q->seen[at].at_ms)
		return;
	q->seen[at] = (struct sighting){ .at_ms = clock_ms(),
		.offset = rec->offset,
		.record_ms = rec->timestamp_ms,
		.partition = rec->partition };
	snprintf(where, sizeof(where), "%s[%d]@%lld", rec->topic,
		rec->partition, (long long)rec->offset);
	say_hop(tracer, q, at, where);
	if (tracer->see)
		tracer->see(tracer->see_ctx, q, at, rec);
}

/* A record in a topic of its way. */
static void
at_hop(const struct tracer *tracer, struct trace *q, size_t at,
	struct reading *reading)
{
	const struct lab_hop *hop = &q->leg.flow->hops[at];
	struct unlike unlike;
	enum recognised is = recognise(hop, &q->canary, reading, &unlike);

	/* in a form in which none of its values is where it should be */
	if (is == IS_ANOTHER && !q->seen[at].at_ms &&
		canary_is_in(&q->canary, reading->rec))
		is = IS_UNLIKE;
	if (is == IS_OURS)
		see_record(tracer, q, at, reading->rec);
	/* the lowest hop where something is wrong tells most */
	if (is != IS_UNLIKE ||
		(q->is_unlike && at > q->unlike_at &&
			!q->seen[q->unlike_at].at_ms))
		return;
	q->is_unlike = true;
	q->unlike = unlike;
	q->unlike_at = at;
}

/* A record in a topic that is none of its way: is it there all the same? */
static void
at_other_topic(struct trace *q, struct reading *reading)
{
	const struct lab_flow *flow = q->leg.flow;
	const struct lab_hop *first = &flow->hops[trace_first_topic(q)];
	struct unlike unlike;
	bool known = first->kind == HOP_TOPIC &&
		recognise(first, &q->canary, reading, &unlike) != IS_ANOTHER;

	if (!known && (q->stray[0] || !canary_is_in(&q->canary, reading->rec)))
		return;
	snprintf(q->stray, sizeof(q->stray), "%s", reading->rec->topic);
	q->stray_raw = !known;
}

static void
take_for(const struct tracer *tracer, struct trace *q, struct reading *reading)
{
	const struct lab_flow *flow = q->leg.flow;
	bool on_its_way = false;

	for (size_t i = 0; i < flow->nhop; i++) {
		if (flow->hops[i].kind != HOP_TOPIC ||
			strcmp(flow->hops[i].name, reading->rec->topic) != 0)
			continue;
		on_its_way = true;
		at_hop(tracer, q, i, reading);
	}
	if (!on_its_way)
		at_other_topic(q, reading);
}

/* Of a check's row it is also asked where else it came. */
static void
pass_done(struct tracer *tracer)
{
	while (!tracer->check && tracer->done < tracer->n &&
		trace_missing(&tracer->traces[tracer->done],
			tracer->traces[tracer->done].leg.goal) < 0)
		tracer->done++;
}

/* A record where one of ours is missing. */
static bool
is_ahead(const struct tracer *tracer, const struct record *rec)
{
	for (int i = tracer->done; i < tracer->n; i++) {
		const struct trace *q = &tracer->traces[i];
		int at = trace_missing(q, q->leg.goal);

		if (at >= 0 && !strcmp(rec->topic, q->leg.flow->hops[at].name))
			return true;
	}
	return false;
}

static void
take_record(struct tracer *tracer, const struct record *rec)
{
	struct reading reading = { .rec = rec };

	pass_done(tracer);
	if (is_ahead(tracer, rec)) {
		tracer->came++;
		tracer->passed += !canary_is_any(rec);
	}
	for (int i = tracer->done; i < tracer->n; i++)
		take_for(tracer, &tracer->traces[i], &reading);
	reading_release(&reading);
}

/* -- tables ------------------------------------------------------------------- */

/* Is the row in the table by now? Then it goes. One that is cut off goes later. */
static int
delete_kept(const struct tracer *tracer, struct trace *q, const struct ctl *ctl,
	struct err *err)
{
	const struct lab_hop *hop = &q->leg.flow->hops[table_of(&q->leg)];
	struct ctl ask = ctl_within(ctl, TABLE_WAIT_MS);
	struct err wrong = { 0 };
	bool gone = true;

	if (clock_ms() - q->asked_ms < TABLE_MS)
		return 0;
	if (canary_ask(tracer->world, &q->canary, hop, &gone, &ask, &wrong) < 0)
		gone = true;
	q->asked_ms = clock_ms();
	if (gone)
		return 0;
	wrong = (struct err){ 0 };
	q->kept = canary_change(tracer->world, &q->canary, CHANGE_DELETE, &ask,
			  &wrong) < 0;
	if (wrong.code == ERR_CHECK)
		*err = wrong;
	return wrong.code == ERR_CHECK ? -1 : 0;
}

/* A table that is next on its way; one that does not answer has its layer. */
static void
ask_table(const struct tracer *tracer, struct trace *q, const struct ctl *ctl)
{
	int at = trace_missing(q, q->leg.goal);
	const struct lab_hop *hop = at < 0 ? NULL : &q->leg.flow->hops[at];
	struct ctl ask = ctl_within(ctl, TABLE_WAIT_MS);
	struct err ignored = { 0 };
	bool yes = false;

	if (!hop || hop->kind != HOP_SQL || clock_ms() - q->asked_ms < TABLE_MS)
		return;
	canary_ask(tracer->world, &q->canary, hop, &yes, &ask, &ignored);
	q->asked_ms = clock_ms();
	if (!yes)
		return;
	q->seen[at] = (struct sighting){ .at_ms = q->asked_ms };
	say_hop(tracer, q, (size_t)at, hop->name);
}

/* -- a turn ------------------------------------------------------------------- */

/*
 * A broker that does not answer is no error of the turn: whoever waits asks the
 * layers, and hears of it from there.
 */
static int
tracer_list_again(struct tracer *tracer, const struct ctl *ctl, struct err *err)
{
	struct ctl brief = ctl_within(ctl, LIST_WAIT_MS);
	struct err late = { 0 };

	tracer_route(tracer, &brief);
	if (tracer_follow_all(tracer, true, &brief, &late) < 0 &&
		late.code == ERR_REMOTE) {
		*err = late;
		return -1;
	}
	return ctl_check(ctl, err);
}

int
tracer_turn(struct tracer *tracer, const struct ctl *ctl, struct err *err)
{
	struct record rec = { 0 };
	int got = kafka_next(tracer->kafka, &rec, TURN_MS, ctl, err);

	if (got < 0)
		return -1;
	if (got)
		take_record(tracer, &rec);
	for (int i = tracer->done; i < tracer->n; i++) {
		struct trace *q = &tracer->traces[i];

		if (!q->kept)
			ask_table(tracer, q, ctl);
		else if (delete_kept(tracer, q, ctl, err) < 0)
			return -1;
	}
	if (!got && clock_ms() - tracer->listed_ms > LIST_MS)
		return tracer_list_again(tracer, ctl, err);
	return 0;
}
