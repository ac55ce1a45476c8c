/*
 * channel.h - what the instructor says to all: records of the channel, signed
 * by the key that the join code names, numbered.
 */
#ifndef CDCLAB_CLASS_CHANNEL_H
#define CDCLAB_CLASS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/class/code.h"

struct class_channel;
struct class_room;
struct ctl;
struct err;
struct sign_key;

#define CLASS_SAY 200 /* bytes of a line to all */

/* seq: more than that of all before. ERR_USAGE: it is no such line. */
int class_channel_say(const struct class_room *room, const struct sign_key *key,
	long long seq, const char *text, const struct ctl *ctl,
	struct err *err);

/*
 * What a body of the channel says, if it is a line that is newer than *seq and
 * may be shown; NULL: nothing. Owned. Pure.
 */
char *class_channel_line(const char *class_id, const char *mark,
	const char *key, size_t key_len, const char *value, size_t len,
	long long *seq);

/* Nothing is connected yet. code is copied. */
struct class_channel *class_channel_new(const struct class_code *code);
bool class_channel_is_of(
	const struct class_channel *channel, const struct class_code *code);

/*
 * Look at what has come, without waiting for it; the first time, or where the
 * broker is away, to connect within ctl. The newest line that was said since
 * then, owned; NULL: none.
 */
char *class_channel_next(struct class_channel *channel, const struct ctl *ctl);
void class_channel_free(struct class_channel *channel);

#endif
