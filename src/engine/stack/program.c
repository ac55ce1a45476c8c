#include "config.h"

#include "engine/stack/program.h"

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
#include "common/base/errno_text.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/stack/process_tree.h"

#define LINE_MAX_SENT ((size_t)8192)
#define GRACE_MS 3000
#define LAST_MS 10000

/* A program of the stack while it runs. */
struct tool_program {
	struct process process;
	int out; /* the end of the pipe that we read */
	struct buf line;
	int kind; /* enum event_kind */
	const char *subject;
	const struct sink *sink;
};

static void
send_output_line(struct tool_program *program)
{
	sink_send(program->sink,
		&(struct event){ .kind = (enum event_kind)program->kind,
			.subject = program->subject,
			.text = buf_str(&program->line) });
	buf_reset(&program->line);
	program->line.full = false;
}

/* As read(2): 0 is the end of the pipe. */
static ssize_t
read_output(struct tool_program *program)
{
	char chunk[4096];
	ssize_t n = read(program->out, chunk, sizeof(chunk));

	for (ssize_t i = 0; i < n; i++) {
		if (chunk[i] == '\n')
			send_output_line(program);
		else if (chunk[i] != '\r')
			buf_addc(&program->line, chunk[i]);
	}
	return n;
}

/* Its own end counts, not the pipe's: a grandchild may keep that open. */
static int
follow_program(
	struct tool_program *program, const struct ctl *ctl, struct err *err)
{
	struct pollfd fds[] = {
		{ .fd = program->out, .events = POLLIN },
		{ .fd = program->process.fd, .events = POLLIN },
	};

	while (!process_ended(&program->process)) {
		if (ctl_check(ctl, err) < 0)
			return -1;
		if (poll(fds, ARRAY_LEN(fds), CTL_SLICE_MS) > 0 &&
			fds[0].revents && read_output(program) == 0)
			fds[0].fd = -1;
	}
	return 0;
}

static void
program_terminate(struct tool_program *program)
{
	struct ctl grace = ctl_within(&(struct ctl){ 0 }, GRACE_MS);
	struct err ignored = { 0 };

	process_signal(&program->process, SIGTERM);
	follow_program(program, &grace, &ignored);
}

static void
program_clear(struct tool_program *program)
{
	struct ctl last = ctl_within(&(struct ctl){ 0 }, LAST_MS);
	struct err ignored = { 0 };

	process_tree_signal(&(struct process_tree){ .pid = program->process.pid,
				    .start = program->process.start },
		SIGKILL, &last, &ignored);
	process_wait(&program->process, &last, &ignored);
}

static int
program_watch(
	struct tool_program *program, const struct ctl *ctl, struct err *err)
{
	int rc = follow_program(program, ctl, err);

	if (rc < 0)
		program_terminate(program);
	program_clear(program);
	while (read_output(program) > 0)
		;
	if (program->line.len)
		send_output_line(program);
	return rc < 0 ? -1 : program->process.status;
}

static int
tool_start(struct tool_program *program, const struct spawn *spawn,
	struct err *err)
{
	struct spawn own = *spawn;
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(err, ERR_SYSTEM, "pipe: %s", errno_text(errno));
	fcntl(fds[1], F_SETFL, 0); /* the program's end waits, as is usual */
	program->out = fds[0];
	own.out = fds[1];
	own.bound = true; /* a client without its engine is no use */
	rc = process_spawn(&own, &program->process, err);
	close(fds[1]);
	return rc;
}

int
program_run(const struct spawn *spawn, int kind, const char *subject,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct tool_program program = {
		.out = -1,
		.kind = kind,
		.subject = subject,
		.sink = sink,
	};
	int rc;

	program.line.cap = LINE_MAX_SENT;
	rc = tool_start(&program, spawn, err);
	if (rc == 0)
		rc = program_watch(&program, ctl, err);
	if (program.out >= 0)
		close(program.out);
	process_release(&program.process);
	buf_release(&program.line);
	return rc;
}

int
program_run_from(const char *dir, const char *const *argv,
	const struct spawn *spawn, int kind, const char *subject,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct spawn how = *spawn;
	char *program = mem_printf("%s/%s", dir, argv[0]);
	const char **words;
	size_t n = 0;
	int rc;

	while (argv[n])
		n++;
	words = mem_alloc((n + 1) * sizeof(*words));
	memcpy(words, argv, n * sizeof(*words));
	words[0] = program;
	how.argv = words;
	rc = program_run(&how, kind, subject, ctl, sink, err);
	free(words);
	free(program);
	return rc;
}
