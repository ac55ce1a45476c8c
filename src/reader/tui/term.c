#include "config.h"

#include "reader/tui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/program.h"

#define BACK_MAX 256
#define HANG_MS 2000 /* to save and to end the engine takes 1000 at most */

#define PASTE_BRACKETED "\033[?2004h"
#define MOUSE_ON "\033[?1006;1000h"
#define MOUSE_OFF "\033[?1006;1000l"
#define GROUND_ASK "\033]11;?\a"
#define PASTE_PLAIN "\033[?2004l"

static const int taken[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGWINCH,
	SIGTSTP, SIGCONT };
static const int deadly[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };

/*
 * Signal handlers have no other way to their data. Set by term_begin() and
 * term_remember(), read by handlers; pipe and waiting are written by them.
 */
static struct {
	bool begun;
	struct termios saved;
	char back[BACK_MAX]; /* what leaves the alternate screen */
	volatile size_t back_len;
	int pipe[2];
	volatile sig_atomic_t ended_by;    /* a signal that asks us to end */
	volatile sig_atomic_t interrupted; /* and nobody has looked yet */
	atomic_llong asked_ms;             /* the first of these came */
	struct sigaction was_taken[ARRAY_LEN(taken)];
	struct sigaction was_deadly[ARRAY_LEN(deadly)];
} term;

bool
term_env_is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

/* Safe in a signal handler. */
static void
put_back(void)
{
	ssize_t n = write(STDOUT_FILENO, term.back, term.back_len);

	(void)n;
	tcsetattr(STDIN_FILENO, TCSANOW, &term.saved);
}

/*
 * A terminal that closes sends more than one signal, and a shell sends its own
 * behind it, while we save. So who asks again is heard only if we hang.
 */
static void
note_ask(int sig)
{
	bool asked = term.ended_by || term.interrupted;

	if (asked && clock_ms() - term.asked_ms > HANG_MS) {
		put_back();
		signal(sig, SIG_DFL);
		raise(sig);
	}
	if (!asked)
		term.asked_ms = clock_ms();
	if (sig == SIGINT)
		term.interrupted = 1;
	else
		term.ended_by = sig;
}

static void
note_signal(int sig)
{
	int kept = errno;
	unsigned char byte = (unsigned char)sig;

	if (sig == SIGINT || sig == SIGQUIT || sig == SIGTERM || sig == SIGHUP)
		note_ask(sig);
	if (write(term.pipe[1], &byte, 1) < 0)
		byte = 0; /* full: there is something to be read anyway */
	errno = kept;
}

/* The handler before us, a sanitizer's for one, has its say after. */
static void
die(int sig)
{
	put_back();
	for (size_t i = 0; i < ARRAY_LEN(deadly); i++)
		if (deadly[i] == sig)
			sigaction(sig, &term.was_deadly[i], NULL);
	raise(sig);
}

static void
take_over(const int *sigs, size_t n, struct sigaction *was,
	void (*handler)(int), int flags)
{
	struct sigaction act = { .sa_flags = flags };

	act.sa_handler = handler;
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < n; i++) {
		sigaction(sigs[i], NULL, &was[i]);
		if (was[i].sa_handler != SIG_IGN || sigs[i] != SIGTSTP)
			sigaction(sigs[i], &act, NULL);
	}
}

int
term_begin(struct err *err)
{
	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &term.saved) < 0)
		return err_set(err, ERR_USAGE,
			"standard input or output is no terminal");
	if (pipe2(term.pipe, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(err, ERR_SYSTEM, "pipe: %s", errno_text(errno));
	term.ended_by = term.interrupted = 0;
	term.back_len = 0;
	take_over(taken, ARRAY_LEN(taken), term.was_taken, note_signal,
		SA_RESTART);
	take_over(deadly, ARRAY_LEN(deadly), term.was_deadly, die,
		SA_NODEFER | SA_ONSTACK);
	mem_on_exhausted(put_back);
	term.begun = true;
	return 0;
}

int
term_signal_fd(void)
{
	return term.pipe[0];
}

unsigned
term_take_signals(void)
{
	unsigned char bytes[64];
	unsigned got = 0;
	ssize_t n;

	term.interrupted = 0;
	n = read(term.pipe[0], bytes, sizeof(bytes));
	for (ssize_t i = 0; i < n; i++)
		got |= bytes[i] == SIGWINCH   ? TERM_RESIZED
			: bytes[i] == SIGTSTP ? TERM_SUSPEND
			: bytes[i] == SIGCONT ? TERM_RESUMED
			: bytes[i] == SIGINT  ? TERM_INTERRUPT
					      : TERM_QUIT;
	return got;
}

int
term_signal(void)
{
	return term.ended_by;
}

const char *
term_capability(const char *name)
{
	char cap[16] = "";
	const char *s;

	strncat(cap, name, sizeof(cap) - 1); /* tigetstr() takes no const */
	s = tigetstr(cap);
	return s == (const char *)-1 ? NULL : s;
}

int
term_can_paint(void)
{
	return term_capability("cup") != NULL;
}

int
term_has_rgb(void)
{
	char name[] = "RGB";

	return tigetflag(name) > 0 || tigetnum(name) > 0 ||
		term_capability(name);
}

static void
add_bytes(const char *s)
{
	while (*s && term.back_len < BACK_MAX)
		term.back[term.back_len++] = *s++;
}

/* What is to be written for one, without its padding. */
static void
add_back(const char *name)
{
	const char *s = term_capability(name);

	if (!s)
		return;
	while (*s && term.back_len < BACK_MAX) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>'))
			s = strchr(s, '>') + 1;
		else
			term.back[term.back_len++] = *s++;
	}
}

void
term_remember(void)
{
	static const char *const caps[] = { "sgr0", "rmkx", "cnorm", "rmcup" };

	term.back_len = 0;
	if (term_capability("kmous"))
		add_bytes(PASTE_PLAIN MOUSE_OFF);
	for (size_t i = 0; i < ARRAY_LEN(caps); i++)
		add_back(caps[i]);
}

void
term_ask_keys(int on)
{
	const char *way = term_capability(on ? "smkx" : "rmkx");

	if (way)
		putp(way);
	if (term_capability("kmous"))
		putp(on ? PASTE_BRACKETED : PASTE_PLAIN);
	fflush(stdout);
}

void
term_ask_mouse(int on)
{
	if (term_capability("kmous"))
		putp(on ? MOUSE_ON : MOUSE_OFF);
	fflush(stdout);
}

int
term_ask_ground(void)
{
	if (!term_capability("kmous"))
		return 0;
	putp(GROUND_ASK);
	fflush(stdout);
	return 1;
}

void
term_plain_keys(void)
{
	struct termios now;

	if (tcgetattr(STDIN_FILENO, &now) < 0)
		return;
	now.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	now.c_lflag &= ~(tcflag_t)IEXTEN;
	now.c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(STDIN_FILENO, TCSANOW, &now);
}

void
term_stop(int group)
{
	struct sigaction ours, plain = { 0 };
	sigset_t mask, was;

	tcsetattr(STDIN_FILENO, TCSANOW, &term.saved);
	plain.sa_handler = SIG_DFL;
	sigemptyset(&plain.sa_mask);
	sigaction(SIGTSTP, &plain, &ours);
	sigemptyset(&mask);
	sigaddset(&mask, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &mask, &was);
	if (group)
		kill(0, SIGTSTP);
	else
		raise(SIGTSTP);
	sigprocmask(SIG_SETMASK, &was, NULL);
	sigaction(SIGTSTP, &ours, NULL);
}

/* Signals of the terminal that are for the program while it has that. */
static const int lent[] = { SIGINT, SIGQUIT, SIGTSTP };

/* Ctrl-C is not ours then; Ctrl-Z stops both, and fg goes on with both. */
static void
lend_signals(struct sigaction *ours)
{
	for (size_t i = 0; i < ARRAY_LEN(lent); i++) {
		struct sigaction act = { 0 };

		act.sa_handler = lent[i] == SIGTSTP ? SIG_DFL : SIG_IGN;
		sigaction(lent[i], &act, &ours[i]);
	}
}

static void
take_signals_back(const struct sigaction *ours)
{
	for (size_t i = 0; i < ARRAY_LEN(lent); i++)
		sigaction(lent[i], &ours[i], NULL);
}

static int
complain_of(const char *name, int status, struct err *err)
{
	if (!status)
		return 0;
	return err_set(err, ERR_SYSTEM, "%s: it ended with status %d", name,
		WIFEXITED(status) ? WEXITSTATUS(status)
				  : 128 + WTERMSIG(status));
}

int
term_lend(char *const *argv, struct err *err)
{
	union {
		char *const *in;
		const char *const *out;
	} args = { .in = argv };
	const struct program program = { .argv = args.out,
		.fds = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO } };
	struct sigaction ours[ARRAY_LEN(lent)];
	int status = 0, rc;
	pid_t pid;

	tcsetattr(STDIN_FILENO, TCSADRAIN, &term.saved);
	lend_signals(ours);
	rc = program_start(&program, &pid);
	while (rc == 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	take_signals_back(ours);
	if (rc)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", argv[0], errno_text(rc));
	return complain_of(argv[2] ? argv[2] : argv[0], status, err);
}

void
term_end(void)
{
	if (!term.begun)
		return;
	mem_on_exhausted(NULL);
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		sigaction(taken[i], &term.was_taken[i], NULL);
	for (size_t i = 0; i < ARRAY_LEN(deadly); i++)
		sigaction(deadly[i], &term.was_deadly[i], NULL);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &term.saved);
	close(term.pipe[0]);
	close(term.pipe[1]);
	term.begun = false;
}
