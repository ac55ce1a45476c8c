#include "config.h"

#include "engine/class/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "engine/class/journal_part.h"
#include "engine/class/member.h"
#include "engine/class/parcel.h"
#include "engine/class/told.h"

#define BATCH 80       /* events at once: less than half of CLASS_RATE */
#define BETWEEN_MS 600 /* two batches */

static json_t *
lessons_of(const struct class_member *member)
{
	return json_object_get(member->json, "lessons");
}

void
outbox_begin(struct class_member *member, const struct place *place)
{
	json_t *lesson;
	size_t i;

	json_array_foreach(lessons_of(member), i, lesson)
	{
		struct journal_part r = { 0 };
		struct err ignored = { 0 };

		journal_part_look(&r.st, place, lesson);
		journal_part_read(&r, place, lesson, &ignored);
		json_set_int(lesson, "file", (long long)r.st.st_ino);
		json_set_int(lesson, "skip", (long long)r.nevent);
		journal_part_release(&r);
	}
}

bool
outbox_waits(const struct class_member *member, const struct place *place)
{
	json_t *lesson;
	size_t i;
	bool waits = false;

	json_array_foreach(lessons_of(member), i, lesson)
	{
		struct stat st;

		journal_part_look(&st, place, lesson);
		waits |= st.st_size != json_int(lesson, "size", -1) ||
			(long long)st.st_ino != json_int(lesson, "file", 0);
	}
	return waits;
}

void
outbox_renew(struct class_member *member)
{
	json_t *first = json_array_get(lessons_of(member), 0);

	if (first)
		json_set_int(first, "size", -1);
}

/* -- sending -------------------------------------------------------------- */

static int
send_batch(struct class_member *member, json_t *lesson,
	const struct journal_part *r, const struct ctl *ctl, struct err *err)
{
	long long base =
		json_int(lesson, "base", 0) - json_int(lesson, "skip", 0);
	long long sent = json_int(lesson, "sent", 0), seq = sent;
	struct parcel p = { 0 };

	for (; p.n < BATCH && seq - base < (long long)r->nevent; seq++) {
		struct class_key key = parcel_key(
			member, lesson, CLASS_EVENT, (uint64_t)seq + 1);
		char *body =
			told_event_body(r->events[seq - base], clock_wall_ms());

		parcel_add(&p, member, &key, body);
		free(body);
	}
	if (parcel_send(&p, member, CLASS_TOPIC_EVENTS, ctl, err) < 0)
		return -1;
	json_set_int(lesson, "sent", seq);
	return seq - base < (long long)r->nevent;
}

static int
send_events(struct class_member *member, const struct place *place,
	json_t *lesson, const struct journal_part *r, const struct ctl *ctl,
	struct err *err)
{
	int more;

	while ((more = send_batch(member, lesson, r, ctl, err)) >= 0) {
		if (class_member_save(member, place, err) < 0)
			return -1;
		if (!more)
			return 0;
		if (ctl_wait(ctl, BETWEEN_MS, err) < 0)
			return -1;
	}
	return -1;
}

/* Numbers are used up before they are sent, so none is used twice. */
static long long
next_seq(struct class_member *member)
{
	long long seq = json_int(member->json, "seq", 0) + 1;

	json_set_int(member->json, "seq", seq);
	return seq;
}

static char *
state_body(struct class_member *member, const struct journal_part *r)
{
	return told_state_body(&r->told, next_seq(member),
		json_str(member->json, "as", ""),
		json_int(member->json, "hand", 0), clock_wall_ms());
}

static int
send_state(struct class_member *member, const struct place *place,
	json_t *lesson, const struct journal_part *r, const struct ctl *ctl,
	struct err *err)
{
	struct class_key key = parcel_key(member, lesson, CLASS_STATE, 0);
	char *body = state_body(member, r);
	struct parcel p = { 0 };
	int rc = class_member_save(member, place, err);

	parcel_add(&p, member, &key, body);
	free(body);
	if (rc == 0)
		rc = parcel_send(&p, member, CLASS_TOPIC_STATE, ctl, err);
	if (rc == 0)
		json_set_int(lesson, "size", (long long)r->st.st_size);
	return rc == 0 ? class_member_save(member, place, err) : -1;
}

/* Of those that were not begun the first is told, so that he is seen at all. */
static int
send_lesson(struct class_member *member, const struct place *place,
	json_t *lesson, const struct ctl *ctl, struct err *err)
{
	struct journal_part r = { 0 };
	bool silent = lesson != json_array_get(lessons_of(member), 0);
	int rc = journal_part_see(&r, place, lesson, err);

	silent = silent && !r.st.st_ino;
	if (silent && rc == 0 && json_int(lesson, "size", -1) != 0) {
		json_set_int(lesson, "size", 0); /* else it waits for ever */
		rc = class_member_save(member, place, err);
	}
	if (rc == 0 && !silent)
		rc = send_events(member, place, lesson, &r, ctl, err);
	if (rc == 0 && !silent)
		rc = send_state(member, place, lesson, &r, ctl, err);
	journal_part_release(&r);
	return rc;
}

/* Topics that were deleted and made again have nothing of what was sent. */
static int
see_topics(struct class_member *member, const struct ctl *ctl, struct err *err)
{
	const char *topic = member->room.topics[CLASS_TOPIC_EVENTS];
	struct topic_ids ids = { 0 };
	int rc = class_room_there(&member->room, &ids, ctl, err);
	const char *id = rc == 0 ? topic_id_of(&ids, topic) : NULL;
	json_t *lesson;
	size_t i;

	if (id && strcmp(id, json_str(member->json, "topic", "")) != 0) {
		topic_ids_release(&ids);
		rc = class_room_check(&member->room, &ids, ctl, err);
		id = rc == 0 ? topic_id_of(&ids, topic) : NULL;
		json_array_foreach(lessons_of(member), i, lesson) if (id)
			json_set_int(
				lesson, "sent", json_int(lesson, "base", 0));
	}
	if (id)
		json_object_set_new(member->json, "topic", json_string(id));
	topic_ids_release(&ids);
	return rc;
}

int
outbox_send(struct class_member *member, const struct place *place,
	const struct ctl *ctl, struct err *err)
{
	int rc = see_topics(member, ctl, err);
	json_t *lesson;
	size_t i;

	json_array_foreach(lessons_of(member), i, lesson)
	{
		if (rc == 0)
			rc = send_lesson(member, place, lesson, ctl, err);
	}
	return rc;
}

/* -- carrying -------------------------------------------------------------- */

static void
carry_events(struct parcel *p, struct class_member *member, json_t *lesson,
	const struct journal_part *r)
{
	long long seq = json_int(lesson, "base", 0);

	for (size_t i = r->nold; i < r->nevent; i++) {
		struct class_key key = parcel_key(
			member, lesson, CLASS_EVENT, (uint64_t)++seq);
		char *body = told_event_body(r->events[i], clock_wall_ms());

		parcel_add(p, member, &key, body);
		free(body);
	}
	json_set_int(lesson, "carried", seq);
}

static int
carry_lesson(struct parcel *p, struct class_member *member,
	const struct place *place, json_t *lesson, struct err *err)
{
	struct class_key key = parcel_key(member, lesson, CLASS_STATE, 0);
	struct journal_part r = { 0 };
	char *body;
	int rc = journal_part_see(&r, place, lesson, err);

	if (rc == 0 && r.st.st_ino) {
		carry_events(p, member, lesson, &r);
		body = state_body(member, &r);
		parcel_add(p, member, &key, body);
		free(body);
	}
	journal_part_release(&r);
	return rc;
}

int
outbox_carry(struct class_member *member, const struct place *place,
	struct buf *out, struct err *err)
{
	struct parcel p = { 0 };
	json_t *lesson;
	size_t i;
	int rc = 0;

	json_array_foreach(lessons_of(member), i, lesson)
	{
		if (rc == 0)
			rc = carry_lesson(&p, member, place, lesson, err);
	}
	for (i = 0; i < p.n; i++)
		buf_addf(out, "%s\t%s\n", p.messages[i].key,
			p.messages[i].value);
	parcel_release(&p);
	return rc;
}

/* -- erasing -------------------------------------------------------------- */

static void
add_farewell(
	struct parcel *p, struct class_member *member, const json_t *lesson)
{
	struct class_key key = parcel_key(member, lesson, CLASS_STATE, 0);
	char *body = told_farewell_body(
		next_seq(member), json_str(member->json, "as", ""));

	parcel_add(p, member, &key, body);
	parcel_add(p, member, &key, NULL);
	free(body);
}

static void
add_tombstones(
	struct parcel *p, struct class_member *member, const json_t *lesson)
{
	long long sent = json_int(lesson, "sent", 0);
	long long carried = json_int(lesson, "carried", 0);

	for (long long n = sent > carried ? sent : carried; n > 0; n--) {
		struct class_key key =
			parcel_key(member, lesson, CLASS_EVENT, (uint64_t)n);

		parcel_add(p, member, &key, NULL);
	}
}

int
outbox_erase(struct class_member *member, const struct place *place,
	const struct ctl *ctl, struct err *err)
{
	struct parcel states = { 0 }, events = { 0 };
	json_t *lesson;
	size_t i;
	int rc;

	json_array_foreach(lessons_of(member), i, lesson)
	{
		add_farewell(&states, member, lesson);
		add_tombstones(&events, member, lesson);
	}
	rc = class_member_save(member, place, err);
	if (rc == 0)
		rc = parcel_send(&states, member, CLASS_TOPIC_STATE, ctl, err);
	if (rc == 0)
		rc = parcel_send(&events, member, CLASS_TOPIC_EVENTS, ctl, err);
	parcel_release(&states);
	parcel_release(&events);
	return rc;
}
