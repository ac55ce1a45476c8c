#include "config.h"

#include "engine/flow/lens_topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_refs.h"
#include "engine/client/endpoint.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOOK_MS 1000      /* how often */
#define ASK_MS 500        /* a healthy broker needs about 5 */
#define PATIENCE_MS 20000 /* with a broker that is gone; it starts in 5 s */

/* -- which ------------------------------------------------------------------- */

static struct lens_topic *
lens_topic_of(const struct lens_topics *topics, const char *name)
{
	for (size_t i = 0; i < topics->n; i++)
		if (!strcmp(topics->all[i].name, name))
			return &topics->all[i];
	return NULL;
}

static void
add_topic(void *ctx, const char *name)
{
	struct lens_topics *topics = ctx;

	if (lens_topic_of(topics, name))
		return;
	topics->all = mem_more(topics->all, topics->n, sizeof(*topics->all));
	topics->all[topics->n++] =
		(struct lens_topic){ .name = mem_strdup(name) };
}

static int
unknown_topic(
	const struct kafka_names *there, const char *topic, struct err *err)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < there->n; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", there->names[i]);
	if (there->n)
		err_set(err, ERR_USAGE, "no topic \"%s\", the broker has: %s",
			topic, buf_str(&list));
	else
		err_set(err, ERR_USAGE, "no topic \"%s\", the broker has none",
			topic);
	buf_release(&list);
	return -1;
}

static int
follow(struct lens_topics *topics, struct lens_topic *topic,
	const struct record_start *start, const struct ctl *ctl,
	struct err *err)
{
	struct kafka *kafka = topics->kafka;
	int rc = -1;

	switch (start->kind) {
	case START_BEGINNING:
		rc = kafka_follow(kafka, topic->name, true, ctl, err);
		break;
	case START_OFFSET:
		rc = kafka_follow_at(kafka, topic->name, start->at, ctl, err);
		break;
	case START_TIME:
		rc = kafka_follow_since(
			kafka, topic->name, start->at, ctl, err);
		break;
	}
	topic->begun = kafka_begun(kafka, topic->name);
	if (rc == 0 && !topics->follow)
		rc = kafka_ends(kafka, topic->name, &topic->ends, ctl, err);
	return rc;
}

static int
follow_all(struct lens_topics *topics, const struct kafka_names *there,
	const struct record_start *start, const struct ctl *ctl,
	struct err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < topics->n; i++) {
		struct lens_topic *topic = &topics->all[i];

		found += kafka_names_has(there, topic->name);
		if (!topics->follow && !kafka_names_has(there, topic->name))
			continue;
		if (follow(topics, topic, start, ctl, err) < 0)
			return -1;
	}
	if (found || topics->follow)
		return 0;
	err_set(err, ERR_CHECK, "none of the lab's topics is there");
	return err_hint(err, "the steps of the lab make them: cdclab run %s",
		topics->world->lab->lesson);
}

int
lens_topics_open(struct lens_topics *topics, const char *const *names, size_t n,
	const struct record_start *start, const struct ctl *ctl,
	struct err *err)
{
	struct kafka_names there = { 0 };
	int rc = kafka_topics(topics->kafka, &there, ctl, err);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!topics->follow && !kafka_names_has(&there, names[i]))
			rc = unknown_topic(&there, names[i], err);
		add_topic(topics, names[i]);
	}
	if (!n)
		lab_topics_each(topics->world->lab, add_topic, topics);
	if (rc == 0)
		rc = follow_all(topics, &there, start, ctl, err);
	kafka_names_release(&there);
	return rc;
}

void
lens_topics_release(struct lens_topics *topics)
{
	for (size_t i = 0; i < topics->n; i++) {
		kafka_ends_release(&topics->all[i].ends);
		free(topics->all[i].read);
		free(topics->all[i].name);
	}
	free(topics->all);
	*topics = (struct lens_topics){ 0 };
}

/* -- what became of them ------------------------------------------------------ */

/* text is taken. */
static void
say(const struct lens_topics *topics, char *text)
{
	emit(topics->world->out,
		(struct event){ .kind = EV_OUTPUT, .text = text });
	free(text);
}

/* The client may have noticed it, and begun by itself. */
static void
begin_again(struct lens_topics *topics, struct lens_topic *topic)
{
	if (kafka_begun(topics->kafka, topic->name) == topic->begun)
		kafka_restart(topics->kafka, topic->name);
}

static void
hold(struct lens_topics *topics, struct lens_topic *topic, const char *id)
{
	bool first = !topics->known;

	if (!strcmp(topic->id, id ? id : "") && !first)
		return;
	if (!id && topic->id[0])
		say(topics, msg_new("the topic %s was deleted", topic->name));
	else if (!id && first)
		say(topics,
			msg_new("the topic %s is not there yet", topic->name));
	if (id && topic->id[0]) {
		say(topics,
			msg_new("the topic %s was deleted and recreated: it is "
				"read from its beginning",
				topic->name));
		begin_again(topics, topic);
	} else if (id && !first) {
		say(topics, msg_new("the topic %s is there now", topic->name));
	}
	if (!first) { /* what stood in it is gone */
		kafka_ends_release(&topic->ends);
		free(topic->read);
		topic->read = NULL;
		topic->nread = 0;
	}
	snprintf(topic->id, sizeof(topic->id), "%s", id ? id : "");
}

static void
hold_all(struct lens_topics *topics, const struct topic_ids *ids)
{
	for (size_t i = 0; i < topics->n; i++) {
		struct lens_topic *topic = &topics->all[i];

		hold(topics, topic, topic_id_of(ids, topic->name));
		topic->begun = kafka_begun(topics->kafka, topic->name);
	}
}

/* One that only gives topics no ids does. */
static bool
broker_answers(struct lens_topics *topics, const struct ctl *ctl)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct kafka_names names = { 0 };
	struct err ignored = { 0 };
	bool yes = kafka_topics(topics->kafka, &names, &ask, &ignored) == 0;

	kafka_names_release(&names);
	return yes;
}

static int
miss_broker(struct lens_topics *topics, struct err *why, struct err *err)
{
	const struct endpoint *at = world_endpoint(topics->world, "kafka");

	if (!topics->down_ms) {
		topics->down_ms = clock_ms();
		say(topics,
			msg_new("Kafka at %s:%d does not answer; reading goes "
				"on once it does",
				at->host, at->port));
	}
	if (topics->follow || clock_ms() - topics->down_ms < PATIENCE_MS)
		return 0;
	*err = *why;
	return -1;
}

/* Ask for the ids, and hold each topic against its own. */
static int
look_at_ids(struct lens_topics *topics, const struct ctl *ctl, struct err *why)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct topic_ids ids = { 0 };
	int rc = topic_ids_get(
		world_endpoint(topics->world, "kafka"), &ids, &ask, why);

	if (rc == 0) {
		hold_all(topics, &ids);
		topics->known = true;
	}
	topic_ids_release(&ids);
	return rc;
}

int
lens_topics_look(
	struct lens_topics *topics, const struct ctl *ctl, struct err *err)
{
	struct err why = { 0 };

	if (clock_ms() - topics->looked_ms < LOOK_MS)
		return 0;
	topics->looked_ms = clock_ms();
	if (look_at_ids(topics, ctl, &why) < 0 && !broker_answers(topics, ctl))
		return ctl_check(ctl, err) < 0 ? -1
					       : miss_broker(topics, &why, err);
	if (topics->down_ms)
		say(topics, msg_new("Kafka answers again"));
	topics->down_ms = 0;
	return 0;
}

static int64_t *
read_of(struct lens_topic *topic, int partition)
{
	while (topic->nread <= partition) {
		topic->read = mem_more(topic->read, (size_t)topic->nread,
			sizeof(*topic->read));
		topic->read[topic->nread++] = 0;
	}
	return &topic->read[partition];
}

/* Of a record at an offset that was read: was its topic recreated? */
static bool
is_of_another(struct lens_topics *topics, struct lens_topic *topic,
	const struct record *rec, const struct ctl *ctl)
{
	int begun = kafka_begun(topics->kafka, rec->topic);
	struct err ignored = { 0 };

	if (!topics->known) /* an old broker has no ids */
		return true;
	if (begun != topic->read_begun) {
		if (look_at_ids(topics, ctl, &ignored) < 0)
			return true; /* told twice is better than never */
		topic->read_begun = begun;
	}
	return rec->offset >= *read_of(topic, rec->partition);
}

bool
lens_topics_is_new(struct lens_topics *topics, const struct record *rec,
	const struct ctl *ctl)
{
	struct lens_topic *topic = lens_topic_of(topics, rec->topic);

	if (!topic || rec->partition < 0)
		return true;
	if (rec->offset < *read_of(topic, rec->partition) &&
		!is_of_another(topics, topic, rec, ctl))
		return false;
	*read_of(topic, rec->partition) = rec->offset + 1;
	return true;
}

bool
lens_topics_are_read(const struct lens_topics *topics)
{
	for (size_t i = 0; i < topics->n; i++)
		if (!kafka_has_passed(topics->kafka, topics->all[i].name,
			    &topics->all[i].ends))
			return false;
	return !topics->follow;
}
