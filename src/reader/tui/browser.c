#include "config.h"

#include "reader/tui/browser.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"

extern char **environ;

/* The first of the names that $BROWSER lists. Owned by the caller. */
static char *
program(void)
{
	const char *names = getenv("BROWSER");

	if (!names || !*names)
		return mem_strdup("xdg-open");
	return mem_strndup(names, strcspn(names, ":"));
}

/* In a child of ours: returns what went wrong, as errno has it. */
static int
start(char *name, char *url)
{
	char *const argv[] = { name, url, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attrs;
	sigset_t none;
	pid_t pid;
	int rc;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attrs);
	posix_spawnattr_setsigmask(&attrs, &none);
	posix_spawnattr_setflags(
		&attrs, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
	rc = posix_spawnp(&pid, name, &files, &attrs, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attrs);
	return rc;
}

/* By way of a child that ends at once, so that nobody is left to wait for. */
int
browser_open(const char *url, struct err *err)
{
	char *name = program(), *copy = mem_strdup(url);
	int status = 0, rc;
	pid_t pid = fork();

	if (pid == 0)
		_exit(start(name, copy));
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	rc = pid < 0 ? errno : WEXITSTATUS(status);
	if (rc)
		err_set(err, ERR_SYSTEM, "%s: %s", name, strerror(rc));
	free(copy);
	free(name);
	return rc ? -1 : 0;
}
