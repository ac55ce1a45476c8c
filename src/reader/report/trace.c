/*
 * A trace: when rows were where on their flows. One row is told hop by hop, of
 * many the percentiles.
 */
#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/event/event.h"
#include "reader/report/text.h"

#define HOP_COLS 34
#define LABEL_COLS 9

/* -- for people --------------------------------------------------------------- */

static void
add_note(struct buf *b, const struct trace_place *place)
{
	const char *word = trace_clock(place);

	buf_adds(b, "  ");
	if (word)
		buf_adds(b, _(word));
	if (word && place->where)
		buf_adds(b, "; ");
	text_add(b, place->where);
	while (b->len && b->data[b->len - 1] == ' ')
		b->data[--b->len] = '\0';
	buf_addc(b, '\n');
}

static void
place_line(struct report *r, const struct trace_place *place, bool many)
{
	struct buf *b = &r->out;

	buf_adds(b, "  ");
	text_pad(b, place->name, HOP_COLS);
	if (!many) {
		buf_addf(b, "%7lld ms", place->ms[0]);
		add_note(b, place);
		return;
	}
	buf_addf(b, "%7lld %8lld %8lld ms", trace_percentile(place, 50),
		trace_percentile(place, 99), trace_percentile(place, 100));
	if (!strcmp(place->clock, "record"))
		buf_addf(b, "  %s", _(trace_clock(place)));
	buf_addc(b, '\n');
}

static void
stop_field(struct buf *b, const char *label, const char *value)
{
	text_field(b, 2, LABEL_COLS, _(label), value);
}

static void
stop_lines(struct report *r, const struct event *stop)
{
	char *hint = report_hint(stop);
	struct buf *b = &r->out;

	buf_adds(b, "  ");
	text_pad(b, stop->name, HOP_COLS);
	buf_adds(b, "   ");
	text_ink(b, r->colour, INK_BAD, _("not reached"));
	buf_addc(b, '\n');
	stop_field(b, NC_("label", "why"), stop->cause);
	stop_field(b, NC_("label", "try"), hint);
	stop_field(b, NC_("label", "probe"), stop->probe);
	free(hint);
}

static size_t
rows_of(const struct traces *fold)
{
	size_t most = 0;

	for (size_t i = 0; i < fold->nway; i++)
		for (size_t j = 0; j < fold->ways[i].nplace; j++)
			if (fold->ways[i].places[j].nms > most)
				most = fold->ways[i].places[j].nms;
	return most;
}

static void
way_lines(struct report *r, const struct trace_way *way, bool many)
{
	struct buf *b = &r->out;

	buf_addc(b, '\n');
	text_ink(b, r->colour, INK_STRONG, way->flow);
	if (many && way->nplace) {
		buf_addc(b, '\n');
		buf_addf(b, "  %*s%7s %8s %8s", HOP_COLS, "", "p50", "p99",
			"max");
	}
	buf_addc(b, '\n');
	for (size_t i = 0; i < way->nplace; i++)
		place_line(r, &way->places[i], many);
	if (way->stop)
		stop_lines(r, way->stop);
}

static void
trace_human_end(struct report *r, const struct err *err)
{
	bool many = rows_of(&r->traces) > 1;

	(void)err;
	traces_sort(&r->traces);
	for (size_t i = 0; i < r->traces.nway; i++)
		way_lines(r, &r->traces.ways[i], many);
	if (r->traces.nway)
		buf_addf(&r->out, "\n%s.\n",
			_("Times are since the commit, as seen here where no "
			  "other clock is named"));
}

static void
trace_event(struct report *r, const struct event *ev)
{
	traces_event(&r->traces, ev);
}

/* -- for programs ------------------------------------------------------------- */

static json_t *
place_json(const struct trace_place *place)
{
	json_t *o = json_object();

	object_str(o, "at", place->name);
	object_str(o, "clock", place->clock);
	object_str(o, "where", place->where);
	json_set_int(o, "rows", (long long)place->nms);
	json_set_int(o, "p50_ms", trace_percentile(place, 50));
	json_set_int(o, "p99_ms", trace_percentile(place, 99));
	json_set_int(o, "max_ms", trace_percentile(place, 100));
	return o;
}

static json_t *
way_json(const struct trace_way *way)
{
	json_t *o = json_object(), *hops = json_array();

	object_str(o, "flow", way->flow);
	for (size_t i = 0; i < way->nplace; i++)
		json_array_append_new(hops, place_json(&way->places[i]));
	json_object_set_new(o, "hops", hops);
	if (way->stop) {
		object_str(o, "stops_at", way->stop->name);
		object_str(o, "cause", way->stop->cause);
		object_str(o, "explain", way->stop->explain);
	}
	return o;
}

static void
trace_json_end(struct report *r, const struct err *err)
{
	json_t *o = json_object(), *flows = json_array();

	traces_sort(&r->traces);
	for (size_t i = 0; i < r->traces.nway; i++)
		json_array_append_new(flows, way_json(&r->traces.ways[i]));
	json_object_set_new(o, "flows", flows);
	object_end(o, r, err);
}

static const struct report_kind trace_human = { "human", human_title,
	trace_event, trace_human_end };
static const struct report_kind trace_json = { "json", NULL, trace_event,
	trace_json_end };

const struct report_kind *
report_trace(bool json)
{
	return json ? &trace_json : &trace_human;
}
