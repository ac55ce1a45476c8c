/* sweep.h - end processes that nobody has a handle of. */
#ifndef CDCLAB_STACK_SWEEP_H
#define CDCLAB_STACK_SWEEP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "engine/client/process.h"

struct ctl;
struct err;

typedef bool (*sweep_fn)(
	const void *ctx, pid_t pid, const struct process_stat *st);

/*
 * KILL all that belong and see them gone. ERR_TIMEOUT: something does not
 * die, which the message names.
 */
int sweep(sweep_fn belongs, const void *ctx, const struct ctl *ctl,
	struct err *err);

/* The same for the session that began with this process, of this boot. */
int sweep_session(
	pid_t pid, uint64_t start, const struct ctl *ctl, struct err *err);

/* Is a process a member of that session? */
bool sweep_is_member(
	pid_t session, uint64_t start, const struct process_stat *st);

#endif
