/*
 * program.h - start another program.
 *
 * It begins as programs expect to: every signal at its default, none blocked,
 * whatever we ignore or block for ourselves.
 */
#ifndef CDCLAB_BASE_PROGRAM_H
#define CDCLAB_BASE_PROGRAM_H

#include <sys/types.h>

/* Where it runs. */
enum program_group {
	PROGRAM_OURS = 0, /* with us: it may use our terminal */
	PROGRAM_ITS_OWN,  /* in a process group of its own */
	PROGRAM_AWAY      /* in a session of its own, without a terminal */
};

#define PROGRAM_NULL (-1) /* /dev/null for a descriptor */

struct program {
	const char *const *argv; /* a name without a slash is looked for */
	int fds[3];              /* what it gets as its 0, 1 and 2 */
	enum program_group group;
};

/* Start it; pid is its process, to be waited for. Returns 0 or an errno. */
int program_start(const struct program *program, pid_t *pid);

/* Be it from here on. Returns an errno. */
int program_become(const char *const *argv);

/* Start it, and nobody has to wait for it. Returns 0 or an errno. */
int program_detach(const struct program *program);

#endif
