/* arena.h - memory that is given back all at once. */
#ifndef CDCLAB_BASE_ARENA_H
#define CDCLAB_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/* All-zero is empty. What it gives lives until arena_release(). */
struct arena {
	struct arena_block *last;
	size_t used, room; /* bytes of the last block */
	size_t total;      /* bytes of all blocks */
};

/* Zeroed, aligned for anything; never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of len bytes and a NUL. */
char *arena_dup(struct arena *arena, const char *s, size_t len);

void arena_release(struct arena *arena);

#endif
