/*
 * measure.h - what is asked of the servers to know a prediction's answer: the
 * table behind lab.json's "measure". Nothing of it changes anything but canaries.
 */
#ifndef CDCLAB_RUN_MEASURE_H
#define CDCLAB_RUN_MEASURE_H

struct buf;
struct ctl;
struct failure;
struct kafka;
struct lab_prediction;
struct world;

/* One prediction that is about to be measured; all lent but the client. */
struct measuring {
	const struct world *world;
	const struct lab_prediction *prediction;
	struct kafka
		*kafka; /* follows the topic since the step began; or NULL */
	struct ctl *ctl;
	struct failure *failure;
};

/* Before the step. -1: the failure says why it will not be measured. */
int measure_begin(struct measuring *m);

/* Behind it: out gets the answer, as text. 0, or -1 with the failure. */
int measure_end(struct measuring *m, struct buf *out);
void measure_release(struct measuring *m);

#endif
