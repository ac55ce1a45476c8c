/*
 * trickle.h - another door: a row every now and then while something is broken,
 * and what became of each of them at the end of its flow.
 */
#ifndef CDCLAB_FLOW_TRICKLE_H
#define CDCLAB_FLOW_TRICKLE_H

#include <stddef.h>

#include <jansson.h>

struct buf;
struct ctl;
struct failure;
struct trickle;
struct world;

/*
 * Write a row along each flow (a name or several) and go on doing so in a
 * thread, the longer the less often. What a database refuses meanwhile is not
 * written, and is not waited for. NULL: a first row could not be written, and
 * the failure says why.
 */
struct trickle *trickle_start(const struct world *world, const json_t *flows,
	const struct ctl *ctl, struct failure *failure);

/*
 * Write no more, then look for each row at the end of its flow, until all have
 * come or ctl is over. -1: some are lost, or they cannot be counted, and the
 * failure says so; else evidence is appended.
 */
int trickle_count(struct trickle *trickle, struct buf *evidence,
	const struct ctl *ctl, struct failure *failure);

/* Ends the thread and deletes the rows; NULL is fine. */
void trickle_free(struct trickle *trickle);

#endif
