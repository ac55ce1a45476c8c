/*
 * member.h - the class that this learner has joined, in a file of his: who he
 * is there, and what of each lab's journal has been sent.
 */
#ifndef CDCLAB_CLASS_MEMBER_H
#define CDCLAB_CLASS_MEMBER_H

#include <stdbool.h>

#include <jansson.h>

#include "engine/class/room.h"
#include "engine/client/sign.h"

struct ctl;
struct err;
struct place;

/*
 * Zero is valid; release with class_member_release(). json is the file: "code",
 * "as", "secret", "topic" (the id of the events' one that the numbers are of),
 * "hand" (since when it is up, if it is), "seq" (of the newest state), "lessons": [{"id", "checks": [id], "file",
 * "size" (of its journal, as far as it was sent), "skip" (events before he
 * joined), "base" (numbers of journals before this one), "sent" (the newest
 * number), "carried" (the newest one of a file)}].
 */
struct class_member {
	json_t *json;
	struct class_room room;
	struct sign_key key;
	char who[CLASS_WHO];
};

/* A file of $progress/class; owned by the caller (free()). */
char *class_path(const struct place *place, const char *name);

/* Replace such a file by json. */
int class_keep(const struct place *place, const char *name, const json_t *json,
	struct err *err);

/* Read it; a new reference. NULL: there is none (err untouched), or err. */
json_t *class_kept(
	const struct place *place, const char *name, struct err *err);

/* A key as "secret" of such a file. false: there is none. */
void class_secret_keep(json_t *json, const struct sign_key *key);
bool class_secret_read(struct sign_key *key, const json_t *json);

/* Has this learner joined a class? 1: yes; 0: no; -1: err. */
int class_member_load(struct class_member *member, const struct place *place,
	struct err *err);
int class_member_save(const struct class_member *member,
	const struct place *place, struct err *err);

/* He has never been there. */
int class_member_forget(const struct place *place, struct err *err);
void class_member_release(struct class_member *member);

#define CLASS_MEMBER "member.json"
#define CLASS_LOCK "lock"      /* who changes that file, or sends */
#define CLASS_SEND_LOCK "send" /* the one process that is left to send */

/*
 * Take one of these locks, waiting for it until ctl is over. Returns a
 * descriptor, or -1.
 */
int class_lock(const struct place *place, const char *name,
	const struct ctl *ctl, struct err *err);

#endif
