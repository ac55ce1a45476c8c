/* {"produce": TOPIC, "records": [...]}: records without a connector. */
#include "config.h"

#include "engine/run/act.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/kafka.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/*
 * A text as it is, a block without its last newline, anything else as JSON;
 * owned. NULL: null.
 */
static char *
value_of(const struct step_run *run, const json_t *record, size_t *len)
{
	const char *block = json_str(record, "block", NULL);
	const json_t *value = json_object_get(record, "value");
	char *text = NULL;

	if (block) {
		text = world_block(run->world, block, len);
		*len -= *len && text[*len - 1] == '\n';
		return text;
	}
	if (json_is_string(value))
		text = mem_strdup(json_string_value(value));
	else if (!json_is_null(value))
		text = json_line(value);
	*len = text ? strlen(text) : 0;
	return text;
}

/* There: its name can be typed wrong, and brokers make topics by themselves. */
static int
must_be_there(struct step_run *run, const char *topic)
{
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	int n = kafka ? kafka_partitions(kafka, topic, run->ctl, &err) : -1;

	if (n < 0)
		act_fail(run, "kafka", &err);
	else if (n == 0)
		failure_set(run->failure, NULL, "kafka",
			"there is no topic %s to write to", topic);
	kafka_free(kafka);
	return n > 0 ? 0 : -1;
}

int
act_produce(struct step_run *run, const json_t *action)
{
	const char *topic = json_str(action, "produce", "");
	const json_t *records = json_object_get(action, "records"), *one;
	size_t n = json_array_size(records), i;
	struct kafka_message *messages = mem_alloc(n * sizeof(*messages));
	struct err err = { 0 };
	int64_t last = -1;
	int rc = must_be_there(run, topic);

	json_array_foreach(records, i, one)
	{
		messages[i].key = json_str(one, "key", NULL);
		messages[i].value = value_of(run, one, &messages[i].value_len);
		messages[i].headers = json_object_get(one, "headers");
	}
	if (rc == 0 &&
		kafka_produce(world_endpoint(run->world, "kafka"), topic,
			messages, n, &last, run->ctl, &err) < 0)
		rc = act_fail(run, "kafka", &err);
	if (rc == 0)
		emit_output(run->world->out, run->step->id,
			"%s: %zu records written, the last at offset %lld",
			topic, n, (long long)last);
	for (i = 0; i < n; i++)
		free((char *)(size_t)messages[i].value);
	free(messages);
	return rc;
}

/* Records are not deleted one by one; they go with their topic. */
int
left_produce(struct step_run *run, const json_t *action, struct left *left)
{
	const char *topic = json_str(action, "produce", "");
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	int64_t n =
		kafka ? kafka_count(kafka, topic, 0, INT64_MAX, run->ctl) : -1;

	if (n > 0)
		msg_add(&left->what, "records of the topic %s", topic);
	else if (n < 0)
		err_set(&err, ERR_NETWORK,
			"the records of %s cannot be counted", topic);
	kafka_free(kafka);
	return n < 0 ? act_fail(run, "kafka", &err) : 0;
}
