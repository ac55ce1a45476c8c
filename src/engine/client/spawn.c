#include "config.h"

#include "engine/client/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/msg.h"

/*
 * Between fork() and exec() only what signal-safety(7) lists may be called:
 * other threads of the engine may have held any lock, malloc's included. So
 * all text is made before, numbers are written by hand, and the change of
 * account is by system calls, because glibc's functions speak to threads that
 * the child does not have.
 */

enum spawn_step {
	STEP_SESSION,
	STEP_FILES,
	STEP_RECORD,
	STEP_ACCOUNT,
	STEP_CWD,
	STEP_BOUND,
	STEP_EXEC
};

static const char *const step_names[] = {
	[STEP_SESSION] = MSG_("new session"),
	[STEP_FILES] = MSG_("standard streams"),
	[STEP_RECORD] = MSG_("record"),
	[STEP_ACCOUNT] = MSG_("change of account"),
	[STEP_CWD] = MSG_("directory"),
	[STEP_BOUND] = MSG_("end with its parent"),
	[STEP_EXEC] = MSG_("program"),
};

/* What the child says when it could not become the program. */
struct spawn_failure {
	enum spawn_step step;
	int error;
};

#define FREE_FD 10 /* above all that the child puts in place */

struct spawn_child {
	const struct spawn *spawn;
	char *record_new; /* temporary file beside the record */
	pid_t parent;
	int report; /* in the child: where to say why not, closed by exec */
};

/* Two pipes: the parent's word to go on, and the child's why it could not. */
struct spawn_pipes {
	int go[2], report[2]; /* read from the first, write to the second */
};

static void
give_up(const struct spawn_child *child, enum spawn_step step)
{
	struct spawn_failure failure = { step, errno };

	if (write(child->report, &failure, sizeof(failure)) < 0)
		_exit(126);
	_exit(127);
}

/* By system call: glibc's refuses the two signals it uses itself. */
static void
reset_signals(void)
{
	/* the kernel's struct sigaction, all zero: SIG_DFL, no flags */
	static const unsigned long by_default[8];
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		syscall(SYS_rt_sigaction, s, by_default, NULL, NSIG / 8);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Put fd at number 0, 1 or 2; 0 means /dev/null. */
static void
stream(const struct spawn_child *child, int fd, int number)
{
	if (!fd)
		fd = open("/dev/null", O_RDWR);
	if (fd < 0 || dup2(fd, number) < 0)
		give_up(child, STEP_FILES);
}

static void
streams(struct spawn_child *child, int report)
{
	int out = child->spawn->out;

	/* Out of the way first: what we were given may be one of 0 to 2. */
	child->report = report;
	report = fcntl(report, F_DUPFD_CLOEXEC, FREE_FD);
	if (report < 0)
		give_up(child, STEP_FILES);
	child->report = report;
	if (out)
		out = fcntl(out, F_DUPFD, FREE_FD);
	stream(child, child->spawn->in, 0);
	stream(child, out, 1);
	stream(child, out, 2);
}

static void
close_rest(const struct spawn_child *child)
{
	close_range(3, (unsigned)child->report - 1, 0);
	close_range((unsigned)child->report + 1, ~0U, 0);
}

static char *
put_number(char *end, uint64_t n)
{
	do {
		*--end = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	return end;
}

/* Field 22 of our own stat: the 20th after the name. */
static uint64_t
own_start(void)
{
	char text[1024], *p = NULL;
	int fd = open("/proc/self/stat", O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);
	uint64_t start = 0;

	close(fd);
	for (ssize_t i = 0; i < n; i++)
		if (text[i] == ')')
			p = text + i;
	text[n > 0 ? n : 0] = '\0';
	for (int field = 2; p && field < 22; field++) {
		while (*p && *p != ' ')
			p++;
		if (*p)
			p++;
	}
	while (p && *p >= '0' && *p <= '9')
		start = start * 10 + (uint64_t)(*p++ - '0');
	return start;
}

static bool
put(int fd, const char *text, size_t len)
{
	return write(fd, text, len) == (ssize_t)len;
}

static void
write_record(const struct spawn_child *child)
{
	static const char middle[] = ",\"start\":", tail[] = "}\n";
	const struct spawn *spawn = child->spawn;
	char number[24], *end = number + sizeof(number), *pid, *start;
	int fd = open(child->record_new, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	bool done;

	if (fd < 0)
		give_up(child, STEP_RECORD);
	pid = put_number(end, (uint64_t)getpid());
	done = put(fd, spawn->record_head, strlen(spawn->record_head)) &&
		put(fd, pid, (size_t)(end - pid)) &&
		put(fd, middle, sizeof(middle) - 1);
	start = put_number(end, own_start());
	done = done && put(fd, start, (size_t)(end - start)) &&
		put(fd, tail, sizeof(tail) - 1) && fsync(fd) == 0;
	close(fd);
	if (!done || rename(child->record_new, spawn->record) < 0)
		give_up(child, STEP_RECORD);
}

static void
change_account(const struct spawn_child *child)
{
	const struct spawn *spawn = child->spawn;

	if (syscall(SYS_setgroups, 0, NULL) < 0 ||
		syscall(SYS_setresgid, spawn->gid, spawn->gid, spawn->gid) <
			0 ||
		syscall(SYS_setresuid, spawn->uid, spawn->uid, spawn->uid) < 0)
		give_up(child, STEP_ACCOUNT);
}

/* The engine may be spared by the kernel's memory killer; a server is not. */
static void
reset_oom(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);

	if (fd < 0)
		return;
	if (!put(fd, "0", 1))
		errno = 0; /* not allowed: as it was */
	close(fd);
}

/*
 * Whoever starts us learns of our end by a pidfd. Until it has one we do
 * nothing; if it gets none, or dies, we end.
 */
static void
await_word(const struct spawn_pipes *pipes)
{
	char word;
	ssize_t n;

	close(pipes->go[1]);
	do
		n = read(pipes->go[0], &word, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(127);
}

/* The signal comes for an end after this call only, so look at those before. */
static void
bind_to_parent(const struct spawn_child *child)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		give_up(child, STEP_BOUND);
	if (getppid() != child->parent)
		_exit(127);
}

static void
become(struct spawn_child *child, const struct spawn_pipes *pipes)
{
	const struct spawn *spawn = child->spawn;
	union {
		const char *const *lent;
		char *const *taken; /* execve() promises not to write */
	} argv = { spawn->argv }, env = { spawn->env };

	await_word(pipes);
	streams(child, pipes->report[1]);
	if (setsid() < 0)
		give_up(child, STEP_SESSION);
	umask(022);
	if (spawn->record)
		write_record(child);
	/* Only now: the engine's locks last until the record is there. */
	close_rest(child);
	umask(077);
	reset_oom();
	if (spawn->drop)
		change_account(child);
	if (chdir(spawn->cwd) < 0)
		give_up(child, STEP_CWD);
	/* After the change of account, which takes it back: prctl(2). */
	if (spawn->bound)
		bind_to_parent(child);
	reset_signals();
	execve(argv.taken[0], argv.taken, env.taken);
	give_up(child, STEP_EXEC);
}

static pid_t
fork_child(struct spawn_child *child, const struct spawn_pipes *pipes)
{
	sigset_t all, old;
	pid_t pid;

	sigfillset(&all);
	/* No handler of the engine's may run in the child. */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pid = fork();
	if (pid == 0)
		become(child, pipes);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return pid;
}

static int
failed(const struct spawn *spawn, const struct spawn_failure *failure,
	struct err *err)
{
	const char *what = failure->step == STEP_CWD ? spawn->cwd
		: failure->step == STEP_RECORD       ? spawn->record
						     : spawn->argv[0];

	return err_set(err, ERR_SYSTEM, "%s: %s: %s", what,
		step_names[failure->step], errno_text(failure->error));
}

static void
reap_child(idtype_t type, id_t id)
{
	while (waitid(type, id, &(siginfo_t){ 0 }, WEXITED) < 0 &&
		errno == EINTR)
		continue;
}

/* The pipe closes when the child has become the program, or says why not. */
static int
follow(const struct spawn *spawn, struct process *p, int report,
	struct err *err)
{
	struct spawn_failure failure;
	ssize_t n;

	do
		n = read(report, &failure, sizeof(failure));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return 0;
	if (n < 0) { /* whatever it is by now, nobody would know of it */
		failure = (struct spawn_failure){ STEP_EXEC, errno };
		process_signal(p, SIGKILL);
	}
	reap_child(P_PIDFD, (id_t)p->fd);
	if (spawn->record)
		unlink(spawn->record);
	process_release(p);
	return failed(spawn, &failure, err);
}

/* Give the word once the child can be watched. */
static int
let_go(struct process *p, struct spawn_pipes *pipes, struct err *err)
{
	struct process_stat st = { 0 };
	int fd = pidfd_open(p->pid, 0); /* ours: its number is not reused */

	if (fd < 0)
		err_set(err, ERR_SYSTEM, "pidfd_open: %s", errno_text(errno));
	else if (write(pipes->go[1], "", 1) != 1)
		err_set(err, ERR_SYSTEM, "pipe: %s", errno_text(errno));
	close(pipes->go[1]);
	pipes->go[1] = -1;
	if (err->code) { /* without a word it ends by itself */
		reap_child(P_PID, (id_t)p->pid);
		if (fd >= 0)
			close(fd);
		*p = (struct process){ 0 };
		return -1;
	}
	p->fd = fd;
	process_stat(p->pid, &st);
	p->start = st.start;
	return 0;
}

static int
launch(struct spawn_child *child, struct process *p, struct spawn_pipes *pipes,
	struct err *err)
{
	pid_t pid = fork_child(child, pipes);

	if (pid < 0)
		return err_set(err, ERR_SYSTEM, "fork: %s", errno_text(errno));
	*p = (struct process){ .pid = pid };
	close(pipes->report[1]);
	pipes->report[1] = -1;
	if (let_go(p, pipes, err) < 0)
		return -1;
	return follow(child->spawn, p, pipes->report[0], err);
}

static void
close_pipe(const int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int
process_spawn(const struct spawn *spawn, struct process *p, struct err *err)
{
	struct spawn_child child = { .spawn = spawn, .parent = getpid() };
	struct spawn_pipes pipes = { { -1, -1 }, { -1, -1 } };
	int rc = -1;

	*p = (struct process){ 0 };
	if (spawn->record)
		child.record_new = mem_printf("%s.new", spawn->record);
	if (pipe2(pipes.go, O_CLOEXEC) < 0 ||
		pipe2(pipes.report, O_CLOEXEC) < 0)
		err_set(err, ERR_SYSTEM, "pipe: %s", errno_text(errno));
	else
		rc = launch(&child, p, &pipes, err);
	close_pipe(pipes.go);
	close_pipe(pipes.report);
	if (rc < 0 && child.record_new)
		unlink(child.record_new);
	free(child.record_new);
	return rc;
}
