#include "config.h"

#include "engine/flow/keys.h"

#include <stdlib.h>

#include "common/base/buf.h"

#define ROOM 1024 /* of the first table; a power of two, as all are */

/* FNV-1a, and never 0. */
static uint64_t
hash_of(const char *key, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)key[i]) * 0x100000001b3;
	return hash ? hash : 1;
}

/* Where a hash is, or would go. */
static struct key_slot *
find(struct key_slot *slots, size_t room, uint64_t hash)
{
	size_t i = (hash ^ hash >> 32) & (room - 1);

	while (slots[i].hash && slots[i].hash != hash)
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static void
grow(struct keys *keys)
{
	size_t room = keys->room ? keys->room * 2 : ROOM;
	struct key_slot *slots = mem_alloc(room * sizeof(*slots));

	for (size_t i = 0; i < keys->room; i++)
		if (keys->slots[i].hash)
			*find(slots, room, keys->slots[i].hash) =
				keys->slots[i];
	free(keys->slots);
	keys->slots = slots;
	keys->room = room;
}

struct key_slot *
keys_slot(struct keys *keys, const char *key, size_t len)
{
	uint64_t hash = hash_of(key, len);
	struct key_slot *slot;

	if (keys->n * 2 >= keys->room)
		grow(keys);
	slot = find(keys->slots, keys->room, hash);
	if (slot->hash)
		return slot;
	if (keys->n == KEYS_MOST)
		return NULL;
	keys->n++;
	*slot = (struct key_slot){ .hash = hash, .says = KEY_NEW };
	return slot;
}

struct key_slot *
keys_find(const struct keys *keys, const char *key, size_t len)
{
	struct key_slot *slot = keys->room
		? find(keys->slots, keys->room, hash_of(key, len))
		: NULL;

	return slot && slot->hash ? slot : NULL;
}

void
keys_release(struct keys *keys)
{
	free(keys->slots);
	*keys = (struct keys){ 0 };
}
