/*
 * keys.h - what the newest record of each key of a topic says: a number for each
 * key, 16 bytes for each slot of the table.
 */
#ifndef CDCLAB_FLOW_KEYS_H
#define CDCLAB_FLOW_KEYS_H

#include <stddef.h>
#include <stdint.h>

#define KEYS_MOST ((size_t)4 << 20) /* 128 MB */

#define KEY_NEW (-1)  /* not there yet */
#define KEY_GONE (-2) /* a tombstone took it away */

struct key_slot {
	uint64_t hash; /* 0: empty */
	int64_t says;
};

/* All-zero is empty; release with keys_release(). */
struct keys {
	struct key_slot *slots;
	size_t room, n;
};

/*
 * The slot of a key, lent until the next call; one that is new says KEY_NEW.
 * Keys are told apart by 64 bits of their bytes. NULL: there are KEYS_MOST.
 */
struct key_slot *keys_slot(struct keys *keys, const char *key, size_t len);

/* The same of a key that is there; NULL: it is not. */
struct key_slot *keys_find(
	const struct keys *keys, const char *key, size_t len);
void keys_release(struct keys *keys);

#endif
