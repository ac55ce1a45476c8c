/* What a job of Flink reads and writes. */
#include "config.h"

#include "engine/client/flink.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/json.h"
#include "engine/client/http.h"

static void
add_name(char ***names, size_t *n, const char *name, size_t len)
{
	*names = mem_more(*names, *n, sizeof(**names));
	(*names)[(*n)++] = mem_strndup(name, len);
}

/* "Calc[2] -> sales[3]: Writer -> sales[3]: Committer": it writes sales. */
static void
take_sinks(struct flink_parts *out, const char *vertex)
{
	static const char mark[] = ": Writer", arrow[] = "-> ";
	const char *p = vertex, *next;

	while ((p = strstr(p, mark))) {
		const char *start = vertex;

		for (next = vertex; (next = strstr(next, arrow)) && next < p;)
			start = next += sizeof(arrow) - 1;
		add_name(&out->sinks, &out->nsink, start, strcspn(start, "[:"));
		p += sizeof(mark) - 1;
	}
}

/* Each topic once, from "...KafkaSourceReader.topic.T.partition.0...." */
static void
take_topic(struct flink_source *source, const char *metric)
{
	static const char mark[] = "KafkaSourceReader.topic.";
	const char *topic = strstr(metric, mark);
	const char *end = topic ? strstr(topic, ".partition.") : NULL;
	size_t len;

	if (!end)
		return;
	topic += sizeof(mark) - 1;
	len = (size_t)(end - topic);
	for (size_t i = 0; i < source->ntopic; i++)
		if (strlen(source->topics[i]) == len &&
			!memcmp(source->topics[i], topic, len))
			return;
	add_name(&source->topics, &source->ntopic, topic, len);
}

/* The names of a vertex' metrics say what it is connected to. */
static int
ask_metrics(const struct endpoint *at, const char *job, const char *vertex,
	struct flink_source *source, struct flink_parts *out,
	const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf(
		"/jobs/%s/vertices/%s/subtasks/metrics", job, vertex);
	json_t *body = http_get_json(at, path, ctl, err), *metric;
	bool known = false;
	size_t i;

	json_array_foreach(body, i, metric)
	{
		const char *id = json_str(metric, "id", "");

		if (source)
			take_topic(source, id);
		if (strstr(id, "Writer.KafkaProducer."))
			out->to_kafka = true;
		known |= strstr(id, source ? "Source__" : "Writer.") != NULL;
	}
	out->unknown |= !known;
	free(path);
	json_decref(body);
	return body ? 0 : -1;
}

static const char *
plan_of(const json_t *body, const char *vertex)
{
	const json_t *plan = json_object_get(body, "plan"), *node;
	size_t i;

	json_array_foreach(json_object_get(plan, "nodes"), i, node)
	{
		if (!strcmp(json_str(node, "id", ""), vertex))
			return json_str(node, "description", "");
	}
	return "";
}

static int
take_vertex(const struct endpoint *at, const char *job, const json_t *body,
	const json_t *vertex, struct flink_parts *out, const struct ctl *ctl,
	struct err *err)
{
	static const char mark[] = "Source: ";
	const char *name = json_str(vertex, "name", "");
	const char *id = json_str(vertex, "id", "");
	const char *table = strstr(name, mark);
	size_t nsink = out->nsink;
	struct flink_source *source = NULL;

	take_sinks(out, name);
	if (table) {
		table += sizeof(mark) - 1;
		out->sources = mem_more(
			out->sources, out->nsource, sizeof(*out->sources));
		source = &out->sources[out->nsource++];
		*source = (struct flink_source){
			.table = mem_strndup(table, strcspn(table, "[")),
			.plan = mem_strdup(plan_of(body, id)),
		};
	}
	/* Of a job that has ended the cluster has no metrics any more. */
	if ((!source && nsink == out->nsink) ||
		json_int(body, "end-time", -1) > 0)
		return 0;
	return ask_metrics(at, job, id, source, out, ctl, err);
}

int
flink_parts(const struct endpoint *at, const char *id, struct flink_parts *out,
	const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf("/jobs/%s", id);
	json_t *body = http_get_json(at, path, ctl, err), *vertex;
	int rc = body ? 0 : -1;
	size_t i;

	json_array_foreach(json_object_get(body, "vertices"), i, vertex)
	{
		if (rc == 0)
			rc = take_vertex(at, id, body, vertex, out, ctl, err);
	}
	free(path);
	json_decref(body);
	return rc;
}

static void
free_names(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

void
flink_parts_release(struct flink_parts *parts)
{
	for (size_t i = 0; i < parts->nsource; i++) {
		free(parts->sources[i].table);
		free(parts->sources[i].plan);
		free_names(parts->sources[i].topics, parts->sources[i].ntopic);
	}
	free(parts->sources);
	free_names(parts->sinks, parts->nsink);
	*parts = (struct flink_parts){ 0 };
}

bool
flink_topic_is(const char *said, const char *topic)
{
	while (*said && (*said == *topic || (*said == '_' && *topic == '.'))) {
		said++;
		topic++;
	}
	return !*said && !*topic;
}
