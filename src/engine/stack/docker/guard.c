#include "config.h"

#include "engine/stack/docker/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/dock.h"

#define ASK_MS 5000
#define TAKE_BACK_MAX 60000

int
guard_start(struct guard *guard, struct dock *dock, int lock, const char *kept,
	const char *stopped, const char *volumes, struct err *err)
{
	char *program = mem_printf("%s/take-back", dock->dir);
	const char *argv[] = { program, kept, stopped, volumes, NULL };
	char **env = compose_env(dock, NULL);
	struct spawn spawn = {
		.argv = argv, .env = (const char *const *)env, .cwd = "/"
	};
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		rc = err_set(err, ERR_SYSTEM, "pipe: %s", strerror(errno));
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
	free(program);
	return rc;
}

void
guard_end(struct guard *guard, struct dock *dock, bool keep)
{
	static const char word[] = "kept\n";
	struct ctl limit = ctl_within(&(struct ctl){ 0 }, TAKE_BACK_MAX);
	struct err ignored = { 0 };

	if (keep && write(guard->pipe, word, sizeof(word) - 1) < 0)
		keep = false; /* it is gone, and can take nothing back */
	close(guard->pipe);
	if (keep || docker_answers(&dock->docker, ASK_MS))
		process_wait(&guard->process, &limit, &ignored);
	process_release(&guard->process);
}
