#include "config.h"

#include "engine/run/act.h"

#include <fnmatch.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/client/kafka.h"
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
			emit_output(run->world->out, run->step->id, "topic %s created",
				json_string_value(name));
		nmade += made;
	}
	run->already = rc == 0 && !nmade;
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

int
left_topics(struct step_run *run, const json_t *action, struct left *left)
{
	const json_t *topics = json_object_get(action, "topics"), *name;
	struct kafka_names all = { 0 };
	struct err err = { 0 };
	struct kafka *kafka =
		kafka_open(world_endpoint(run->world, "kafka"), &err);
	int rc = kafka ? kafka_topics(kafka, &all, run->ctl, &err) : -1;
	size_t i;

	json_array_foreach(topics, i, name)
	{
		for (size_t j = 0; j < all.n; j++)
			if (!strcmp(all.names[j], json_string_value(name)))
				buf_addf(&left->what, "%s%s",
					left->what.len ? ", "
						       : MSG_("the topics "),
					all.names[j]);
	}
	if (rc < 0)
		act_fail(run, "kafka", &err);
	kafka_names_release(&all);
	kafka_free(kafka);
	return rc;
}
