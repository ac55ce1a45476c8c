#include "config.h"

#include "common/event/traces.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/event/event.h"

static struct trace_way *
way_of(struct traces *traces, const char *flow)
{
	for (size_t i = 0; i < traces->nway; i++)
		if (!strcmp(traces->ways[i].flow, flow))
			return &traces->ways[i];
	traces->ways =
		mem_more(traces->ways, traces->nway, sizeof(*traces->ways));
	traces->ways[traces->nway] =
		(struct trace_way){ .flow = mem_strdup(flow) };
	return &traces->ways[traces->nway++];
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
take_hop(struct traces *traces, const struct event *ev)
{
	struct trace_place *place = place_of(way_of(traces, ev->subject),
		ev->name ? ev->name : "", ev->state ? ev->state : "");

	place->ms = mem_more(place->ms, place->nms, sizeof(*place->ms));
	place->ms[place->nms++] = ev->count;
	free(place->where);
	place->where = ev->text ? mem_strdup(ev->text) : NULL;
}

void
traces_event(struct traces *traces, const struct event *ev)
{
	struct trace_way *way;

	if (ev->kind == EV_TRACE_HOP && ev->subject)
		take_hop(traces, ev);
	if (ev->kind != EV_TRACE_STOP || !ev->subject)
		return;
	way = way_of(traces, ev->subject);
	free(way->stop);
	way->stop = event_copy(ev);
}

static void
way_release(struct trace_way *way)
{
	for (size_t i = 0; i < way->nplace; i++) {
		free(way->places[i].name);
		free(way->places[i].clock);
		free(way->places[i].where);
		free(way->places[i].ms);
	}
	free(way->places);
	free(way->stop);
	free(way->flow);
}

void
traces_release(struct traces *traces)
{
	for (size_t i = 0; i < traces->nway; i++)
		way_release(&traces->ways[i]);
	free(traces->ways);
	*traces = (struct traces){ 0 };
}

static int
by_size(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

void
traces_sort(const struct traces *traces)
{
	for (size_t i = 0; i < traces->nway; i++)
		for (size_t j = 0; j < traces->ways[i].nplace; j++)
			qsort(traces->ways[i].places[j].ms,
				traces->ways[i].places[j].nms,
				sizeof(long long), by_size);
}

long long
trace_percentile(const struct trace_place *place, int share)
{
	size_t rank = (place->nms * (size_t)share + 99) / 100;

	return place->ms[rank ? rank - 1 : 0];
}

const char *
trace_clock(const struct trace_place *place)
{
	static const struct {
		const char *clock, *word;
	} words[] = {
		{ "commit", N_("committed") },
		{ "record", N_("the record's own time") },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (!strcmp(words[i].clock, place->clock))
			return words[i].word;
	return NULL;
}
