#include "config.h"

#include "engine/run/act.h"

#include <fnmatch.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/kafka.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

int
act_topics(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	const json_t *name;
	size_t i;
	int nmade = 0, rc = kafka ? 0 : -1;

	json_array_foreach(json_object_get(action, "topics"), i, name)
	{
		bool made = false;

		if (rc == 0)
			rc = kafka_topic_create(kafka, json_string_value(name),
				1, NULL, &made, run->ctl, &err);
		if (rc == 0 && made)
			emit_output(run->world->out, run->step->id,
				"topic %s created", json_string_value(name));
		nmade += made;
	}
	run->already = rc == 0 && !nmade;
	if (rc < 0)
		act_fail(run, "kafka", &err);
	kafka_free(kafka);
	return rc;
}

/* The first setting that is another one than wanted, or the partitions. */
static int
refuse_difference(struct step_run *run, struct kafka *kafka,
	const json_t *action, struct err *err)
{
	const char *topic = json_str(action, "topic", ""), *name;
	int want = (int)json_int(action, "partitions", 1);
	int is = kafka_partitions(kafka, topic, run->ctl, err);
	json_t *config =
		is < 0 ? NULL : kafka_topic_config(kafka, topic, run->ctl, err);
	json_t *value;

	if (config && is != want)
		err_set(err, ERR_CHECK, "topic %s has %d partitions, not %d",
			topic, is, want);
	json_object_foreach(json_object_get(action, "config"), name, value)
	{
		const char *now = json_str(config, name, NULL);

		if (!config || err->code ||
			(now && !strcmp(now, json_string_value(value))))
			continue;
		err_set(err, ERR_CHECK, "topic %s has %s=%s, not %s", topic,
			name, now ? now : "", json_string_value(value));
	}
	json_decref(config);
	return err->code ? -1 : 0;
}

/* What is there is left alone, so one with other settings is red. */
int
act_topic(struct step_run *run, const json_t *action)
{
	const char *topic = json_str(action, "topic", "");
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	bool made = false;
	int rc = kafka ? kafka_topic_create(kafka, topic,
				 (int)json_int(action, "partitions", 1),
				 json_object_get(action, "config"), &made,
				 run->ctl, &err)
		       : -1;

	if (rc == 0)
		rc = refuse_difference(run, kafka, action, &err);
	if (rc == 0 && made)
		emit_output(run->world->out, run->step->id, "topic %s created",
			topic);
	run->already = rc == 0 && !made;
	if (rc < 0)
		act_fail(run, "kafka", &err);
	kafka_free(kafka);
	return rc;
}

static bool
is_listed(const json_t *patterns, const char *topic)
{
	const json_t *pattern;
	size_t i;

	json_array_foreach(patterns, i, pattern)
	{
		if (!fnmatch(json_string_value(pattern), topic, 0))
			return true;
	}
	return false;
}

int
act_topics_delete(struct step_run *run, const json_t *action)
{
	const json_t *patterns = json_object_get(action, "topics-delete");
	struct kafka_names all = { 0 };
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	int rc = kafka ? kafka_topics(kafka, &all, run->ctl, &err) : -1;

	for (size_t i = 0; rc == 0 && i < all.n; i++)
		if (is_listed(patterns, all.names[i]))
			rc = kafka_topic_delete(
				kafka, all.names[i], run->ctl, &err);
	if (rc < 0)
		act_fail(run, "kafka", &err);
	kafka_names_release(&all);
	kafka_free(kafka);
	return rc;
}

/* Those of names, one or several, that are there. */
static int
left_named(struct step_run *run, const json_t *names, struct left *left)
{
	struct kafka_names all = { 0 };
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	int rc = kafka ? kafka_topics(kafka, &all, run->ctl, &err) : -1;
	struct buf found = { 0 };
	const char *name;

	for (size_t i = 0; (name = lab_name_at(names, i)); i++)
		if (kafka_names_has(&all, name))
			buf_addf(&found, "%s%s", found.len ? ", " : "", name);
	if (found.len)
		msg_add(&left->what, "the topics %s", buf_str(&found));
	buf_release(&found);
	if (rc < 0)
		act_fail(run, "kafka", &err);
	kafka_names_release(&all);
	kafka_free(kafka);
	return rc;
}

int
left_topics(struct step_run *run, const json_t *action, struct left *left)
{
	return left_named(run, json_object_get(action, "topics"), left);
}

int
left_topic(struct step_run *run, const json_t *action, struct left *left)
{
	return left_named(run, json_object_get(action, "topic"), left);
}
