#include "config.h"

#include "engine/flow/trace_text.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "engine/flow/tracer.h"

/* What the lab expects there, with the canary's values. */
static void
add_value(struct buf *out, const struct trace *q, const json_t *want)
{
	if (json_is_string(want)) {
		canary_fill(&q->canary, json_string_value(want), out);
	} else {
		char *line = json_line(want);

		buf_adds(out, line);
		free(line);
	}
}

void
trace_add_unlike(struct buf *out, const struct trace *q)
{
	const struct unlike *unlike = &q->unlike;
	struct buf want = { 0 };

	if (!unlike->where) {
		buf_adds(out,
			MSG_("its id stands in the record, but nowhere that "
			     "the lab expects it"));
		return;
	}
	if (unlike->wrapped) {
		buf_adds(out,
			MSG_("a converter has put schema and payload around "
			     "the value"));
		return;
	}
	add_value(&want, q, unlike->where->want);
	msg_add(out, "%s is %s, expected %s", unlike->where->said, unlike->is,
		buf_str(&want));
	buf_release(&want);
}

/* The record that the row should be in the first topic of its way. */
static void
add_wanted(struct buf *out, const struct trace *q)
{
	const struct lab_hop *hop = &q->leg.flow->hops[trace_first_topic(q)];
	struct buf list = { 0 };

	for (size_t i = 0; i < hop->nwhere; i++) {
		buf_addf(&list, "%s%s=", i ? ", " : "", hop->where[i].said);
		add_value(&list, q, hop->where[i].want);
	}
	msg_add(out, "; then a record with %s in %s", buf_str(&list),
		hop->name);
	buf_release(&list);
}

void
trace_add_probe(struct buf *out, const struct trace *q)
{
	const struct lab_flow *flow = q->leg.flow;

	canary_sql(&q->canary, CHANGE_INSERT, out);
	if (flow->change != CHANGE_INSERT) {
		buf_adds(out, "; ");
		canary_sql(&q->canary, flow->change, out);
	}
	if (flow->hops[trace_first_topic(q)].kind == HOP_TOPIC)
		add_wanted(out, q);
}

/* "TOPIC@OFFSET after 12 ms, ...": where it was seen, and when. */
static void
add_sightings(struct buf *out, const struct trace *q)
{
	for (size_t i = 0; i <= q->leg.goal; i++) {
		const struct lab_hop *hop = &q->leg.flow->hops[i];
		const struct sighting *seen = &q->seen[i];
		struct buf place = { 0 };

		if (!seen->at_ms)
			continue;
		buf_adds(&place, hop->name);
		if (hop->kind == HOP_TOPIC)
			buf_addf(&place, "@%lld", (long long)seen->offset);
		buf_adds(out, out->len ? ", " : "");
		msg_add(out, "%s after %lld ms", buf_str(&place),
			(long long)(seen->at_ms - q->canary.sent_ms));
		buf_release(&place);
	}
}

void
trace_add_evidence(struct buf *out, const struct trace *q)
{
	struct buf seen = { 0 };

	add_sightings(&seen, q);
	msg_add(out, "row %.8s of %s in %s", q->canary.id,
		q->canary.of->database, buf_str(&seen));
	buf_release(&seen);
}
