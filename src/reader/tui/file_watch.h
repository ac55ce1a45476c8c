/* file_watch.h - the folders of a workspace: has something happened in them? */
#ifndef CDCLAB_TUI_FILE_WATCH_H
#define CDCLAB_TUI_FILE_WATCH_H

#include <stdbool.h>

struct err;
struct workspace;

/* All-zero: nothing is watched. Release with file_watch_release(). */
struct file_watch {
	bool on;
	int fd;    /* of inotify(7) */
	char *dir; /* of the workspace; owned */
};

/*
 * Watch these folders and no others; those that are not there are passed over,
 * and watched from the next call on. ERR_SYSTEM: the kernel watches no more for
 * this user.
 */
int file_watch_begin(
	struct file_watch *watch, const struct workspace *ws, struct err *err);
void file_watch_release(struct file_watch *watch);

/* For poll(); -1: nothing is watched. */
int file_watch_fd(const struct file_watch *watch);

/* Take what was told; false: it was nothing. */
bool file_watch_take(struct file_watch *watch);

#endif
