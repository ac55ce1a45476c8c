/*
 * record.h - a record of a class's topics: who says it, sealed by his key.
 *
 * A value is "SIGNATURE KEY BODY": hex of an Ed25519 signature and of the open
 * key that it is by, then JSON. The signature is over the class, the record's
 * key and the body, so that none of them can be put in another's place. The
 * record's key has the name of the key that has to sign it: nobody can write in
 * the place of somebody else.
 */
#ifndef CDCLAB_CLASS_RECORD_H
#define CDCLAB_CLASS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct buf;
struct sign_key;

#define CLASS_WHO 21               /* room for the name of a learner's key */
#define CLASS_LESSON 201           /* the same of a lesson's id */
#define CLASS_KEY_MAX 300          /* bytes of a record's key */
#define CLASS_VALUE_MAX (16 << 10) /* bytes of its value */
#define CLASS_CHANNEL "class"      /* the one key of the instructor's channel */

enum class_kind {
	CLASS_NONE = 0,
	CLASS_STATE, /* "state/WHO/LESSON": how far a learner is there now */
	CLASS_EVENT  /* "event/WHO/SEQ/LESSON": what happened, from 1 */
};

/* What a record's key says. */
struct class_key {
	enum class_kind kind;
	char who[CLASS_WHO], lesson[CLASS_LESSON];
	uint64_t seq;
};

/* CLASS_NONE: it is no such key. */
enum class_kind class_key_read(
	struct class_key *key, const char *text, size_t len);

/* Owned by the caller (free()). */
char *class_key_text(const struct class_key *key);

/*
 * Has it no "%1$s"? Who shows a message puts an argument in each place that
 * names it, so a few of them inside each other would fill all memory. Only
 * translations need them, and these are the reader's own.
 */
bool class_text_is_plain(const char *text);

/* What became of a record. */
enum class_verdict {
	VERDICT_GOOD = 0,
	VERDICT_LARGE,    /* more than CLASS_VALUE_MAX, or than there is room */
	VERDICT_FORGED,   /* not signed by whom its key names, or no record */
	VERDICT_REPEATED, /* a number that was there before */
	VERDICT_FLOOD,    /* more in a second than a learner may send */
	VERDICT_COUNT
};

/* "large" "forged" ...; lent for ever. */
const char *class_verdict_name(enum class_verdict verdict);

/* Append a value: body signed for that class and that key. */
void class_seal(struct buf *out, const struct sign_key *signer,
	const char *class_id, const char *key, const char *body);

/*
 * The "seq" with which a body begins as told.h makes it, without looking at the
 * rest or the seal: if the value turns out to be good, it has this one. 0: it
 * does not begin so.
 */
uint64_t class_claimed_seq(const char *value, size_t len);

/*
 * The body of a value that the key named who has signed; a new reference, NULL
 * unless it is good. who may be a part of the name, from its beginning.
 */
enum class_verdict class_unseal(json_t **body, const char *class_id,
	const char *who, const char *key, size_t key_len, const char *value,
	size_t len);

#endif
