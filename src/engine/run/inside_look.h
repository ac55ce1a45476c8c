/* inside_look.h - what is known of a connector, or of a job, an EV_DETAIL each. */
#ifndef CDCLAB_RUN_INSIDE_LOOK_H
#define CDCLAB_RUN_INSIDE_LOOK_H

struct ctl;
struct err;
struct world;

/* Of a connector: itself, its tasks, its config beside the lesson's, its reader. */
int inside_look_connector(const struct world *world, const char *name,
	const struct ctl *ctl, struct err *err);

/* Of a job: its state, and why it failed last. */
int inside_look_job(const struct world *world, const char *id,
	const struct ctl *ctl, struct err *err);

#endif
