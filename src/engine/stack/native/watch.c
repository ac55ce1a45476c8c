/*
 * The end of a process is told by its pidfd. That one was stopped by a signal,
 * or that a new one has its record, is told by nobody and looked for.
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

#define GLANCE_MS 500

/* What was seen of one service. */
struct eye {
	pid_t pid; /* as its record says; 0: none */
	uint64_t start;
	struct process process; /* open while it has not ended */
	enum process_state state;
};

/* Is it another one than at the last glance, or in another state? */
static bool
glance(struct eye *eye, const struct native *native, const char *name)
{
	struct pidfile record;
	enum process_state was = eye->state;
	bool other;

	pidfile_read(native, name, &record);
	other = record.pid != eye->pid || record.start != eye->start;
	if (other) {
		process_release(&eye->process);
		eye->pid = record.pid;
		eye->start = record.start;
		pidfile_open(&record, &eye->process);
	}
	eye->state = process_state(&eye->process);
	if (eye->state == PROCESS_STATE_GONE)
		process_release(&eye->process);
	return other || eye->state != was;
}

static bool
glance_all(struct eye *eyes, struct stack *stack)
{
	bool other = false;

	for (size_t i = 0; i < stack->nservice; i++)
		if (glance(&eyes[i], native_of(stack), stack->services[i].name))
			other = true;
	return other;
}

/* Until one of them ends, or it is time for the next glance. */
static int
rest(const struct eye *eyes, size_t n, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, GLANCE_MS);
	struct pollfd fds[SERVICE_MAX];
	struct err late = { 0 };

	for (size_t i = 0; i < n; i++)
		fds[i] = (struct pollfd){
			.fd = eyes[i].process.fd ? eyes[i].process.fd : -1,
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
	struct eye eyes[SERVICE_MAX] = { 0 };
	struct err over = { 0 };

	glance_all(eyes, stack);
	changed(ctx);
	while (rest(eyes, stack->nservice, ctl, &over) == 0)
		if (glance_all(eyes, stack))
			changed(ctx);
	for (size_t i = 0; i < stack->nservice; i++)
		process_release(&eyes[i].process);
}
