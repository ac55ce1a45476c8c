/*
 * topic_id.h - the ids of the broker's topics. A topic that was deleted and made
 * again has its old name, partitions and settings, but another id.
 */
#ifndef CDCLAB_CLIENT_TOPIC_ID_H
#define CDCLAB_CLIENT_TOPIC_ID_H

#include <stddef.h>

struct ctl;
struct endpoint;
struct err;

#define TOPIC_ID 33 /* hex digits of 16 bytes, and the end */

struct topic_id {
	char *name;
	char id[TOPIC_ID];
};

/* All-zero: none. Release with topic_ids_release(). */
struct topic_ids {
	struct topic_id *ids;
	size_t n;
};

/*
 * Ask for all of them. ERR_NETWORK, ERR_TIMEOUT; ERR_REMOTE from a broker that
 * gives topics no ids (before Kafka 3.0).
 */
int topic_ids_get(const struct endpoint *at, struct topic_ids *out,
	const struct ctl *ctl, struct err *err);
void topic_ids_release(struct topic_ids *ids);

/* Lent; NULL: there is no such topic. */
const char *topic_id_of(const struct topic_ids *ids, const char *name);

/* Read the answer of a broker. -1: it is none. For topic_ids_get() and tests. */
int topic_ids_read(
	struct topic_ids *out, const unsigned char *data, size_t len);

#endif
