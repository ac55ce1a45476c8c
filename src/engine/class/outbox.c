#include "config.h"

#include "engine/class/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "common/event/history.h"
#include "common/event/journal.h"
#include "common/event/lab_state.h"
#include "engine/class/member.h"
#include "engine/class/told.h"

#define BATCH 80       /* events at once: less than half of CLASS_RATE */
#define BETWEEN_MS 600 /* two batches */

static json_t *
lessons_of(const struct class_member *member)
{
	return json_object_get(member->json, "lessons");
}

static char *
journal_of(const struct place *place, const json_t *lesson)
{
	return place_lab(place, json_str(lesson, "id", ""), "journal");
}

static void
set_number(json_t *o, const char *key, long long n)
{
	json_object_set_new(o, key, json_integer(n));
}

/* -- what a journal says -------------------------------------------------- */

/* All-zero: nothing read. */
struct reading {
	struct told told; /* what it comes to */
	struct event **events;
	size_t nevent, nold; /* that count, from the first; before he joined */
	struct stat st;
};

static void
take(void *ctx, const struct event *ev)
{
	struct reading *r = ctx;

	told_event(&r->told, ev, r->nevent < r->nold);
	if (!told_counts(ev))
		return;
	r->events = mem_more(r->events, r->nevent, sizeof(*r->events));
	r->events[r->nevent++] = event_copy(ev);
}

/* Looked at before it is read: what comes meanwhile is seen the next time. */
static void
look(struct stat *st, const struct place *place, const json_t *lesson)
{
	char *path = journal_of(place, lesson);

	if (stat(path, st) < 0)
		*st = (struct stat){ 0 };
	free(path);
}

static int
read_journal(struct reading *r, const struct place *place, const json_t *lesson,
	struct err *err)
{
	char *path = journal_of(place, lesson);
	int rc;

	told_begin(&r->told, json_object_get(lesson, "checks"));
	r->nold = (size_t)json_int(lesson, "skip", 0);
	rc = journal_read(path, take, r, err);
	free(path);
	return rc;
}

/* What was looked at stays. */
static void
reading_release(struct reading *r)
{
	for (size_t i = 0; i < r->nevent; i++)
		free(r->events[i]);
	free(r->events);
	told_release(&r->told);
	*r = (struct reading){ .st = r->st };
}

/* Another journal than the one before: its numbers go on behind that one's. */
static void
see_other(json_t *lesson)
{
	long long sent = json_int(lesson, "sent", 0);
	long long carried = json_int(lesson, "carried", 0);
	long long base = sent > carried ? sent : carried;

	set_number(lesson, "base", base);
	set_number(lesson, "sent", base);
	set_number(lesson, "skip", 0);
}

/* How many events of a journal are no more to be sent. */
static long long
count_gone(const json_t *lesson)
{
	return json_int(lesson, "sent", 0) - json_int(lesson, "base", 0) +
		json_int(lesson, "skip", 0);
}

/*
 * What a journal says, and whether it is the one that the numbers are of. One
 * that became shorter may be: a record that a crash tore is cut off.
 */
static int
see_journal(struct reading *r, const struct place *place, json_t *lesson,
	struct err *err)
{
	long long was = json_int(lesson, "file", 0);
	int rc;

	look(&r->st, place, lesson);
	if (was && was != (long long)r->st.st_ino)
		see_other(lesson);
	rc = read_journal(r, place, lesson, err);
	if (rc == 0 && (long long)r->nevent < count_gone(lesson)) {
		see_other(lesson);
		reading_release(r);
		rc = read_journal(r, place, lesson, err);
	}
	set_number(lesson, "file", (long long)r->st.st_ino);
	return rc;
}

void
outbox_begin(struct class_member *member, const struct place *place)
{
	json_t *lesson;
	size_t i;

	json_array_foreach(lessons_of(member), i, lesson)
	{
		struct reading r = { 0 };
		struct err ignored = { 0 };

		look(&r.st, place, lesson);
		read_journal(&r, place, lesson, &ignored);
		set_number(lesson, "file", (long long)r.st.st_ino);
		set_number(lesson, "skip", (long long)r.nevent);
		reading_release(&r);
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

		look(&st, place, lesson);
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
		set_number(first, "size", -1);
}

/* -- sending -------------------------------------------------------------- */

/* Records on their way to one topic. All-zero: none. */
struct parcel {
	struct kafka_message *messages; /* keys and values are owned */
	size_t n;
};

/* body NULL: erase that key. */
static void
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

static void
parcel_release(struct parcel *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free((char *)(size_t)p->messages[i].key);
		free((char *)(size_t)p->messages[i].value);
	}
	free(p->messages);
	*p = (struct parcel){ 0 };
}

static int
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

static struct class_key
key_of(const struct class_member *member, const json_t *lesson,
	enum class_kind kind, uint64_t seq)
{
	struct class_key key = { .kind = kind, .seq = seq };

	memcpy(key.who, member->who, sizeof(key.who));
	snprintf(key.lesson, sizeof(key.lesson), "%s",
		json_str(lesson, "id", ""));
	return key;
}

static int
send_batch(struct class_member *member, json_t *lesson, const struct reading *r,
	const struct ctl *ctl, struct err *err)
{
	long long base =
		json_int(lesson, "base", 0) - json_int(lesson, "skip", 0);
	long long sent = json_int(lesson, "sent", 0), seq = sent;
	struct parcel p = { 0 };

	for (; p.n < BATCH && seq - base < (long long)r->nevent; seq++) {
		struct class_key key =
			key_of(member, lesson, CLASS_EVENT, (uint64_t)seq + 1);
		char *body =
			told_event_body(r->events[seq - base], clock_wall_ms());

		parcel_add(&p, member, &key, body);
		free(body);
	}
	if (parcel_send(&p, member, CLASS_TOPIC_EVENTS, ctl, err) < 0)
		return -1;
	set_number(lesson, "sent", seq);
	return seq - base < (long long)r->nevent;
}

static int
send_events(struct class_member *member, const struct place *place,
	json_t *lesson, const struct reading *r, const struct ctl *ctl,
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

	set_number(member->json, "seq", seq);
	return seq;
}

static char *
state_body(struct class_member *member, const struct reading *r)
{
	return told_state_body(&r->told, next_seq(member),
		json_str(member->json, "as", ""),
		json_int(member->json, "hand", 0), clock_wall_ms());
}

static int
send_state(struct class_member *member, const struct place *place,
	json_t *lesson, const struct reading *r, const struct ctl *ctl,
	struct err *err)
{
	struct class_key key = key_of(member, lesson, CLASS_STATE, 0);
	char *body = state_body(member, r);
	struct parcel p = { 0 };
	int rc = class_member_save(member, place, err);

	parcel_add(&p, member, &key, body);
	free(body);
	if (rc == 0)
		rc = parcel_send(&p, member, CLASS_TOPIC_STATE, ctl, err);
	if (rc == 0)
		set_number(lesson, "size", (long long)r->st.st_size);
	return rc == 0 ? class_member_save(member, place, err) : -1;
}

/* Of those that were not begun the first is told, so that he is seen at all. */
static int
send_lesson(struct class_member *member, const struct place *place,
	json_t *lesson, const struct ctl *ctl, struct err *err)
{
	struct reading r = { 0 };
	bool silent = lesson != json_array_get(lessons_of(member), 0);
	int rc = see_journal(&r, place, lesson, err);

	silent = silent && !r.st.st_ino;
	if (silent && rc == 0 && json_int(lesson, "size", -1) != 0) {
		set_number(lesson, "size", 0); /* else it waits for ever */
		rc = class_member_save(member, place, err);
	}
	if (rc == 0 && !silent)
		rc = send_events(member, place, lesson, &r, ctl, err);
	if (rc == 0 && !silent)
		rc = send_state(member, place, lesson, &r, ctl, err);
	reading_release(&r);
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
			set_number(lesson, "sent", json_int(lesson, "base", 0));
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
	const struct reading *r)
{
	long long seq = json_int(lesson, "base", 0);

	for (size_t i = r->nold; i < r->nevent; i++) {
		struct class_key key =
			key_of(member, lesson, CLASS_EVENT, (uint64_t)++seq);
		char *body = told_event_body(r->events[i], clock_wall_ms());

		parcel_add(p, member, &key, body);
		free(body);
	}
	set_number(lesson, "carried", seq);
}

static int
carry_lesson(struct parcel *p, struct class_member *member,
	const struct place *place, json_t *lesson, struct err *err)
{
	struct class_key key = key_of(member, lesson, CLASS_STATE, 0);
	struct reading r = { 0 };
	char *body;
	int rc = see_journal(&r, place, lesson, err);

	if (rc == 0 && r.st.st_ino) {
		carry_events(p, member, lesson, &r);
		body = state_body(member, &r);
		parcel_add(p, member, &key, body);
		free(body);
	}
	reading_release(&r);
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
	struct class_key key = key_of(member, lesson, CLASS_STATE, 0);
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
			key_of(member, lesson, CLASS_EVENT, (uint64_t)n);

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
