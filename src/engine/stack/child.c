#include "config.h"

#include "engine/stack/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/stack/sweep.h"

#define LINE_MAX_SENT ((size_t)8192)
#define GRACE_MS 3000
#define LAST_MS 10000

/* A program of the stack while it runs. */
struct child {
	struct process process;
	int out; /* the end of the pipe that we read */
	struct buf line;
	int kind; /* enum event_kind */
	const char *subject;
	const struct sink *sink;
};

static void
send_line(struct child *child)
{
	sink_send(child->sink,
		&(struct event){ .kind = (enum event_kind)child->kind,
			.subject = child->subject,
			.text = buf_str(&child->line) });
	buf_reset(&child->line);
	child->line.full = false;
}

/* 0: the pipe is at its end, or has nothing now. */
static ssize_t
take(struct child *child)
{
	char chunk[4096];
	ssize_t n = read(child->out, chunk, sizeof(chunk));

	for (ssize_t i = 0; i < n; i++) {
		if (chunk[i] == '\n')
			send_line(child);
		else if (chunk[i] != '\r')
			buf_addc(&child->line, chunk[i]);
	}
	return n > 0 ? n : 0;
}

/* Its own end counts, not the pipe's: a grandchild may keep that open. */
static int
follow(struct child *child, const struct ctl *ctl, struct err *err)
{
	struct pollfd fds[] = {
		{ .fd = child->out, .events = POLLIN },
		{ .fd = child->process.fd, .events = POLLIN },
	};

	while (!process_ended(&child->process)) {
		if (ctl_check(ctl, err) < 0)
			return -1;
		if (poll(fds, ARRAY_LEN(fds), CTL_SLICE_MS) > 0 &&
			fds[0].revents && !take(child))
			fds[0].fd = -1;
	}
	return 0;
}

static void
put_down(struct child *child)
{
	struct ctl grace = ctl_within(&(struct ctl){ 0 }, GRACE_MS);
	struct err ignored = { 0 };

	process_signal(&child->process, SIGTERM);
	follow(child, &grace, &ignored);
}

static void
clear(struct child *child)
{
	struct ctl last = ctl_within(&(struct ctl){ 0 }, LAST_MS);
	struct err ignored = { 0 };

	sweep_session(
		child->process.pid, child->process.start, &last, &ignored);
	process_wait(&child->process, &last, &ignored);
}

static int
watch(struct child *child, const struct ctl *ctl, struct err *err)
{
	int rc = follow(child, ctl, err);

	if (rc < 0)
		put_down(child);
	clear(child);
	while (take(child))
		;
	if (child->line.len)
		send_line(child);
	return rc < 0 ? -1 : child->process.status;
}

static int
start(struct child *child, const struct spawn *spawn, struct err *err)
{
	struct spawn own = *spawn;
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(err, ERR_SYSTEM, "pipe: %s", strerror(errno));
	fcntl(fds[1], F_SETFL, 0); /* the program's end waits, as is usual */
	child->out = fds[0];
	own.out = fds[1];
	own.bound = true; /* a client without its engine is no use */
	rc = process_spawn(&own, &child->process, err);
	close(fds[1]);
	return rc;
}

int
child_run(const struct spawn *spawn, int kind, const char *subject,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct child child = {
		.out = -1,
		.kind = kind,
		.subject = subject,
		.sink = sink,
	};
	int rc;

	child.line.cap = LINE_MAX_SENT;
	rc = start(&child, spawn, err);
	if (rc == 0)
		rc = watch(&child, ctl, err);
	if (child.out >= 0)
		close(child.out);
	process_release(&child.process);
	buf_release(&child.line);
	return rc;
}
