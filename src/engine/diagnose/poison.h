/* poison.h - a record that ends the jobs that read it. */
#ifndef CDCLAB_DIAGNOSE_POISON_H
#define CDCLAB_DIAGNOSE_POISON_H

struct ctl;
struct flink_error;
struct world;

/* Look in the lab's topics for the record of a trace that has only its text. */
void poison_find(const struct world *world, struct flink_error *why,
	const struct ctl *ctl);

#endif
