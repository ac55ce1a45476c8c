#include "config.h"

#include "common/course/lab_flow.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/sql_name.h"
#include "common/course/lab.h"

#define BITS 52 /* a JSON number holds 53 bits exactly */

static const char *
text_of(const json_t *object, const char *key)
{
	return json_str(json_object_get(object, key), "text", NULL);
}

static void
take_canary(struct lab *lab, const char *id, const json_t *one)
{
	struct lab_canary *canary = &lab->canaries[lab->ncanary++];

	*canary = (struct lab_canary){ .id = id,
		.database = json_str(one, "database", ""),
		.sql = { text_of(one, "insert"), text_of(one, "update"),
			text_of(one, "delete") },
		.sweep = text_of(one, "sweep"),
		.bits = (int)json_int(one, "bits", BITS) };
	if (!canary->sql[CHANGE_INSERT] || !canary->sql[CHANGE_DELETE]) {
		lab->ncanary--; /* the schema has told that */
		return;
	}
	canary->table = sql_insert_table(canary->sql[CHANGE_INSERT]);
}

/* "header:NAME", "key", "value:/a/b". */
void
lab_where_take(struct lab_where *where, const char *said, const json_t *want)
{
	static const char *const parts[] = { [WHERE_HEADER] = "header",
		[WHERE_KEY] = "key",
		[WHERE_VALUE] = "value" };
	size_t len = strcspn(said, ":");

	*where = (struct lab_where){ .said = said,
		.place = said[len] ? said + len + 1 : "",
		.want = want,
		.bound = json_is_string(want) &&
			sql_name_has(json_string_value(want)) };
	for (size_t i = WHERE_HEADER; i < ARRAY_LEN(parts); i++)
		if (strlen(parts[i]) == len && !memcmp(parts[i], said, len))
			where->part = (enum lab_part)i;
}

void
lab_hop_take(struct lab_hop *hop, const json_t *one)
{
	static const char *const keys[] = { [HOP_CONNECTOR] = "connector",
		[HOP_TOPIC] = "topic",
		[HOP_JOB] = "job",
		[HOP_SQL] = "sql" };
	json_t *where = json_object_get(one, "where"), *want;
	const char *said;

	*hop = (struct lab_hop){ .name = "" };
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_object_get(one, keys[i]))
			*hop = (struct lab_hop){ .kind = (enum lab_hop_kind)i,
				.name = json_str(one, keys[i], "") };
	hop->text = json_str(one, "text", hop->kind == HOP_SQL ? "" : NULL);
	hop->bare = json_is_false(json_object_get(one, "envelope"));
	hop->where =
		mem_alloc((json_object_size(where) + 1) * sizeof(*hop->where));
	json_object_foreach(where, said, want)
	{
		lab_where_take(&hop->where[hop->nwhere++], said, want);
	}
}

static const struct lab_canary *
canary_of(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->ncanary; i++)
		if (!strcmp(lab->canaries[i].id, id))
			return &lab->canaries[i];
	return NULL;
}

void
lab_hop_release(struct lab_hop *hop)
{
	free(hop->where);
	*hop = (struct lab_hop){ 0 };
}

static void
hops_release(struct lab_flow *flow)
{
	for (size_t i = 0; i < flow->nhop; i++)
		lab_hop_release(&flow->hops[i]);
	free(flow->hops);
}

static void
take_flow(struct lab *lab, const char *id, const json_t *one)
{
	static const char *const changes[CHANGES] = { "insert", "update",
		"delete" };
	const json_t *hops = json_object_get(one, "hops"), *hop;
	struct lab_flow *flow = &lab->flows[lab->nflow++];
	const char *change = json_str(one, "change", changes[0]);
	size_t i;

	*flow = (struct lab_flow){ .id = id,
		.canary = canary_of(lab, json_str(one, "canary", "")) };
	for (i = 0; i < CHANGES; i++)
		if (!strcmp(changes[i], change))
			flow->change = (enum lab_change)i;
	flow->hops =
		mem_alloc((json_array_size(hops) + 1) * sizeof(*flow->hops));
	json_array_foreach(hops, i, hop)
	{
		lab_hop_take(&flow->hops[flow->nhop++], hop);
	}
	if (!flow->canary || !flow->nhop) { /* what is wrong was told */
		hops_release(flow);
		lab->nflow--;
	}
}

static void
take_load(struct lab *lab, const char *id, const json_t *one)
{
	const struct lab_flow *flow =
		lab_flow_of(lab, json_str(one, "flow", ""));

	if (flow)
		lab->loads[lab->nload++] = (struct lab_load){ .id = id,
			.flow = flow,
			.text = json_str(one, "text", "") };
}

void
lab_flows_take(struct lab *lab)
{
	json_t *canaries = json_object_get(lab->root, "canaries"),
	       *flows = json_object_get(lab->root, "flows"),
	       *loads = json_object_get(lab->root, "loads"), *one;
	const char *id;

	lab->canaries = mem_alloc(
		(json_object_size(canaries) + 1) * sizeof(*lab->canaries));
	lab->flows =
		mem_alloc((json_object_size(flows) + 1) * sizeof(*lab->flows));
	lab->loads =
		mem_alloc((json_object_size(loads) + 1) * sizeof(*lab->loads));
	json_object_foreach(canaries, id, one)
	{
		take_canary(lab, id, one);
	}
	json_object_foreach(flows, id, one)
	{
		take_flow(lab, id, one);
	}
	json_object_foreach(loads, id, one)
	{
		take_load(lab, id, one);
	}
}

void
lab_flows_release(struct lab *lab)
{
	for (size_t i = 0; i < lab->ncanary; i++)
		free(lab->canaries[i].table);
	for (size_t i = 0; i < lab->nflow; i++)
		hops_release(&lab->flows[i]);
	free(lab->canaries);
	free(lab->flows);
	free(lab->loads);
}

const struct lab_flow *
lab_flow_of(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->nflow; i++)
		if (!strcmp(lab->flows[i].id, id))
			return &lab->flows[i];
	return NULL;
}

const struct lab_load *
lab_load_of(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->nload; i++)
		if (!strcmp(lab->loads[i].id, id))
			return &lab->loads[i];
	return NULL;
}

const char *
lab_name_at(const json_t *names, size_t i)
{
	if (json_is_string(names))
		return i ? NULL : json_string_value(names);
	return json_string_value(json_array_get(names, i));
}

const json_t *
lab_made_topics(const json_t *run)
{
	const json_t *topics = json_object_get(run, "topics");

	return topics ? topics : json_object_get(run, "topic");
}

int
lab_flow_hop(const struct lab_flow *flow, const char *topic)
{
	if (!topic)
		return (int)flow->nhop - 1;
	for (size_t i = 0; i < flow->nhop; i++)
		if (flow->hops[i].kind == HOP_TOPIC &&
			!strcmp(flow->hops[i].name, topic))
			return (int)i;
	return -1;
}

const struct lab_hop *
lab_flow_maker(const struct lab_flow *flow, size_t hop)
{
	while (hop && flow->hops[hop].kind != HOP_CONNECTOR &&
		flow->hops[hop].kind != HOP_JOB)
		hop--;
	return &flow->hops[hop];
}
