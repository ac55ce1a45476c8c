/* Loads, and what expectations say of flows and loads. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"

/* Do records have a number there? A load is counted by it. */
static bool
has_number(const struct lab_hop *hop)
{
	for (size_t j = 0; j < hop->nwhere; j++)
		if (json_is_string(hop->where[j].want) &&
			!strcmp(json_string_value(hop->where[j].want),
				":number"))
			return true;
	return false;
}

static bool
is_numbered(const struct lab_flow *flow)
{
	for (size_t i = 0; i < flow->nhop; i++)
		if (has_number(&flow->hops[i]))
			return true;
	return false;
}

static int
check_load(const struct lab_look *c, const struct lab_load *load)
{
	char where[120];

	snprintf(where, sizeof(where), "loads.%s.flow", load->id);
	return is_numbered(load->flow)
		? 0
		: lab_wrong(c, where,
			  "no hop of \"%s\" has \":number\" by itself, "
			  "expected that: rows are counted by it",
			  load->flow->id);
}

/* A flow that an expectation names has the hop that it speaks of. */
static int
check_named(const struct lab_look *c, const char *path,
	const struct lab_flow *flow, const json_t *expect)
{
	const char *reaches = json_str(expect, "reaches", NULL);
	const char *job = json_str(expect, "job", NULL);
	char where[140];

	snprintf(where, sizeof(where), "%s.%s", path,
		reaches ? "reaches" : "job");
	if (reaches && lab_flow_hop(flow, reaches) < 0)
		return lab_wrong(c, where,
			"\"%s\" is no topic of the flow \"%s\", expected "
			"one",
			reaches, flow->id);
	if (job && strcmp(lab_flow_maker(flow, flow->nhop - 1)->name, job) != 0)
		return lab_wrong(c, where,
			"the flow \"%s\" does not end behind \"%s\", "
			"expected a job that makes its last hop",
			flow->id, job);
	return 0;
}

static int
check_counted(const struct lab_look *c, const char *path,
	const struct lab_flow *flow, const json_t *expect)
{
	const char *topic = json_str(expect, "reaches", NULL);
	char where[140];

	if (check_named(c, path, flow, expect) < 0)
		return -1;
	snprintf(where, sizeof(where), "%s.reaches", path);
	if (has_number(&flow->hops[lab_flow_hop(flow, topic)]))
		return 0;
	return lab_wrong(c, where,
		"the hop \"%s\" of \"%s\" has no \":number\" by itself, "
		"expected that: rows are counted by it",
		topic, flow->id);
}

static void
check_expectation(
	void *ctx, const char *path, const json_t *expect, int within_ms)
{
	const struct lab_look *c = ctx;
	const json_t *flows = json_object_get(expect, "flow");
	const json_t *loads = json_object_get(expect, "keyed");
	const char *name;

	(void)within_ms;
	if (!loads)
		loads = json_object_get(expect, "count");
	for (size_t i = 0; (name = lab_name_at(flows, i)); i++) {
		const struct lab_flow *flow = lab_flow_of(c->lab, name);

		if (flow)
			check_named(c, path, flow, expect);
	}
	for (size_t i = 0; (name = lab_name_at(loads, i)); i++) {
		const struct lab_load *load = lab_load_of(c->lab, name);

		if (load)
			check_counted(c, path, load->flow, expect);
	}
}

void
lab_loads_check(const struct lab_look *c)
{
	for (size_t i = 0; i < c->lab->nload; i++)
		check_load(c, &c->lab->loads[i]);
	lab_each_expectation(c->lab, check_expectation, (void *)(size_t)c);
}
