/*
 * schedule.h - run, check or reset a lab: independent parts at the same time.
 */
#ifndef CDCLAB_RUN_SCHEDULE_H
#define CDCLAB_RUN_SCHEDULE_H

#include <stddef.h>

struct ctl;
struct err;
struct world;

/* What is done on parts of a lab: names, n of them, and what that returns. */
typedef int (*schedule_fn)(const struct world *world, const char *const *names,
	size_t n, const struct ctl *ctl, struct err *err);

/*
 * Run steps (n names; none: all of them, then all checks). A named step brings
 * what it needs. Every part has its own thread and starts when its needs hold.
 * Returns the exit status: 0, 1 something is red; or -1 with err:
 * ERR_CANCELLED, ERR_PROGRESS, ERR_USAGE for an unknown name.
 */
int schedule_run(const struct world *world, const char *const *names, size_t n,
	const struct ctl *ctl, struct err *err);

/*
 * Run again the steps that run these blocks, whether done or not, and ask the
 * checks that have them; then what depends on these. As schedule_run().
 */
int schedule_saved(const struct world *world, const char *const *blocks,
	size_t n, const struct ctl *ctl, struct err *err);

/* Ask the checks (none: all), all at once. As schedule_run(). */
int schedule_check(const struct world *world, const char *const *names,
	size_t n, const struct ctl *ctl, struct err *err);

/*
 * Undo steps (none: all, and take the ticks back), what depends on a step
 * before the step itself, one after the other. As schedule_run().
 */
int schedule_reset(const struct world *world, const char *const *names,
	size_t n, const struct ctl *ctl, struct err *err);

/*
 * Start again what steps run (none: all connectors and jobs), all at once.
 * ERR_USAGE, too, for a step that runs nothing. As schedule_run().
 */
int schedule_restart(const struct world *world, const char *const *names,
	size_t n, const struct ctl *ctl, struct err *err);

#endif
