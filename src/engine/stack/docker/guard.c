#include "config.h"

#include "engine/stack/docker/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/msg.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/lock.h"

#define ASK_MS 5000
#define TAKE_BACK_MAX ((STACK_LOCK_ENDING_S + 5) * 1000)
#define TOLD_S (STACK_LOCK_ENDING_S - 20) /* some have gone when it is read */

int
guard_start(struct guard *guard, struct docker_stack *docker, int lock,
	const char *kept, const char *stopped, const char *volumes,
	struct err *err)
{
	char *program = mem_printf("%s/take-back", docker->dir);
	char *seconds = mem_printf("%d", STACK_LOCK_ENDING_S);
	const char *argv[] = { program, kept, stopped, volumes, seconds,
		STACK_LOCK_ENDING, docker->project, NULL };
	char **env = compose_env(docker, NULL);
	struct spawn spawn = {
		.argv = argv, .env = (const char *const *)env, .cwd = "/"
	};
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		rc = err_set(err, ERR_SYSTEM, "pipe: %s", errno_text(errno));
	} else {
		spawn.in = fds[0];
		spawn.out = lock;
		rc = process_spawn(&spawn, &guard->process, err);
		close(fds[0]);
		guard->pipe = fds[1];
		if (rc < 0)
			close(fds[1]);
	}
	compose_env_free(env);
	free(seconds);
	free(program);
	return rc;
}

/* Behind what there is to try anyway. */
static void
tell_left(struct err *err, bool later)
{
	struct err told = *err;
	char what[200];

	err->hint[0] = '\0';
	if (later)
		msg_put(what, sizeof(what),
			"what was begun is taken back if the engine answers "
			"within %d s, else by cdclab stack down --driver "
			"docker",
			TOLD_S);
	else
		msg_put(what, sizeof(what),
			"not all that was begun could be taken back: cdclab "
			"stack down --driver docker");
	if (*told.hint)
		err_hint(err, "%s; %s", told.hint, what);
	else
		err_hint(err, "%s", what);
}

/* Has it ended, and done all that it was there for? */
static bool
is_done(struct guard *guard)
{
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, TAKE_BACK_MAX);
	struct err late = { 0 };

	return process_wait(&guard->process, &limit, &late) == 0 &&
		guard->process.status == 0;
}

int
guard_end(struct guard *guard, struct docker_stack *docker, int rc,
	struct err *err)
{
	static const char word[] = "kept\n";

	if (rc == 0 && write(guard->pipe, word, sizeof(word) - 1) < 0)
		errno = 0; /* it is gone, and can take nothing back */
	close(guard->pipe);
	if (rc < 0 && !docker_answers(&docker->api, ASK_MS))
		tell_left(err, true);
	else if (!is_done(guard))
		tell_left(err, false);
	process_release(&guard->process);
	return rc;
}
