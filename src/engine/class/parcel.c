#include "config.h"

#include "engine/class/parcel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

void
parcel_add(struct parcel *p, const struct class_member *member,
	const struct class_key *key, const char *body)
{
	char *text = class_key_text(key);
	struct buf value = { 0 };
	size_t len;

	if (body)
		class_seal(&value, &member->key, member->room.id, text, body);
	len = value.len;
	p->messages = mem_more(p->messages, p->n, sizeof(*p->messages));
	p->messages[p->n++] = (struct kafka_message){ .key = text,
		.value_len = len,
		.value = body ? buf_take(&value) : NULL };
}

void
parcel_release(struct parcel *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free((char *)(size_t)p->messages[i].key);
		free((char *)(size_t)p->messages[i].value);
	}
	free(p->messages);
	*p = (struct parcel){ 0 };
}

int
parcel_send(struct parcel *p, const struct class_member *member,
	enum class_topic topic, const struct ctl *ctl, struct err *err)
{
	const struct class_room *room = &member->room;
	int64_t last;
	int rc = p->n ? kafka_produce(&room->at, room->topics[topic],
				p->messages, p->n, &last, ctl, err)
		      : 0;

	parcel_release(p);
	return rc;
}

struct class_key
parcel_key(const struct class_member *member, const json_t *lesson,
	enum class_kind kind, uint64_t seq)
{
	struct class_key key = { .kind = kind, .seq = seq };

	memcpy(key.who, member->who, sizeof(key.who));
	snprintf(key.lesson, sizeof(key.lesson), "%s",
		json_str(lesson, "id", ""));
	return key;
}
