#include "config.h"

#include "engine/stack/stack.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/stack/layout.h"
#include "engine/stack/pidfile.h"
#include "engine/stack/remains.h"
#include "engine/stack/service.h"

#define LINE_MAX_SENT ((size_t)8192)
#define GRACE_MS 3000
#define LAST_MS 10000

/* A program of the stack while it runs. */
struct child {
	struct process process;
	int out; /* the end of the pipe that we read */
	struct buf line;
	int kind;
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
sweep(struct child *child)
{
	struct pidfile self = { .pid = child->process.pid,
		.start = child->process.start,
		.same_boot = true };
	struct ctl last = ctl_within(&(struct ctl){ 0 }, LAST_MS);
	struct err ignored = { 0 };

	remains_kill_session(&self, &last, &ignored);
	process_wait(&child->process, &last, &ignored);
}

static int
watch(struct child *child, const struct ctl *ctl, struct err *err)
{
	int rc = follow(child, ctl, err);

	if (rc < 0)
		put_down(child);
	sweep(child);
	while (take(child))
		;
	if (child->line.len)
		send_line(child);
	return rc < 0 ? -1 : child->process.status;
}

static int
start(const struct stack *stack, struct child *child, const char *const *argv,
	const char *const *env, struct err *err)
{
	struct spawn spawn = {
		.argv = argv,
		.env = env,
		.cwd = "/",
		.drop = stack->drop,
		.bound = true, /* a client without its engine is no use */
		.uid = stack->uid,
		.gid = stack->gid,
	};
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(err, ERR_SYSTEM, "pipe: %s", strerror(errno));
	fcntl(fds[1], F_SETFL, 0); /* the program's end waits, as is usual */
	child->out = fds[0];
	spawn.out = fds[1];
	rc = process_spawn(&spawn, &child->process, err);
	close(fds[1]);
	return rc;
}

static int
run(const struct stack *stack, struct child *child, const char *const *argv,
	const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf("PATH=%s/bin:/usr/bin:/bin", stack->root);
	const char *env[] = { path, "LANG=C.UTF-8", "HOME=/nonexistent", NULL };
	int rc = start(stack, child, argv, env, err);

	if (rc == 0)
		rc = watch(child, ctl, err);
	free(path);
	return rc;
}

int
stack_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct child child = {
		.out = -1,
		.kind = kind,
		.subject = subject,
		.sink = sink,
	};
	const char **words;
	char *program;
	size_t n = 0;
	int rc = -1;

	while (argv[n])
		n++;
	words = mem_alloc((n + 1) * sizeof(*words));
	memcpy(words, argv, n * sizeof(*words));
	program = mem_printf("%s/bin/%s", stack->root, argv[0]);
	words[0] = program;
	child.line.cap = LINE_MAX_SENT;
	if (layout_account(stack, err) == 0 && layout_make(stack, err) == 0)
		rc = run(stack, &child, words, ctl, err);
	if (rc < 0)
		err_wrap(err, "%s", argv[0]);
	if (child.out >= 0)
		close(child.out);
	process_release(&child.process);
	buf_release(&child.line);
	free(program);
	free(words);
	return rc;
}

int
stack_env(struct stack *stack, const struct sink *sink, struct err *err)
{
	char *line;

	if (layout_account(stack, err) < 0 || layout_make(stack, err) < 0)
		return -1;
	line = mem_printf("export PATH='%s/bin':\"$PATH\"", stack->root);
	sink_send(sink, &(struct event){ .kind = EV_OUTPUT, .text = line });
	free(line);
	return 0;
}
