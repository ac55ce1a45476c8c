/* recognise.h - is a record that of a canary, as its flow's hop says? */
#ifndef CDCLAB_FLOW_RECOGNISE_H
#define CDCLAB_FLOW_RECOGNISE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "common/course/lab_flow.h"

struct buf;
struct canary;
struct record;

/* A record and its key and value as JSON, parsed when first needed. */
struct reading {
	const struct record *rec;
	json_t *part[2]; /* key, value; NULL: not JSON, or not parsed yet */
	bool parsed[2];
};
void reading_release(struct reading *reading);

enum recognised {
	IS_ANOTHER = 0,
	IS_UNLIKE, /* one of its parameters is there, but not all holds */
	IS_OURS
};

/* What does not hold of a record that is ours. */
struct unlike {
	const struct lab_where *where; /* lent; NULL: nothing */
	bool wrapped; /* there is a schema envelope that must not be */
	bool missing; /* nothing stands there */
	char is[120]; /* what stands there, as text, or a message */
};

/* All conditions of a topic's hop, for one canary. */
enum recognised recognise(const struct lab_hop *hop,
	const struct canary *canary, struct reading *reading,
	struct unlike *unlike);

/*
 * Is what a pointer leads to in a JSON text as wanted? is gets what stands
 * there.
 */
bool recognise_in(const json_t *value, const char *pointer, const json_t *want,
	struct buf *is);

/* What a pointer leads to in a JSON text, as text; false: to nothing. */
bool recognise_find(const json_t *value, const char *pointer, struct buf *is);

/* Does one condition without parameters hold of it? */
bool recognise_where(const struct lab_where *where, struct reading *reading);

/* What stands at that place of the record, as text; false: nothing does. */
bool recognise_text(
	const struct lab_where *where, struct reading *reading, struct buf *is);

/*
 * The number of a record, whosever it is, that stands where the hop has
 * ":number"; false: none, a condition without a parameter does not hold, or it
 * is a tombstone that the hop does not ask for.
 */
bool recognise_number(
	const struct lab_hop *hop, struct reading *reading, long long *number);

#endif
