#include "config.h"

#include "engine/stack/lock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"

/* A killed engine's child keeps the lock until it has written its record. */
#define BUSY_MS 1500
#define ENDING_MS ((STACK_LOCK_ENDING_S + 10) * 1000)
#define AGAIN_MS 20

/* Whoever wiped the stack has removed the file that others wait for. */
static bool
is_there(const char *path, int fd)
{
	struct stat named, ours;

	return stat(path, &named) == 0 && fstat(fd, &ours) == 0 &&
		named.st_dev == ours.st_dev && named.st_ino == ours.st_ino;
}

/* -1: err; the directory may go while somebody else wipes the stack. */
static int
lock_try(const struct place *place, const char *path, const char *who,
	struct err *err)
{
	int fd;

	if (!fs_exists(place->stack) && fs_mkdirs(place->stack, 0755, err) < 0)
		return -1;
	fd = fs_lock(path, who, err);
	if (fd >= 0 && !is_there(path, fd)) {
		close(fd);
		return err_set(err, ERR_LOCKED, "held by another cdclab");
	}
	if (fd < 0 && !fs_exists(place->stack))
		err->code = ERR_LOCKED;
	return fd;
}

static int
lock_take(const struct place *place, const char *path, const char *who,
	const struct ctl *ctl, struct err *err)
{
	struct ctl busy = ctl_within(ctl, BUSY_MS);
	struct ctl ending = ctl_within(ctl, ENDING_MS);

	for (;;) {
		struct err held = { 0 }, late = { 0 };
		int fd = lock_try(place, path, who, &held);
		bool ends = strstr(held.msg, STACK_LOCK_ENDING) != NULL;

		if (fd >= 0)
			return fd;
		if (held.code == ERR_LOCKED &&
			ctl_wait(ends ? &ending : &busy, AGAIN_MS, &late) == 0)
			continue;
		*err = late.code == ERR_CANCELLED ? late : held;
		return -1;
	}
}

int
stack_lock_take(const struct place *place, const char *what,
	const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf("%s/lock", place->stack);
	char *who = mem_printf("cdclab %s, pid %ld", what, (long)getpid());
	int lock = lock_take(place, path, who, ctl, err);

	if (lock < 0)
		err_wrap(err, "the stack");
	free(who);
	free(path);
	return lock;
}

/* Behind what fs_lock() has written. */
void
stack_lock_tell_ending(int lock)
{
	if (fs_write_all(lock, STACK_LOCK_ENDING, strlen(STACK_LOCK_ENDING)) <
		0)
		errno = 0; /* only a courtesy to others */
}

void
stack_lock_remove(const struct place *place)
{
	char *path = mem_printf("%s/lock", place->stack);

	unlink(path);
	rmdir(place->stack); /* unless others have put something there */
	free(path);
}
