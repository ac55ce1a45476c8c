/*
 * A trace: when rows were where on their flows. One row is told hop by hop, of
 * many the percentiles.
 */
#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/event/event.h"
#include "reader/report/text.h"

#define HOP_COLS 34
#define LABEL_COLS 9

/* A place on a flow, and how long each row took to it. */
struct trace_place {
	char *name, *clock, *where; /* where: of the last row; or NULL */
	long long *ms;
	size_t nms;
};

struct trace_way {
	char *flow;
	struct trace_place *places; /* in the order in which they are told */
	size_t nplace;
	struct event *stop; /* owned; NULL: it came to the end */
};

struct trace_fold {
	struct trace_way *ways;
	size_t nway;
};

/* -- the fold ----------------------------------------------------------------- */

static struct trace_way *
way_of(struct report *r, const char *flow)
{
	struct trace_fold *fold = r->trace;

	if (!fold)
		fold = r->trace = mem_alloc(sizeof(*fold));
	for (size_t i = 0; i < fold->nway; i++)
		if (!strcmp(fold->ways[i].flow, flow))
			return &fold->ways[i];
	fold->ways = mem_more(fold->ways, fold->nway, sizeof(*fold->ways));
	fold->ways[fold->nway] = (struct trace_way){ .flow = mem_strdup(flow) };
	return &fold->ways[fold->nway++];
}

static struct trace_place *
place_of(struct trace_way *way, const char *name, const char *clock)
{
	struct trace_place *place;

	for (size_t i = 0; i < way->nplace; i++)
		if (!strcmp(way->places[i].name, name) &&
			!strcmp(way->places[i].clock, clock))
			return &way->places[i];
	way->places = mem_more(way->places, way->nplace, sizeof(*way->places));
	place = &way->places[way->nplace++];
	*place = (struct trace_place){ .name = mem_strdup(name),
		.clock = mem_strdup(clock) };
	return place;
}

static void
take_hop(struct report *r, const struct event *ev)
{
	struct trace_place *place = place_of(way_of(r, ev->subject),
		ev->name ? ev->name : "", ev->state ? ev->state : "");

	place->ms = mem_more(place->ms, place->nms, sizeof(*place->ms));
	place->ms[place->nms++] = ev->count;
	free(place->where);
	place->where = ev->text ? mem_strdup(ev->text) : NULL;
}

static void
trace_event(struct report *r, const struct event *ev)
{
	struct trace_way *way;

	if (ev->kind == EV_TRACE_HOP && ev->subject)
		take_hop(r, ev);
	if (ev->kind != EV_TRACE_STOP || !ev->subject)
		return;
	way = way_of(r, ev->subject);
	free(way->stop);
	way->stop = event_copy(ev);
}

static void
fold_free(struct report *r)
{
	struct trace_fold *fold = r->trace;

	for (size_t i = 0; fold && i < fold->nway; i++) {
		struct trace_way *way = &fold->ways[i];

		for (size_t j = 0; j < way->nplace; j++) {
			free(way->places[j].name);
			free(way->places[j].clock);
			free(way->places[j].where);
			free(way->places[j].ms);
		}
		free(way->places);
		free(way->stop);
		free(way->flow);
	}
	if (fold)
		free(fold->ways);
	free(fold);
	r->trace = NULL;
}

/* -- numbers ------------------------------------------------------------------ */

static int
by_size(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

/* The nearest rank: of n sorted ones that which share of them does not exceed. */
static long long
percentile(const struct trace_place *place, int share)
{
	size_t rank = (place->nms * (size_t)share + 99) / 100;

	return place->ms[rank ? rank - 1 : 0];
}

static void
sort_all(const struct trace_fold *fold)
{
	for (size_t i = 0; i < fold->nway; i++)
		for (size_t j = 0; j < fold->ways[i].nplace; j++)
			qsort(fold->ways[i].places[j].ms,
				fold->ways[i].places[j].nms, sizeof(long long),
				by_size);
}

/* -- for people --------------------------------------------------------------- */

/* Whose clock says when; NULL: ours, at the moment when it was seen. */
static const char *
clock_word(const char *clock)
{
	static const struct {
		const char *clock, *word;
	} words[] = {
		{ "commit", N_("committed") },
		{ "record", N_("the record's own time") },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (!strcmp(words[i].clock, clock))
			return _(words[i].word);
	return NULL;
}

static void
add_note(struct buf *b, const struct trace_place *place)
{
	const char *word = clock_word(place->clock);

	buf_adds(b, "  ");
	if (word)
		buf_adds(b, word);
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
	buf_addf(b, "%7lld %8lld %8lld ms", percentile(place, 50),
		percentile(place, 99), percentile(place, 100));
	if (!strcmp(place->clock, "record"))
		buf_addf(b, "  %s", clock_word(place->clock));
	buf_addc(b, '\n');
}

static void
stop_field(struct buf *b, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	buf_adds(b, "  ");
	text_pad(b, _(label), LABEL_COLS);
	text_hang(b, value, 2 + LABEL_COLS);
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
rows_of(const struct trace_fold *fold)
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
	const struct trace_fold *fold = r->trace;

	(void)err;
	if (fold) {
		size_t rows = rows_of(fold);

		sort_all(fold);
		for (size_t i = 0; i < fold->nway; i++)
			way_lines(r, &fold->ways[i], rows > 1);
		buf_addf(&r->out, "\n%s.\n",
			_("Times are since the commit, as seen here where no "
			  "other clock is named"));
	}
	fold_free(r);
}

static void
trace_human_begin(struct report *r)
{
	text_ink(&r->out, r->colour, INK_STRONG, r->title);
	buf_addc(&r->out, '\n');
}

/* -- for programs ------------------------------------------------------------- */

static json_t *
place_json(const struct trace_place *place)
{
	json_t *o = json_object();

	object_str(o, "at", place->name);
	object_str(o, "clock", place->clock);
	object_str(o, "where", place->where);
	json_object_set_new(o, "rows", json_integer((json_int_t)place->nms));
	json_object_set_new(o, "p50_ms", json_integer(percentile(place, 50)));
	json_object_set_new(o, "p99_ms", json_integer(percentile(place, 99)));
	json_object_set_new(o, "max_ms", json_integer(percentile(place, 100)));
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

	if (r->trace)
		sort_all(r->trace);
	for (size_t i = 0; r->trace && i < r->trace->nway; i++)
		json_array_append_new(flows, way_json(&r->trace->ways[i]));
	json_object_set_new(o, "flows", flows);
	json_object_set_new(o, "exit", json_integer(report_exit(r, err)));
	object_str(o, "cause", report_abort(r, err));
	object_print(o, &r->out);
	fold_free(r);
}

static const struct report_kind trace_human = { "human", trace_human_begin,
	trace_event, trace_human_end };
static const struct report_kind trace_json = { "json", NULL, trace_event,
	trace_json_end };

const struct report_kind *
report_trace(bool json)
{
	return json ? &trace_json : &trace_human;
}
