#include "config.h"

#include "common/base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

#define BLOCK_MIN ((size_t)16 << 10)
#define ALIGN ((size_t)16)

struct arena_block {
	struct arena_block *before;
	_Alignas(16) unsigned char data[];
};

static void
add_block(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_MIN ? size : BLOCK_MIN;
	struct arena_block *block = mem_alloc(sizeof(*block) + room);

	block->before = arena->last;
	arena->last = block;
	arena->used = 0;
	arena->room = room;
	arena->total += room;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	void *p;

	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!arena->last || arena->room - arena->used < size)
		add_block(arena, size);
	p = arena->last->data + arena->used;
	arena->used += size;
	return p;
}

char *
arena_dup(struct arena *arena, const char *s, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len)
		memcpy(copy, s, len);
	return copy;
}

void
arena_release(struct arena *arena)
{
	struct arena_block *block = arena->last, *before;

	for (; block; block = before) {
		before = block->before;
		free(block);
	}
	*arena = (struct arena){ 0 };
}
