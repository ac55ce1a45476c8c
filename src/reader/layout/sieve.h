/*
 * sieve.h - which chunks cannot show a text, seen from their source alone.
 *
 * What is shown stands in the source in the same order, but for marks between
 * its letters. Where more than marks may lie between two letters (a tag, a
 * link's target, an entity) a chunk is let through. So nothing is missed.
 */
#ifndef CDCLAB_LAYOUT_SIEVE_H
#define CDCLAB_LAYOUT_SIEVE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"

struct fold;

/* All-zero lets everything through; release with sieve_release(). */
struct sieve {
	struct buf word; /* the longest word looked for; "": none will do */
	bool exact;
	bool ours;    /* it is in a word that the layout adds */
	char *folded; /* scratch */
	size_t room;
};

void sieve_init(struct sieve *sieve, const struct fold *want, const char *lang);
bool sieve_lets(struct sieve *sieve, const char *source, size_t len);
void sieve_release(struct sieve *sieve);

#endif
