/*
 * process.h - child processes that outlive us, and handles to find them again.
 *
 * A number names no process: it is reused, and a zombie still has one. So a
 * process is its number, its start time and the boot they belong to, and it is
 * watched and signalled through a pidfd only.
 */
#ifndef CDCLAB_CLIENT_PROCESS_H
#define CDCLAB_CLIENT_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct ctl;
struct err;


/* Release with process_release(). fd > 0 when open; all-zero is none. */
struct process {
	pid_t pid;
	uint64_t start; /* clock ticks after boot */
	int fd;         /* pidfd, owned */
	int status;     /* of a child once reaped: exit's, or 128 + signal */
};

/* What to start and how. All lent for the call. */
struct spawn {
	const char *const *argv; /* argv[0]: path */
	const char *const *env;  /* all of the environment */
	const char *cwd;
	bool drop;  /* become uid and gid, without other groups */
	bool bound; /* gets SIGTERM when the thread that starts it ends */
	uid_t uid;
	gid_t gid;
	int in;  /* becomes stdin; 0: /dev/null */
	int out; /* becomes stdout and stderr; 0: /dev/null */
	/*
	 * The record: written by the child itself and on disk before it is
	 * anything else, so that no moment exists at which a server runs
	 * unrecorded. The text is record_head, the pid, ",\"start\":", the
	 * start time, "}\n". NULL: none. A temporary file beside it is used.
	 */
	const char *record, *record_head;
};

/*
 * Start a program in a session of its own, with default signal dispositions
 * and no descriptor but the three. ERR_SYSTEM says which step of it failed,
 * exec included; nothing runs then, and no record is left.
 */
int process_spawn(
	const struct spawn *spawn, struct process *p, struct err *err);

/*
 * The process that had this number and start time, if it has not ended: true,
 * and p is open. One that is dying, its ports and files still open, has not;
 * process_state() calls it gone. A child of ours that has ended is reaped.
 */
bool process_open(struct process *p, pid_t pid, uint64_t start);

enum process_state {
	PROCESS_STATE_GONE = 0, /* ended; a zombie is gone */
	PROCESS_STATE_RUNS,
	PROCESS_STATE_FROZEN /* stopped by a signal */
};

enum process_state process_state(const struct process *p);

/* Has all of it ended? A child is reaped, p->status set. Does not wait. */
bool process_ended(struct process *p);

/* Wait until it ends; as ctl_check() when it does not in time. */
int process_wait(struct process *p, const struct ctl *ctl, struct err *err);

void process_signal(const struct process *p, int signal);
void process_release(struct process *p);

/* One line of /proc/PID/stat. ppid and session are 0 when unknown. */
struct process_stat {
	char state;
	pid_t ppid, group, session;
	uint64_t start;
};

/* false: no such process. */
bool process_stat(pid_t pid, struct process_stat *out);

/* Call fn for each process of the machine that we can see. */
void process_each(void (*fn)(void *ctx, pid_t pid), void *ctx);

/* The target of a link in /proc/PID, "exe" or "cwd"; owned, may be NULL. */
char *process_link(pid_t pid, const char *name);

/*
 * Has it path mapped? That shows the program also of a process that a loader of
 * its own has begun, whose "exe" is the loader.
 */
bool process_maps(pid_t pid, const char *path);

#endif
