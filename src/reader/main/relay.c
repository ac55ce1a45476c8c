#include "config.h"

#include "reader/main/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/msg.h"
#include "common/base/program.h"
#include "reader/main/say.h"

#define LINE_MAX_SHOWN ((size_t)65536)

/* One of its two streams, and where it is shown. */
struct stream {
	int from, to;
	struct buf line;
};

struct relay {
	struct stream streams[2];
	int signals;
	pid_t pid; /* 0: it has ended */
	int status;
};

static int
take_signals(void)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		sigaddset(&set, taken[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN); /* nobody reads us: the script is ended */
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
show_line(struct relay *relay, struct stream *stream)
{
	struct buf shown = { 0 };
	struct err ignored = { 0 };

	msg_clean(&shown, SAN_TEXT, buf_str(&stream->line));
	buf_addc(&shown, '\n');
	if (say(stream->to, &shown, &ignored) < 0 && relay->pid)
		kill(relay->pid, SIGTERM);
	buf_release(&shown);
	buf_reset(&stream->line);
	stream->line.full = false;
}

/* Is there more to come, now or later? */
static bool
read_some(struct relay *relay, struct stream *stream)
{
	char chunk[4096];
	ssize_t n = read(stream->from, chunk, sizeof(chunk));

	for (ssize_t i = 0; i < n; i++) {
		if (chunk[i] == '\n')
			show_line(relay, stream);
		else
			buf_addc(&stream->line, chunk[i]);
	}
	return n > 0 || (n < 0 && errno == EINTR);
}

/* The terminal's own signals reach the script, too; others only us. */
static void
take_signal(struct relay *relay)
{
	struct signalfd_siginfo info;
	int status;

	if (read(relay->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo != SIGCHLD) {
		if (info.ssi_code != SI_KERNEL)
			kill(relay->pid, SIGTERM);
	} else if (waitpid(relay->pid, &status, WNOHANG) == relay->pid) {
		relay->pid = 0;
		relay->status = WIFEXITED(status) ? WEXITSTATUS(status)
						  : 128 + WTERMSIG(status);
	}
}

static void
relay_turn(struct relay *relay)
{
	struct pollfd fds[] = {
		{ .fd = relay->signals, .events = POLLIN },
		{ .fd = relay->streams[0].from, .events = POLLIN },
		{ .fd = relay->streams[1].from, .events = POLLIN },
	};

	if (poll(fds, ARRAY_LEN(fds), -1) < 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(relay->streams); i++) {
		struct stream *stream = &relay->streams[i];

		if (fds[i + 1].revents && !read_some(relay, stream)) {
			close(stream->from);
			stream->from = -1;
		}
	}
	if (fds[0].revents)
		take_signal(relay);
}

/* Its own end counts, not the pipes': what it left behind may hold them. */
static void
relay_until_over(struct relay *relay)
{
	while (relay->pid)
		relay_turn(relay);
	for (size_t i = 0; i < ARRAY_LEN(relay->streams); i++) {
		struct stream *stream = &relay->streams[i];

		while (stream->from >= 0 && read_some(relay, stream))
			;
		if (stream->line.len)
			show_line(relay, stream);
	}
}

/* The script's end of a pipe, which waits; ours does not. -1 with err. */
static int
stream_open(struct stream *stream, int to, struct err *err)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(err, ERR_SYSTEM, "pipe: %s", errno_text(errno));
	fcntl(fds[1], F_SETFL, 0);
	*stream = (struct stream){ .from = fds[0], .to = to };
	stream->line.cap = LINE_MAX_SHOWN;
	return fds[1];
}

static void
stream_close(struct stream *stream)
{
	if (stream->from >= 0)
		close(stream->from);
	buf_release(&stream->line);
}

static int
relay_start(struct relay *relay, const char *const *argv, struct err *err)
{
	int out = stream_open(&relay->streams[0], STDOUT_FILENO, err);
	int errors = out < 0 ? -1
			     : stream_open(&relay->streams[1], STDERR_FILENO,
				       err);
	struct program program = {
		.argv = argv,
		.fds = { STDIN_FILENO, out, errors },
	};
	int rc = errors < 0 ? -1 : program_start(&program, &relay->pid);

	if (rc > 0)
		err_set(err, ERR_SYSTEM, "%s: %s", argv[0], errno_text(rc));
	if (out >= 0)
		close(out);
	if (errors >= 0)
		close(errors);
	return rc ? -1 : 0;
}

int
relay_run(const char *const *argv, struct err *err)
{
	struct relay relay = {
		.streams = { { .from = -1 }, { .from = -1 } },
		.signals = take_signals(),
	};
	int rc;

	setenv("CDCLAB_MESSAGES", "1", 1);
	rc = relay_start(&relay, argv, err);
	if (rc == 0) {
		relay_until_over(&relay);
		rc = relay.status;
	}
	stream_close(&relay.streams[0]);
	stream_close(&relay.streams[1]);
	close(relay.signals);
	return rc;
}
