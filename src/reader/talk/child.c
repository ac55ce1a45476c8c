#include "config.h"

#include "reader/talk/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/program.h"

/* Where an ended output is looked for the end of its process, ms. */
#define REAP_SLICE_MS 1

static void
close_both(const int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static void
not_blocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* in and out: pipes, each its end to read first. Returns 0 or an errno. */
static int
start_on(struct talk_child *child, const char *const *argv, const char *log,
	const int in[2], const int out[2])
{
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	const struct program program = {
		.argv = argv,
		.fds = { in[0], out[1], fd < 0 ? PROGRAM_NULL : fd },
		.group = PROGRAM_ITS_OWN,
	};
	int rc = program_start(&program, &child->pid);

	if (fd >= 0)
		close(fd);
	return rc;
}

int
child_start(struct talk_child *child, const char *const *argv, const char *log,
	struct err *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, rc;

	*child = (struct talk_child){ .in = -1, .out = -1 };
	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0)
		rc = errno;
	else
		rc = start_on(child, argv, log, in, out);
	if (rc) {
		child->pid = 0;
		close_both(in);
		close_both(out);
		return err_set(
			err, ERR_INTERNAL, "%s: %s", argv[0], errno_text(rc));
	}
	close(in[0]);
	close(out[1]);
	child->in = in[1];
	child->out = out[0];
	not_blocking(child->in);
	not_blocking(child->out);
	return 0;
}

bool
child_ended(struct talk_child *child)
{
	pid_t pid;

	if (child->pid <= 0)
		return true;
	do
		pid = waitpid(child->pid, &child->status, WNOHANG);
	while (pid < 0 && errno == EINTR);
	if (pid == 0)
		return false;
	child->pid = 0;
	return true;
}

void
child_kill(struct talk_child *child)
{
	if (child->pid <= 0)
		return;
	kill(-child->pid, SIGKILL);
	while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
}

/* Read and forget; false once there is no more to come. */
static bool
drain(int fd, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	char waste[4096];
	ssize_t n;

	if (poll(&pfd, 1, ms) <= 0)
		return true;
	n = read(fd, waste, sizeof(waste));
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

void
child_release(struct talk_child *child, int ms)
{
	int64_t end = clock_ms() + ms;
	bool talking = child->out >= 0;

	if (child->in >= 0)
		close(child->in);
	while (!child_ended(child) && clock_ms() < end) {
		if (talking)
			talking = drain(child->out, REAP_SLICE_MS);
		else
			poll(NULL, 0, REAP_SLICE_MS);
	}
	child_kill(child);
	if (child->out >= 0)
		close(child->out);
	*child = (struct talk_child){
		.in = -1, .out = -1, .status = child->status
	};
}
