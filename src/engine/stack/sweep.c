#include "config.h"

#include "engine/stack/sweep.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "common/base/ctl.h"
#include "common/base/err.h"

#define LOOK_MS 10
#define GONE_MS 5000

struct broom {
	sweep_fn belongs;
	const void *ctx;
	size_t found;
	pid_t last;
};

static void
kill_one(void *ctx, pid_t pid)
{
	struct broom *broom = ctx;
	struct process_stat st;
	struct process p;

	if (pid == getpid() || !process_stat(pid, &st) ||
		!broom->belongs(broom->ctx, pid, &st) ||
		!process_open(&p, pid, st.start))
		return;
	process_signal(&p, SIGKILL);
	process_ended(&p); /* reaps it if it is ours */
	process_release(&p);
	broom->found++;
	broom->last = pid;
}

int
sweep(sweep_fn belongs, const void *ctx, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, GONE_MS);
	struct broom broom = { .belongs = belongs, .ctx = ctx };

	for (;;) {
		broom.found = 0;
		process_each(kill_one, &broom);
		if (!broom.found)
			return 0;
		if (ctl_wait(&limit, LOOK_MS, err) < 0)
			return err_wrap(
				err, "pid %ld does not end", (long)broom.last);
	}
}

/* A session's number is not given to others while it has members. */
bool
sweep_is_member(pid_t session, uint64_t start, const struct process_stat *st)
{
	return st->session == session && st->start >= start;
}

struct session {
	pid_t pid;
	uint64_t start;
};

static bool
is_of_session(const void *ctx, pid_t pid, const struct process_stat *st)
{
	const struct session *session = ctx;

	(void)pid;
	return sweep_is_member(session->pid, session->start, st);
}

int
sweep_session(pid_t pid, uint64_t start, const struct ctl *ctl, struct err *err)
{
	struct session session = { pid, start };

	return sweep(is_of_session, &session, ctl, err);
}
