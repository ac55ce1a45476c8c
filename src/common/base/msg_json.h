/*
 * msg_json.h - messages on the pipe and in the journal: ["%s is dead","kafka"],
 * or with a number [["%ld row","%ld rows"],"4"]. An argument may be a message;
 * what is no message is a string.
 */
#ifndef CDCLAB_BASE_MSG_JSON_H
#define CDCLAB_BASE_MSG_JSON_H

#include <jansson.h>

/* A new reference. */
json_t *msg_json(const char *msg);

/* Owned by the caller (free()); NULL: it is neither a string nor a message. */
char *msg_from_json(const json_t *json);

#endif
