#include "config.h"

#include "engine/class/carry.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/class/record.h"
#include "engine/class/room.h"
#include "engine/client/kafka.h"

#define FILE_MAX ((size_t)16 << 20) /* bytes; an hour is some 200 KB */
#define BATCH 80       /* records at once: less than half of CLASS_RATE */
#define BETWEEN_MS 600 /* two batches */

/* Records for one topic; keys and values are lent from the file's text. */
struct batch {
	struct kafka_message messages[BATCH];
	size_t n;
};

static int
batch_send(struct batch *b, const struct class_room *room,
	enum class_topic topic, const struct ctl *ctl, struct err *err)
{
	int64_t last;
	int rc = b->n ? kafka_produce(&room->at, room->topics[topic],
				b->messages, b->n, &last, ctl, err)
		      : 0;

	b->n = 0;
	return rc;
}

/* Is it a record that counts in this class? */
static enum class_kind
kind_of(const struct class_room *room, const char *key, const char *value)
{
	struct class_key read;
	enum class_kind kind = class_key_read(&read, key, strlen(key));
	json_t *body;

	if (!kind ||
		class_unseal(&body, room->id, read.who, key, strlen(key), value,
			strlen(value)) != VERDICT_GOOD)
		return CLASS_NONE;
	json_decref(body);
	return kind;
}

static int
take_line(struct batch *batches, const struct class_room *room, char *line,
	struct class_carried *sum, const struct ctl *ctl, struct err *err)
{
	char *tab = strchr(line, '\t');
	enum class_kind kind;
	enum class_topic topic;
	struct batch *b;

	if (tab)
		*tab = '\0';
	kind = tab ? kind_of(room, line, tab + 1) : CLASS_NONE;
	if (!kind) {
		sum->bad++;
		return 0;
	}
	sum->good++;
	topic = kind == CLASS_STATE ? CLASS_TOPIC_STATE : CLASS_TOPIC_EVENTS;
	b = &batches[topic];
	b->messages[b->n++] = (struct kafka_message){
		.key = line, .value = tab + 1, .value_len = strlen(tab + 1)
	};
	if (b->n < BATCH)
		return 0;
	if (batch_send(b, room, topic, ctl, err) < 0)
		return -1;
	return ctl_wait(ctl, BETWEEN_MS, err);
}

/* Its end is marked by a NUL, each line's becomes one. */
static int
take_lines(const struct class_room *room, char *text, struct class_carried *sum,
	const struct ctl *ctl, struct err *err)
{
	struct batch batches[CLASS_TOPIC_CHANNEL] = { 0 };
	char *line = text, *end;
	int rc = 0;

	while (rc == 0 && (end = strchr(line, '\n'))) {
		*end = '\0';
		rc = take_line(batches, room, line, sum, ctl, err);
		line = end + 1;
	}
	for (int t = 0; rc == 0 && t < CLASS_TOPIC_CHANNEL; t++)
		rc = batch_send(
			&batches[t], room, (enum class_topic)t, ctl, err);
	return rc;
}

int
class_carry_in(const struct class_room *room, const char *path,
	struct class_carried *sum, const struct ctl *ctl, struct err *err)
{
	struct buf text = { 0 };
	int rc = buf_read_file(&text, path, FILE_MAX, err);
	char *all = rc == 0 ? buf_take(&text) : NULL;

	*sum = (struct class_carried){ 0 };
	if (all)
		rc = take_lines(room, all, sum, ctl, err);
	if (rc == 0 && !sum->good)
		rc = err_set(err, ERR_CHECK,
			"%s has no record for the class %s", path,
			room->code.name);
	buf_release(&text);
	free(all);
	return rc;
}
