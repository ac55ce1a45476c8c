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
	unsigned char *seen; /* owned; how many keys hold it, 255 is more */
	long long found;     /* different rows seen */
	long long records;   /* with a number of the load */
	long long surplus;   /* keys, or records without one, with a number
				that no row has */
};
void count_release(struct count *count);

/* What the table has. ERR_CHECK: no load, or one with gaps. */
int count_ask(struct count *count, const struct world *world,
	const struct ctl *ctl, struct err *err);

/* What counting has read; all-zero, filled also where it was in vain. */
struct counted {
	long long records;    /* of the topic, whosever they are */
	long long tombstones; /* that took a key away, in count_read_keys() */
	int partitions;
	long long ms;
};

/*
 * Read the topic of n counts, all of one, from the first record of their rows'
 * time, until no row of them is missing and what was there at that moment has
 * been read, in every partition.
 */
int count_read(struct count *counts, size_t n, struct counted *counted,
	const struct world *world, const struct ctl *ctl, struct err *err);

/*
 * The same for what the topic holds in the end: the newest record of a key
 * stands for it, and a tombstone takes it away. ERR_CHECK: too many keys.
 */
int count_read_keys(struct count *counts, size_t n, struct counted *counted,
	const struct world *world, const struct ctl *ctl, struct err *err);

#endif
