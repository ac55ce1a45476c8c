/* A class, by who learns in it. */
#include "config.h"

#include "engine/main/verb.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/base/san.h"
#include "common/course/catalog.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/class/member.h"
#include "engine/class/outbox.h"
#include "engine/main/verb_parts.h"
#include "engine/world/emit.h"

#define JOIN_MS 10000  /* to see the class, and to send the first time */
#define HAND_MS 15000  /* the same; another engine may be sending before */
#define LEAVE_MS 30000 /* to erase; another engine may be sending before */

/* -- join ----------------------------------------------------------------- */

/* It stands on the board as it is, in one line. */
static int
check_as(const char *as, struct err *err)
{
	struct buf clean = { 0 };
	bool plain;

	san_add(&clean, SAN_LINE, as, strlen(as));
	plain = !strcmp(buf_str(&clean), as) && *as && *as != ' ' &&
		strlen(as) < CLASS_AS && class_text_is_plain(as);
	buf_release(&clean);
	if (plain)
		return 0;
	return err_set(err, ERR_USAGE,
		"--as: expected a name of 1 to 40 bytes, without control "
		"characters");
}

/* What the class will know of it: its id, and those of its required checks. */
static int
add_lesson(json_t *lessons, const struct verb_call *call,
	const struct lesson_ref *ref, struct err *err)
{
	struct lab lab = { 0 };
	json_t *o, *checks = json_array();
	int rc = lab_load(&lab, ref->lab, call->place->data, err);

	for (size_t i = 0; rc == 0 && i < lab.ncheck; i++)
		if (!lab.checks[i].optional)
			json_array_append_new(
				checks, json_string(lab.checks[i].id));
	o = json_object();
	json_object_set_new(o, "id", json_string(ref->id));
	json_object_set_new(o, "checks", checks);
	json_array_append_new(lessons, o);
	lab_release(&lab);
	return rc;
}

/* Those that were named, else all that have a lab. */
static int
find_lessons(json_t *lessons, const struct verb_call *call, struct err *err)
{
	struct catalog catalog = { 0 };
	struct verb_names names = { 0 };
	int rc = catalog_open(&catalog, call->place, err);

	verb_names_take(&names, call);
	for (size_t i = 0; rc == 0 && i < names.n; i++) {
		const struct lesson_ref *ref =
			catalog_find(&catalog, names.names[i], err);

		if (ref && !ref->lab)
			err_set(err, ERR_USAGE, "%s has no lab", ref->id);
		rc = err->code ? -1 : add_lesson(lessons, call, ref, err);
	}
	for (size_t i = 0; rc == 0 && !names.n && i < catalog.nlesson; i++)
		if (catalog.lessons[i].lab)
			rc = add_lesson(
				lessons, call, &catalog.lessons[i], err);
	verb_names_release(&names);
	catalog_release(&catalog);
	return rc;
}

static int
make_member(struct class_member *member, const struct verb_call *call,
	struct err *err)
{
	const char *code = json_str(call->ask, "code", "");
	const char *as = json_str(call->ask, "as", "");
	json_t *lessons = json_array();
	struct class_code parsed;

	member->json = json_object();
	json_object_set_new(member->json, "lessons", lessons);
	if (class_code_parse(&parsed, code, err) < 0 || check_as(as, err) < 0 ||
		find_lessons(lessons, call, err) < 0)
		return -1;
	class_room_init(&member->room, &parsed);
	sign_key_new(&member->key);
	sign_name(member->key.open, member->who, sizeof(member->who));
	json_object_set_new(member->json, "code", json_string(code));
	json_object_set_new(member->json, "as", json_string(as));
	class_secret_keep(member->json, &member->key);
	return 0;
}

static int
must_be_free(const struct verb_call *call, struct err *err)
{
	struct class_member member;
	int rc = class_member_load(&member, call->place, err);

	if (rc > 0) {
		err_set(err, ERR_LOCKED, "you are in the class %s as %s",
			member.room.code.name, json_str(member.json, "as", ""));
		err_hint(err, "cdclab class leave leaves it");
		rc = -1;
	}
	class_member_release(&member);
	return rc;
}

static void
tell_joined(const struct verb_call *call, const struct class_member *member,
	const struct err *unsent)
{
	json_t *lesson;
	size_t i;

	verb_tell(call,
		msg_new("You are in the class %s as %s. It sees which checks "
			"are green and red, and why, of:",
			member->room.code.name,
			json_str(member->json, "as", "")));
	json_array_foreach(json_object_get(member->json, "lessons"), i, lesson)
		verb_tell(call, mem_printf("  %s", json_str(lesson, "id", "")));
	if (unsent->code)
		verb_tell(call,
			msg_new("Nothing is sent yet, it is tried again: %s",
				unsent->msg));
	verb_tell(call, msg_new("%s erases it there.", "cdclab class leave"));
}

/* From here on he has joined, whatever becomes of the first sending. */
static int
begin(struct class_member *member, const struct verb_call *call,
	const struct ctl *ctl, struct err *err)
{
	struct err unsent = { 0 };
	int lock = class_lock(call->place, CLASS_LOCK, ctl, err), rc;

	if (lock < 0)
		return -1;
	outbox_begin(member, call->place);
	rc = class_member_save(member, call->place, err);
	if (rc == 0) {
		outbox_send(member, call->place, ctl, &unsent);
		tell_joined(call, member, &unsent);
	}
	close(lock);
	return rc;
}

int
verb_class_join(const struct verb_call *call, struct err *err)
{
	struct ctl ctl = ctl_within(call->ctl, JOIN_MS);
	struct class_member member = { 0 };
	struct topic_ids ids = { 0 };
	int rc = must_be_free(call, err);

	if (rc == 0)
		rc = make_member(&member, call, err);
	if (rc == 0)
		rc = class_room_check(&member.room, &ids, &ctl, err);
	topic_ids_release(&ids);
	if (rc == 0)
		rc = begin(&member, call, &ctl, err);
	class_member_release(&member);
	return rc;
}

/* -- leave ---------------------------------------------------------------- */

/* A class that is closed has nothing of him any more. */
static int
erase(struct class_member *member, const struct verb_call *call,
	const struct ctl *ctl, struct err *err)
{
	struct topic_ids ids = { 0 };
	struct err gone = { 0 };
	int rc = class_room_there(&member->room, &ids, ctl, &gone);

	topic_ids_release(&ids);
	if (rc == 0)
		rc = outbox_erase(member, call->place, ctl, err);
	else if (gone.code == ERR_CHECK)
		rc = 0;
	else
		*err = gone;
	if (rc == 0)
		rc = class_member_forget(call->place, err);
	else
		err_hint(err, "you are still in the class: try again");
	return rc;
}

static int
leave_locked(
	const struct verb_call *call, const struct ctl *ctl, struct err *err)
{
	struct class_member member;
	struct err damaged = { 0 };
	int rc = class_member_load(&member, call->place, &damaged);

	if (rc > 0 && (rc = erase(&member, call, ctl, err)) == 0)
		verb_tell(call,
			msg_new("You have left the class %s, and what it had "
				"of you is erased.",
				member.room.code.name));
	else if (damaged.code)
		rc = class_member_forget(call->place, err);
	else if (!err->code)
		rc = err_set(err, ERR_USAGE, "you are in no class");
	class_member_release(&member);
	return rc;
}

int
verb_class_leave(const struct verb_call *call, struct err *err)
{
	struct ctl ctl = ctl_within(call->ctl, LEAVE_MS);
	int lock = class_lock(call->place, CLASS_LOCK, &ctl, err);
	int rc = lock < 0 ? -1 : leave_locked(call, &ctl, err);

	if (lock >= 0)
		close(lock);
	return rc;
}

/*
 * Who has joined, for a change that no other process may come between: its lock,
 * to be closed. -1: nobody has, ERR_USAGE.
 */
static int
member_lock(struct class_member *member, const struct verb_call *call,
	const struct ctl *ctl, struct err *err)
{
	int lock = class_lock(call->place, CLASS_LOCK, ctl, err), rc;

	if (lock < 0)
		return -1;
	rc = class_member_load(member, call->place, err);
	if (rc > 0)
		return lock;
	if (rc == 0)
		err_set(err, ERR_USAGE, "you are in no class");
	close(lock);
	return -1;
}

/* -- hand ----------------------------------------------------------------- */

static void
tell_hand(const struct verb_call *call, bool up, const struct err *unsent)
{
	verb_tell(call,
		up ? msg_new("Your hand is up: the class sees it beside what "
			     "is red in your labs. The same lowers it.")
		   : msg_new("Your hand is down."));
	if (unsent->code)
		verb_tell(call,
			msg_new("Nothing is sent yet, it is tried again: %s",
				unsent->msg));
}

static int
raise_or_lower(struct class_member *member, const struct verb_call *call,
	const struct ctl *ctl, struct err *err)
{
	bool up = !json_int(member->json, "hand", 0);
	struct err unsent = { 0 };

	json_object_del(member->json, "hand");
	if (up)
		json_set_int(member->json, "hand", clock_wall_ms());
	outbox_renew(member);
	if (class_member_save(member, call->place, err) < 0)
		return -1;
	outbox_send(member, call->place, ctl, &unsent);
	tell_hand(call, up, &unsent);
	return 0;
}

int
verb_class_hand(const struct verb_call *call, struct err *err)
{
	struct ctl ctl = ctl_within(call->ctl, HAND_MS);
	struct class_member member = { 0 };
	int lock = member_lock(&member, call, &ctl, err);
	int rc = lock < 0 ? -1 : raise_or_lower(&member, call, &ctl, err);

	class_member_release(&member);
	if (lock >= 0)
		close(lock);
	return rc;
}

/* -- export --------------------------------------------------------------- */

static int
write_all(struct class_member *member, const struct verb_call *call,
	const char *path, struct err *err)
{
	struct buf out = { 0 };
	int rc = outbox_carry(member, call->place, &out, err);

	if (rc == 0)
		rc = class_member_save(member, call->place, err);
	if (rc == 0)
		rc = fs_replace(path, 0600, buf_str(&out), out.len, err);
	if (rc == 0)
		verb_tell(call,
			msg_new("%s has what the class %s may know of you. To "
				"take it in: %s",
				path, member->room.code.name,
				"cdclab class import FILE"));
	buf_release(&out);
	return rc;
}

int
verb_class_export(const struct verb_call *call, struct err *err)
{
	struct ctl ctl = ctl_within(call->ctl, HAND_MS);
	struct class_member member = { 0 };
	struct verb_names names = { 0 };
	int lock = member_lock(&member, call, &ctl, err);
	int rc = -1;

	verb_names_take(&names, call);
	if (lock >= 0 && names.n)
		rc = write_all(&member, call, names.names[0], err);
	else if (lock >= 0)
		rc = err_set(err, ERR_USAGE, "you are in no class");
	verb_names_release(&names);
	class_member_release(&member);
	if (lock >= 0)
		close(lock);
	return rc;
}
