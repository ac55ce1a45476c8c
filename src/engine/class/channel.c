#include "config.h"

#include "engine/class/channel.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/san.h"
#include "engine/class/record.h"
#include "engine/class/room.h"
#include "engine/client/kafka.h"

#define AGAIN_MS 1000 /* where the broker has not answered */

/* -- a line --------------------------------------------------------------- */

/* One line that is shown as it is. */
static bool
is_line(const char *text)
{
	struct buf clean = { 0 };
	bool good;

	san_add(&clean, SAN_LINE, text, strlen(text));
	good = *text && strlen(text) <= CLASS_SAY &&
		!strcmp(buf_str(&clean), text);
	buf_release(&clean);
	return good;
}

int
class_channel_say(const struct class_room *room, const struct sign_key *key,
	long long seq, const char *text, const struct ctl *ctl, struct err *err)
{
	json_t *body = json_object();
	char *line;
	int rc;

	if (!is_line(text)) {
		json_decref(body);
		return err_set(err, ERR_USAGE,
			"class say: expected a line of 1 to 200 bytes, "
			"without control characters");
	}
	json_set_int(body, "seq", seq);
	json_object_set_new(body, "do", json_string("say"));
	json_object_set_new(body, "text", json_string(text));
	line = json_line(body);
	rc = class_room_speak(room, key, line, ctl, err);
	free(line);
	json_decref(body);
	return rc;
}

/* What is not newer is dropped before its seal is looked at. */
char *
class_channel_line(const char *class_id, const char *mark, const char *key,
	size_t key_len, const char *value, size_t len, long long *seq)
{
	uint64_t claimed = class_claimed_seq(value, len);
	const char *text;
	char *line = NULL;
	json_t *body;

	if (!claimed || claimed <= (uint64_t)*seq || !key ||
		key_len != strlen(CLASS_CHANNEL) ||
		memcmp(key, CLASS_CHANNEL, key_len) != 0)
		return NULL;
	if (class_unseal(&body, class_id, mark, key, key_len, value, len) !=
		VERDICT_GOOD)
		return NULL;
	*seq = (long long)claimed;
	text = json_str(body, "text", "");
	if (!strcmp(json_str(body, "do", ""), "say") && is_line(text))
		line = mem_strdup(text);
	json_decref(body);
	return line;
}

/* -- followed ------------------------------------------------------------- */

struct class_channel {
	struct class_room room;
	struct kafka *kafka; /* NULL: not connected */
	bool follows;
	struct kafka_ends ends; /* what was said before we listened */
	long long seq;
	int64_t tried_ms;
};

struct class_channel *
class_channel_new(const struct class_code *code)
{
	struct class_channel *c = mem_alloc(sizeof(*c));

	class_room_init(&c->room, code);
	return c;
}

bool
class_channel_is_of(
	const struct class_channel *c, const struct class_code *code)
{
	return !strcmp(c->room.code.name, code->name) &&
		!strcmp(c->room.code.mark, code->mark) &&
		!strcmp(c->room.code.host, code->host) &&
		c->room.code.port == code->port;
}

static void
disconnect(struct class_channel *c)
{
	kafka_ends_release(&c->ends);
	kafka_free(c->kafka);
	c->kafka = NULL;
	c->follows = false;
}

/* What is not answered in time is asked again; the connection stays. */
static void
connect(struct class_channel *c, const struct ctl *ctl)
{
	const char *topic = c->room.topics[CLASS_TOPIC_CHANNEL];
	struct err away = { 0 };

	if (c->tried_ms && clock_ms() - c->tried_ms < AGAIN_MS)
		return;
	if (!c->kafka)
		c->kafka = kafka_open_whole(&c->room.at, &away);
	kafka_ends_release(&c->ends);
	c->follows = c->kafka &&
		kafka_ends(c->kafka, topic, &c->ends, ctl, &away) == 0 &&
		kafka_follow(c->kafka, topic, true, ctl, &away) == 0;
	c->tried_ms = clock_ms();
}

/* Lines from before are read for their numbers alone. */
char *
class_channel_next(struct class_channel *c, const struct ctl *ctl)
{
	struct record r;
	struct err away = { 0 };
	char *line = NULL;
	int rc = 0;

	if (!c->follows)
		connect(c, ctl);
	while (c->follows &&
		(rc = kafka_next(c->kafka, &r, 0, ctl, &away)) > 0) {
		bool old = r.offset < (c->ends.n ? c->ends.at[0] : 0);
		char *said = class_channel_line(c->room.id, c->room.code.mark,
			r.key, r.key_len, r.value, r.value_len, &c->seq);

		if (said && !old) {
			free(line);
			line = said;
		} else {
			free(said);
		}
	}
	if (rc < 0 && away.code == ERR_REMOTE)
		disconnect(c);
	return line;
}

void
class_channel_free(struct class_channel *c)
{
	if (!c)
		return;
	disconnect(c);
	class_room_release(&c->room);
	free(c);
}
