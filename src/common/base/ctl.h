/*
 * ctl.h - how long a piece of work may take, and whether it was cancelled.
 *
 * Every call that can wait takes one. A call waits in slices of at most
 * CTL_SLICE_MS and looks at its ctl between them, so a cancel is obeyed within
 * a slice and no call outlives its deadline by more.
 */
#ifndef CDCLAB_BASE_CTL_H
#define CDCLAB_BASE_CTL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct err;

#define CTL_SLICE_MS 50

struct ctl {
	int64_t deadline_ms;       /* on clock_ms(); 0: none */
	const atomic_bool *cancel; /* may be NULL; lent */
};

/* As ctl, but it ends within ms from now at the latest. */
struct ctl ctl_within(const struct ctl *ctl, int64_t ms);

bool ctl_cancelled(const struct ctl *ctl);

/* Milliseconds left, at least 0; INT32_MAX when there is no deadline. */
int64_t ctl_left_ms(const struct ctl *ctl);

/* 0 while there is time; else -1 with ERR_CANCELLED or ERR_TIMEOUT. */
int ctl_check(const struct ctl *ctl, struct err *err);

/*
 * Wait ms, or less when the deadline or a cancel comes first. Returns as
 * ctl_check(). Who waits for a thing waits for that, and for its ctl.
 */
int ctl_wait(const struct ctl *ctl, int64_t ms, struct err *err);

/* Wait until fd has one of events (POLLIN, POLLOUT). As ctl_check(). */
int ctl_poll(const struct ctl *ctl, int fd, short events, struct err *err);

#endif
