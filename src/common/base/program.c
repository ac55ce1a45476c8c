#include "config.h"

#include "common/base/program.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void
set_attributes(posix_spawnattr_t *attrs, enum program_group group)
{
	static const short flags[] = {
		[PROGRAM_OURS] = 0,
		[PROGRAM_ITS_OWN] = POSIX_SPAWN_SETPGROUP,
		[PROGRAM_AWAY] = POSIX_SPAWN_SETSID,
	};
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(attrs, &none);
	posix_spawnattr_setsigdefault(attrs, &all);
	posix_spawnattr_setflags(attrs,
		(short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
			flags[group]));
}

/* One that is where it belongs keeps its place, and is kept over exec. */
static void
set_descriptors(posix_spawn_file_actions_t *files, const int fds[3])
{
	for (int fd = 0; fd < 3; fd++)
		if (fds[fd] == PROGRAM_NULL)
			posix_spawn_file_actions_addopen(
				files, fd, "/dev/null", O_RDWR, 0);
		else
			posix_spawn_file_actions_adddup2(files, fds[fd], fd);
}

int
program_start(const struct program *program, pid_t *pid)
{
	union {
		const char *const *in;
		char *const *out;
	} argv = { .in = program->argv }; /* they are not changed */
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attrs;
	int rc;

	assert(program->argv && program->argv[0]);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attrs);
	set_descriptors(&files, program->fds);
	set_attributes(&attrs, program->group);
	rc = posix_spawnp(pid, argv.in[0], &files, &attrs, argv.out, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attrs);
	return rc;
}

int
program_become(const char *const *argv)
{
	union {
		const char *const *in;
		char *const *out;
	} words = { .in = argv };
	sigset_t none;

	sigemptyset(&none);
	for (int signal_nr = 1; signal_nr < NSIG; signal_nr++)
		signal(signal_nr, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], words.out);
	return errno;
}

/* By way of a child that ends at once, so that the program is init's. */
int
program_detach(const struct program *program)
{
	pid_t pid = fork(), started;
	int status = 0;

	if (pid < 0)
		return errno;
	if (pid == 0)
		_exit(program_start(program, &started));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EAGAIN;
}
