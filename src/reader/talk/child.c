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

/* Where an ended output is looked for the end of its process, ms. */
#define REAP_SLICE_MS 1

/* The three pipes of a start; the last one says why exec failed. */
struct pipes {
	int in[2], out[2], why[2];
};

static void
close_both(int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int
open_pipes(struct pipes *p, struct err *err)
{
	*p = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (pipe2(p->in, O_CLOEXEC) == 0 && pipe2(p->out, O_CLOEXEC) == 0 &&
		pipe2(p->why, O_CLOEXEC) == 0)
		return 0;
	err_set(err, ERR_INTERNAL, "pipe: %s", strerror(errno));
	close_both(p->in);
	close_both(p->out);
	return -1;
}

static void
default_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Between fork and exec; ends in one or the other. */
static void
become(const struct pipes *p, const char *const *argv, const char *log)
{
	union {
		const char *const *in;
		char *const *out;
	} args = { .in = argv }; /* execv(3) promises not to change them */
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int why;

	if (fd < 0)
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	setpgid(0, 0);
	default_signals();
	if (dup2(p->in[0], 0) >= 0 && dup2(p->out[1], 1) >= 0 &&
		dup2(fd, 2) >= 0)
		execv(argv[0], args.out);
	why = errno;
	if (write(p->why[1], &why, sizeof(why)) < 0)
		_exit(126);
	_exit(127);
}

static void
not_blocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* 0 once exec has happened, else the errno that prevented it. */
static int
exec_errno(int fd)
{
	int why = 0;
	ssize_t n;

	do
		n = read(fd, &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(why) ? why : 0;
}

int
child_start(struct child *child, const char *const *argv, const char *log,
	struct err *err)
{
	struct pipes p;
	int why;

	*child = (struct child){ .in = -1, .out = -1 };
	if (open_pipes(&p, err) < 0)
		return -1;
	child->pid = fork();
	if (child->pid == 0)
		become(&p, argv, log);
	why = child->pid < 0 ? errno : 0;
	close(p.in[0]);
	close(p.out[1]);
	close(p.why[1]);
	child->in = p.in[1];
	child->out = p.out[0];
	if (!why)
		why = exec_errno(p.why[0]);
	close(p.why[0]);
	if (why) {
		child_release(child, 0);
		return err_set(
			err, ERR_INTERNAL, "%s: %s", argv[0], strerror(why));
	}
	setpgid(child->pid, child->pid); /* whoever of us is first */
	not_blocking(child->in);
	not_blocking(child->out);
	return 0;
}

bool
child_ended(struct child *child)
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
child_kill(struct child *child)
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
child_release(struct child *child, int ms)
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
	*child = (struct child){ .in = -1, .out = -1, .status = child->status };
}
