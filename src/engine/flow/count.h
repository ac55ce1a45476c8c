/*
 * count.h - another door: the rows of a load, as their table has them and as a
 * topic of their flow has them.
 *
 * Their numbers go from the first to the last without a gap, so what has
 * arrived fits into a byte for each.
 */
#ifndef CDCLAB_FLOW_COUNT_H
#define CDCLAB_FLOW_COUNT_H

#include <stddef.h>

struct ctl;
struct err;
struct lab_hop;
struct lab_load;
struct world;

/* All-zero, then count_ask(); release with count_release(). */
struct count {
	const struct lab_load *load; /* lent from the lab */
	const struct lab_hop *hop;   /* the topic where they are counted */
	long long first, last, rows;
	long long since_ms;  /* wall time of the first row: older records are
				of an earlier load with the same numbers */
	unsigned char *seen; /* owned */
	long long found;     /* different rows seen */
	long long records;   /* with a number of the load */
	long long surplus;   /* with one that no row has */
};
void count_release(struct count *count);

/* What the table has. ERR_CHECK: no load, or one with gaps. */
int count_ask(struct count *count, const struct world *world,
	const struct ctl *ctl, struct err *err);

/*
 * Read the topic of n counts, all of one, from its start, until no row of them
 * is missing and what was there at that moment has been read.
 */
int count_read(struct count *counts, size_t n, const struct world *world,
	const struct ctl *ctl, struct err *err);

#endif
