#include "config.h"

#include "reader/main/converse.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/lang.h"
#include "common/event/event.h"
#include "reader/main/say.h"
#include "reader/report/report.h"
#include "reader/talk/talk.h"

#define GRACE_MS 800              /* from a cancel to the kill */
#define HELD_MS 150000            /* the same where things are put back */
#define LAST_MS 100               /* for the last words after it */
#define OUT_MAX ((size_t)1 << 20) /* unread output; then events have to wait */
#define WRITE_MAX 4096            /* PIPE_BUF: what poll(2) promises to take */

struct conversation {
	struct report *report;
	struct talk *talk;
	int id, signal_fd;
	bool holds;      /* it puts back what it holds before it ends */
	bool held;       /* a row waits for a line of standard input */
	bool unasked;    /* there is no such input any more */
	int signal;      /* that ended us; 0: none */
	int64_t kill_ms; /* when patience ends after it */
	bool ended;      /* the request, by its end event */
	bool deaf;       /* nobody reads standard output any more */
	bool gone;       /* the engine */
	struct err err;
};

enum {
	FD_SIGNAL,
	FD_OUT,
	FD_EVENTS,
	FD_REQUESTS,
	FD_INPUT,
	FD_COUNT
};

static int
take_signals_by_fd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
let_go(struct conversation *s)
{
	struct request go = { .verb = VERB_GO, .cancel = s->id };
	struct err ignored = { 0 };

	s->held = false;
	talk_send(s->talk, &go, &ignored);
}

/* A line lets the row go on; the end of all lines lets it go on to its end. */
static void
take_input(struct conversation *s)
{
	char line[4096];
	ssize_t n = read(STDIN_FILENO, line, sizeof(line));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	s->unasked = n <= 0;
	let_go(s);
}

/* A row that is held, or a drill whose solution may be asked for. */
static bool
waits_for_input(const struct event *ev)
{
	return ev->count &&
		(ev->kind == EV_ROW_HELD ||
			(ev->kind == EV_DRILL && ev->state &&
				!strcmp(ev->state, "heal")));
}

static void
take_event(void *ctx, const struct event *ev)
{
	struct conversation *s = ctx;

	if (s->ended)
		return;
	s->ended = ev->kind == EV_END && ev->request == s->id;
	if (ev->kind != EV_END || s->ended)
		report_event(s->report, ev);
	if (waits_for_input(ev))
		s->held = true;
	if (s->held && ev->kind == EV_DRILL) /* typed before asks for nothing */
		tcflush(STDIN_FILENO, TCIFLUSH);
	if (s->held && s->unasked)
		let_go(s);
}

/* No more is wanted: what may end at once does. */
static void
ask_to_end(struct conversation *s)
{
	struct request cancel = { .verb = VERB_CANCEL, .cancel = s->id };
	struct err ignored = { 0 };

	s->kill_ms = clock_ms() + (s->holds ? HELD_MS : GRACE_MS);
	if (talk_send(s->talk, &cancel, &ignored) < 0)
		s->kill_ms = 0;
}

/* The first one asks the engine to stop, the next one does not ask. */
static void
take_signal(struct conversation *s)
{
	struct signalfd_siginfo info;
	bool again = s->signal;

	if (read(s->signal_fd, &info, sizeof(info)) != sizeof(info))
		return;
	s->signal = (int)info.ssi_signo;
	ask_to_end(s);
	if (again)
		s->kill_ms = 0;
	else if (s->holds)
		buf_addf(&s->report->note, "\n%s\n",
			_("What is held is put back first. A second Ctrl-C "
			  "leaves it to the next start"));
}

/* Nobody reads what is held, so it goes on. */
static void
become_deaf(struct conversation *s)
{
	if (!s->deaf && s->holds && !s->signal)
		ask_to_end(s);
	s->deaf = true;
}

static void
write_some(struct conversation *s)
{
	struct buf *out = &s->report->out;
	size_t len = out->len < WRITE_MAX ? out->len : WRITE_MAX;
	ssize_t n = len ? write(STDOUT_FILENO, out->data, len) : 0;

	if (n > 0)
		buf_drop(out, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		become_deaf(s);
	if (n < 0 && s->deaf && errno != EPIPE)
		err_set(&s->err, ERR_SYSTEM, "standard output: %s",
			errno_text(errno));
}

static void
write_notes(struct conversation *s)
{
	struct err ignored = { 0 };

	if (s->report->note.len)
		say(STDERR_FILENO, &s->report->note, &ignored);
}

static int
patience(const struct conversation *s)
{
	int64_t left = s->kill_ms - clock_ms();

	if (!s->kill_ms && !s->signal)
		return -1;
	return left > 0 ? (int)left : 0;
}

static void
converse_turn(struct conversation *s)
{
	struct buf *out = &s->report->out;
	bool listen = !s->ended && !s->gone && out->len < OUT_MAX;
	struct pollfd fds[FD_COUNT] = {
		[FD_SIGNAL] = { .fd = s->signal_fd, .events = POLLIN },
		[FD_OUT] = { .fd = s->deaf ? -1 : STDOUT_FILENO,
			.events = out->len ? POLLOUT : 0 },
		[FD_EVENTS] = { .fd = listen ? talk_fd(s->talk) : -1,
			.events = POLLIN },
		[FD_REQUESTS] = { .fd = s->gone ? -1 : talk_write_fd(s->talk),
			.events = POLLOUT },
		[FD_INPUT] = { .fd = s->held && !s->ended ? STDIN_FILENO : -1,
			.events = POLLIN },
	};

	if (s->deaf)
		buf_reset(out);
	if (poll(fds, FD_COUNT, patience(s)) < 0)
		return;
	if (fds[FD_SIGNAL].revents)
		take_signal(s);
	if (fds[FD_OUT].revents & POLLOUT)
		write_some(s);
	else if (fds[FD_OUT].revents & (POLLERR | POLLHUP | POLLNVAL))
		become_deaf(s);
	if (fds[FD_INPUT].revents)
		take_input(s);
	if ((fds[FD_EVENTS].revents || fds[FD_REQUESTS].revents) &&
		talk_turn(s->talk, take_event, s, &s->err) < 0)
		s->gone = true;
	write_notes(s);
}

static bool
out_of_patience(const struct conversation *s)
{
	return (s->signal || s->kill_ms) && clock_ms() >= s->kill_ms;
}

/* Until the end event, a crash, a signal's deadline, or a closed output. */
static void
until_over(struct conversation *s)
{
	while (!s->ended && !s->gone && !(s->deaf && !s->holds) &&
		!out_of_patience(s))
		converse_turn(s);
	if (s->signal) {
		s->err = (struct err){ 0 };
		err_set(&s->err, ERR_CANCELLED, "cancelled");
		talk_kill(s->talk);
		s->kill_ms = clock_ms() + LAST_MS;
	}
}

/* A reader that is slow gets all of it, unless we are told to go. */
static void
converse_flush(struct conversation *s)
{
	int asked = s->signal;

	while (s->report->out.len && !s->deaf &&
		(s->signal == asked && !out_of_patience(s)))
		converse_turn(s);
}

/* What the report does not say itself. */
static void
tell_end(const struct conversation *s)
{
	const struct report *r = s->report;
	struct err none = { 0 };
	struct err err = s->err;

	if (err.code == ERR_CANCELLED && s->report->kind == &report_human)
		return;
	if (!err.code && r->exit && r->cause) {
		err_set(&err, ERR_CHECK, "%s", r->cause);
		if (r->hint)
			err_hint(&err, "%s", r->hint);
	}
	if (s->ended && !err.code && !r->exit && r->lesson &&
		report_exit(r, &none))
		err_set(&err, ERR_CHECK,
			"it ended before all that was asked for was done");
	if (err.code)
		say_err(&err);
}

static int
status(const struct conversation *s)
{
	if (s->signal)
		return 128 + s->signal;
	if (s->deaf && !s->err.code)
		return EXIT_PIPE;
	return report_exit(s->report, &s->err);
}

int
converse(const struct place *place, const struct request *req,
	struct report *report, struct err *err)
{
	struct conversation s = { .report = report,
		.holds = verb_row(req->verb)->holds };

	s.signal_fd = take_signals_by_fd();
	s.talk = talk_start(place, err);
	if (s.talk)
		s.id = talk_send(s.talk, req, err);
	if (!s.talk || s.id < 0)
		goto out;
	report_begin(report);
	until_over(&s);
	report_end(report, &s.err);
	converse_flush(&s);
	tell_end(&s);
out:
	talk_free(s.talk);
	close(s.signal_fd);
	return s.talk ? status(&s) : -1;
}
