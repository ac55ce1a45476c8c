/*
 * The end of a process is told by its pidfd. That one was stopped by a signal,
 * or that a new one has its record, is told by nobody and looked for: often at
 * the first process of each server, now and then at all that it began, since
 * that takes a look at every process of the machine.
 */
#include "config.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/processes.h"

#define GLANCE_MS 500
#define WHOLE_EACH 4 /* glances */

/* What was seen of one service. */
struct seen_process {
	pid_t pid; /* as its record says; 0: none */
	uint64_t start;
	struct process process; /* open while it has not ended */
	enum process_state state;
	size_t stopped; /* of all its processes */
};

/* Is it another one than at the last glance, or in another state? */
static bool
glance_at(struct seen_process *seen, const struct native *native,
	const char *name, bool whole)
{
	struct pidfile record;
	size_t stopped = seen->stopped;
	enum process_state was = seen->state;
	bool other;

	pidfile_read(native, name, &record);
	other = record.pid != seen->pid || record.start != seen->start;
	if (other) {
		process_release(&seen->process);
		seen->pid = record.pid;
		seen->start = record.start;
		pidfile_open(&record, &seen->process);
	}
	seen->state = process_state(&seen->process);
	if (seen->state == PROCESS_STATE_GONE)
		process_release(&seen->process);
	if (whole)
		seen->stopped = processes_stopped(&record);
	return other || seen->state != was || seen->stopped != stopped;
}

static bool
glance_all(struct seen_process *seen, struct stack *stack, bool whole)
{
	bool other = false;

	for (size_t i = 0; i < stack->nservice; i++)
		if (glance_at(&seen[i], native_of(stack),
			    stack->services[i].name, whole))
			other = true;
	return other;
}

/* Until one of them ends, or it is time for the next glance. */
static int
glance_rest(const struct seen_process *seen, size_t n, const struct ctl *ctl,
	struct err *err)
{
	struct ctl limit = ctl_within(ctl, GLANCE_MS);
	struct pollfd fds[SERVICE_MAX];
	struct err late = { 0 };

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){
			.fd = seen[i].process.fd ? seen[i].process.fd : -1,
			.events = POLLIN
		};
	while (ctl_check(&limit, &late) == 0)
		if (poll(fds, (nfds_t)n, CTL_SLICE_MS) > 0)
			break;
	return ctl_check(ctl, err);
}

void
native_watch(struct stack *stack, void (*changed)(void *ctx), void *ctx,
	const struct ctl *ctl)
{
	struct seen_process seen[SERVICE_MAX] = { 0 };
	struct err over = { 0 };

	glance_all(seen, stack, true);
	changed(ctx);
	for (int n = 1; glance_rest(seen, stack->nservice, ctl, &over) == 0;
		n++)
		if (glance_all(seen, stack, n % WHOLE_EACH == 0))
			changed(ctx);
	for (size_t i = 0; i < stack->nservice; i++)
		process_release(&seen[i].process);
}
