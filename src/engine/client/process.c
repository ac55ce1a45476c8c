#include "config.h"

#include "engine/client/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"

#define MAPS_MAX ((size_t)16 << 20) /* a JVM has some 100 KB */

/* Fields of /proc/PID/stat after the name: proc(5) counts them from 3. */
static bool
parse_stat(char *text, struct process_stat *out)
{
	char *p = strrchr(text, ')'); /* the name may hold anything */
	long ppid, group, session;
	unsigned long long start;

	if (!p ||
		sscanf(p + 1,
			" %c %ld %ld %ld %*d %*d %*u %*u %*u %*u %*u %*u %*u "
			"%*d %*d %*d %*d %*d %*d %llu",
			&out->state, &ppid, &group, &session, &start) != 5)
		return false;
	out->ppid = (pid_t)ppid;
	out->group = (pid_t)group;
	out->session = (pid_t)session;
	out->start = start;
	return true;
}

bool
process_stat(pid_t pid, struct process_stat *out)
{
	char path[32], text[1024];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	return parse_stat(text, out);
}

enum process_state
process_state(const struct process *p)
{
	struct process_stat st;

	if (!p->fd || !process_stat(p->pid, &st) || st.start != p->start ||
		st.state == 'Z' || st.state == 'X')
		return PROCESS_STATE_GONE;
	return st.state == 'T' ? PROCESS_STATE_FROZEN : PROCESS_STATE_RUNS;
}

/* WIFSIGNALED and friends are for waitpid(); waitid() gives the two apart. */
static void
reap(struct process *p)
{
	siginfo_t info = { 0 };

	if (waitid(P_PIDFD, (id_t)p->fd, &info, WEXITED | WNOHANG) < 0 ||
		!info.si_pid)
		return; /* no child of ours, or not any more */
	p->status = info.si_status + (info.si_code == CLD_EXITED ? 0 : 128);
}

bool
process_ended(struct process *p)
{
	struct pollfd pfd = { .fd = p->fd, .events = POLLIN };

	if (p->fd && poll(&pfd, 1, 0) <= 0)
		return false;
	if (p->fd)
		reap(p);
	return true;
}

bool
process_open(struct process *p, pid_t pid, uint64_t start)
{
	struct process_stat st;
	int fd = pid > 0 ? pidfd_open(pid, 0) : -1;

	*p = (struct process){ 0 };
	if (fd < 0)
		return false;
	*p = (struct process){ .pid = pid, .start = start, .fd = fd };
	/* Looked at only now: what the pidfd holds cannot change any more. */
	if (process_stat(pid, &st) && st.start == start && !process_ended(p))
		return true;
	process_release(p);
	return false;
}

int
process_wait(struct process *p, const struct ctl *ctl, struct err *err)
{
	if (p->fd && ctl_poll(ctl, p->fd, POLLIN, err) < 0)
		return -1;
	process_ended(p);
	return 0;
}

void
process_signal(const struct process *p, int signal)
{
	if (p->fd)
		pidfd_send_signal(p->fd, signal, NULL, 0);
}

void
process_release(struct process *p)
{
	if (p->fd)
		close(p->fd);
	*p = (struct process){ 0 };
}

void
process_each(void (*fn)(void *ctx, pid_t pid), void *ctx)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *end;
		long pid = strtol(entry->d_name, &end, 10);

		if (!*end && pid > 0)
			fn(ctx, (pid_t)pid);
	}
	if (dir)
		closedir(dir);
}

char *
process_link(pid_t pid, const char *name)
{
	char path[64], target[4096];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return NULL;
	return mem_strndup(target, (size_t)n);
}

bool
process_maps(pid_t pid, const char *path)
{
	char *file = mem_printf("/proc/%ld/maps", (long)pid);
	char *end = mem_printf(" %s\n", path);
	struct buf maps = { 0 };
	struct err ignored = { 0 };
	bool found = buf_read_file(&maps, file, MAPS_MAX, &ignored) == 0 &&
		strstr(buf_str(&maps), end);

	buf_release(&maps);
	free(end);
	free(file);
	return found;
}
