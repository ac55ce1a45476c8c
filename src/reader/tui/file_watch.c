#include "config.h"

#include "reader/tui/file_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/course/workspace.h"

/* Folders and not files: an editor may put a new file in the place of the old. */
#define NEWS                                                                   \
	(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |            \
		IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |        \
		IN_ONLYDIR)

static int
add_folder(const struct file_watch *watch, const char *path, struct err *err)
{
	if (inotify_add_watch(watch->fd, path, NEWS) >= 0 || errno == ENOENT ||
		errno == ENOTDIR)
		return 0;
	return err_set(err, ERR_SYSTEM,
		"%s cannot be watched, so nothing runs when it is saved: %s",
		path, errno_text(errno));
}

/* The folder that a file is in; one that was added before is no other. */
static int
add_folder_of(const struct file_watch *watch, const char *path, struct err *err)
{
	char *folder = fs_folder_of(path);
	int rc = add_folder(watch, folder, err);

	free(folder);
	return rc;
}

static int
begin(struct file_watch *watch, const char *dir, struct err *err)
{
	watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch->fd < 0)
		return err_set(
			err, ERR_SYSTEM, "inotify: %s", errno_text(errno));
	watch->on = true;
	watch->dir = mem_strdup(dir);
	return 0;
}

/* What is watched already tells on, so that nothing is missed meanwhile. */
int
file_watch_begin(
	struct file_watch *watch, const struct workspace *ws, struct err *err)
{
	bool wanted = ws->dir && ws->is_there;
	int rc = 0;

	if (watch->on && (!wanted || strcmp(watch->dir, ws->dir) != 0))
		file_watch_release(watch);
	if (!wanted)
		return 0;
	if (!watch->on)
		rc = begin(watch, ws->dir, err);
	if (rc == 0)
		rc = add_folder(watch, ws->dir, err);
	for (size_t i = 0; rc == 0 && i < ws->nfile; i++)
		rc = add_folder_of(watch, ws->files[i].path, err);
	return rc;
}

void
file_watch_release(struct file_watch *watch)
{
	if (watch->on)
		close(watch->fd);
	free(watch->dir);
	*watch = (struct file_watch){ 0 };
}

int
file_watch_fd(const struct file_watch *watch)
{
	return watch->on ? watch->fd : -1;
}

bool
file_watch_take(struct file_watch *watch)
{
	char news[4096];
	bool any = false;

	while (watch->on && read(watch->fd, news, sizeof(news)) > 0)
		any = true;
	return any;
}
