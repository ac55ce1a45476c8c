#include "config.h"

#include "engine/class/room.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/sign.h"

#define READ_MS 50 /* one wait for the next record */

/* The broker's clock says when, whatever those of the learners say. */
#define CLOCK "\"message.timestamp.type\":\"LogAppendTime\""
/* What is erased is gone from disk within some minutes. */
#define COMPACT                                                                \
	",\"cleanup.policy\":\"compact\",\"segment.ms\":\"300000\","           \
	"\"min.cleanable.dirty.ratio\":\"0.1\",\"delete.retention.ms\":"       \
	"\"60000\""

static const struct {
	const char *suffix, *config;
} topics[CLASS_TOPICS] = {
	[CLASS_TOPIC_STATE] = { "state", "{" CLOCK COMPACT "}" },
	[CLASS_TOPIC_EVENTS] = { "events", "{" CLOCK COMPACT "}" },
	[CLASS_TOPIC_CHANNEL] = { "channel", "{" CLOCK "}" },
};

void
class_room_init(struct class_room *room, const struct class_code *code)
{
	*room = (struct class_room){ .code = *code };
	room->at = (struct endpoint){
		.service = "kafka", .host = room->code.host, .port = code->port
	};
	room->id = mem_printf("%s/%s", code->name, code->mark);
	for (int t = 0; t < CLASS_TOPICS; t++)
		room->topics[t] = mem_printf(
			"cdclab-class.%s.%s", code->name, topics[t].suffix);
}

void
class_room_release(struct class_room *room)
{
	for (int t = 0; t < CLASS_TOPICS; t++)
		free(room->topics[t]);
	free(room->id);
	*room = (struct class_room){ 0 };
}

/* -- reading -------------------------------------------------------------- */

struct class_record
class_record_of(const struct record *record)
{
	return (struct class_record){ .key = record->key,
		.key_len = record->key_len,
		.value = record->value,
		.value_len = record->value_len,
		.when_ms = record->timestamp_ms };
}

static int
read_to(struct kafka *kafka, const char *topic, const struct kafka_ends *ends,
	class_record_fn fn, void *ctx, const struct ctl *ctl, struct err *err)
{
	struct record record;

	while (!kafka_has_passed(kafka, topic, ends)) {
		int rc = kafka_next(kafka, &record, READ_MS, ctl, err);
		struct class_record one;

		if (rc < 0)
			return -1;
		if (!rc)
			continue;
		one = class_record_of(&record);
		fn(ctx, &one);
	}
	return 0;
}

int
class_room_read(const struct class_room *room, enum class_topic topic,
	class_record_fn fn, void *ctx, const struct ctl *ctl, struct err *err)
{
	const char *name = room->topics[topic];
	struct kafka_ends ends = { 0 };
	struct kafka *kafka = kafka_open_whole(&room->at, err);
	int rc = -1;

	if (kafka && kafka_ends(kafka, name, &ends, ctl, err) == 0 &&
		kafka_follow(kafka, name, true, ctl, err) == 0)
		rc = read_to(kafka, name, &ends, fn, ctx, ctl, err);
	kafka_ends_release(&ends);
	kafka_free(kafka);
	return rc;
}

/* -- whose it is ---------------------------------------------------------- */

/* Of the channel: is the instructor's own word in there? */
struct ownership {
	const struct class_room *room;
	bool said, ours;
};

static void
take_word(void *ctx, const struct class_record *r)
{
	struct ownership *o = ctx;
	json_t *body;

	o->said = true;
	o->ours |= class_unseal(&body, o->room->id, o->room->code.mark, r->key,
			   r->key_len, r->value, r->value_len) == VERDICT_GOOD;
	json_decref(body);
}

static int
read_ownership(struct ownership *o, const struct ctl *ctl, struct err *err)
{
	return class_room_read(
		o->room, CLASS_TOPIC_CHANNEL, take_word, o, ctl, err);
}

int
class_room_there(const struct class_room *room, struct topic_ids *ids,
	const struct ctl *ctl, struct err *err)
{
	if (topic_ids_get(&room->at, ids, ctl, err) < 0)
		return -1;
	for (int t = 0; t < CLASS_TOPICS; t++)
		if (!topic_id_of(ids, room->topics[t]))
			return err_set(err, ERR_CHECK,
				"there is no class %s on %s:%d",
				room->code.name, room->at.host, room->at.port);
	return 0;
}

int
class_room_check(const struct class_room *room, struct topic_ids *ids,
	const struct ctl *ctl, struct err *err)
{
	struct ownership o = { .room = room };

	if (class_room_there(room, ids, ctl, err) < 0 ||
		read_ownership(&o, ctl, err) < 0)
		return -1;
	if (!o.ours)
		return err_set(err, ERR_CHECK,
			"the class %s on %s:%d is not the one of this code",
			room->code.name, room->at.host, room->at.port);
	return 0;
}

int
class_room_speak(const struct class_room *room, const struct sign_key *key,
	const char *body, const struct ctl *ctl, struct err *err)
{
	struct buf value = { 0 };
	int64_t last;
	int rc;

	class_seal(&value, key, room->id, CLASS_CHANNEL, body);
	rc = kafka_produce(&room->at, room->topics[CLASS_TOPIC_CHANNEL],
		&(struct kafka_message){ .key = CLASS_CHANNEL,
			.value = value.data,
			.value_len = value.len },
		1, &last, ctl, err);
	buf_release(&value);
	return rc;
}

/* -- made and deleted ----------------------------------------------------- */

/* A channel that somebody else has spoken in is not ours to use. */
static int
must_be_ours(
	const struct class_room *room, const struct ctl *ctl, struct err *err)
{
	struct ownership o = { .room = room };

	if (read_ownership(&o, ctl, err) < 0)
		return -1;
	if (!o.said || o.ours)
		return 0;
	err_set(err, ERR_LOCKED, "a class %s is open on %s:%d already",
		room->code.name, room->at.host, room->at.port);
	return err_hint(err, "take another name, or have it closed first");
}

static int
make_topics(struct kafka *kafka, const struct class_room *room,
	const struct ctl *ctl, struct err *err)
{
	int rc = 0;

	for (int t = 0; rc == 0 && t < CLASS_TOPICS; t++) {
		json_t *config = json_loads(topics[t].config, 0, NULL);
		bool made;

		rc = kafka_topic_create(
			kafka, room->topics[t], 1, config, &made, ctl, err);
		json_decref(config);
	}
	return rc;
}

int
class_room_make(const struct class_room *room, const struct sign_key *key,
	const struct ctl *ctl, struct err *err)
{
	struct kafka *kafka = kafka_open(&room->at, err);
	int rc = -1;

	if (kafka && must_be_ours(room, ctl, err) == 0 &&
		make_topics(kafka, room, ctl, err) == 0)
		rc = class_room_speak(room, key, "{\"do\":\"open\"}", ctl, err);
	kafka_free(kafka);
	return rc;
}

/* The channel goes last: it says whose the rest is. */
int
class_room_delete(
	const struct class_room *room, const struct ctl *ctl, struct err *err)
{
	struct kafka *kafka = kafka_open(&room->at, err);
	int rc = kafka ? 0 : -1;

	for (int t = 0; rc == 0 && t < CLASS_TOPICS; t++)
		rc = kafka_topic_delete(kafka, room->topics[t], ctl, err);
	kafka_free(kafka);
	return rc;
}
