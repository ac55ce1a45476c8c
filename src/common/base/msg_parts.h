/* msg_parts.h - how a message is kept: for msg.c, msg_json.c and the scripts beside the parts. */
#ifndef CDCLAB_BASE_MSG_PARTS_H
#define CDCLAB_BASE_MSG_PARTS_H

#include <stddef.h>

/*
 * Kept as MSG_BEGIN format MSG_ARG argument MSG_ARG argument MSG_END; a format with a number is
 * "one" MSG_OR "many", and the number its first argument. They are ASCII's
 * separators, which no text has.
 */
#define MSG_OR '\034'
#define MSG_END '\035'
#define MSG_BEGIN '\036'
#define MSG_ARG '\037'
#define MSG_MARKS "\034\035\036\037"
#define MSG_DEPTH 8 /* of messages in messages */

#define MSG_ARGS 16

/* A kept message in its parts, each lent; cut short, some are missing. */
struct msg_parts {
	struct msg_part {
		const char *at;
		size_t len;
	} part[MSG_ARGS + 1]; /* the format, then the arguments */
	size_t n;
};

/* The parts of the message at p, which begins it; lent. What is behind it. */
const char *msg_take_apart(struct msg_parts *parts, const char *p);

#endif
