#include "config.h"

#include "common/base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/msg.h"

static int
fs_fail(struct err *err, const char *path)
{
	return err_set(err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
}

int
fs_mkdirs(const char *path, mode_t mode, struct err *err)
{
	char *copy = mem_strdup(path), *p = copy;
	int rc = 0;

	while (rc == 0 && p) {
		p = strchr(p + 1, '/');
		if (p)
			*p = '\0';
		if (mkdir(copy, mode) < 0 && errno != EEXIST)
			rc = fs_fail(err, copy);
		if (p)
			*p = '/';
	}
	free(copy);
	return rc;
}

bool
fs_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

int
fs_is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

bool
fs_on_path(const char *program)
{
	const char *p = getenv("PATH");
	bool found = false;

	while (p && *p && !found) {
		size_t n = strcspn(p, ":");
		char *path = mem_printf("%.*s/%s", (int)n, p, program);

		found = n && access(path, X_OK) == 0;
		free(path);
		p += n + (p[n] == ':');
	}
	return found;
}

int
fs_write_all(int fd, const void *bytes, size_t len)
{
	const char *data = bytes;

	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

int
fs_replace(const char *path, mode_t mode, const void *data, size_t len,
	struct err *err)
{
	char *tmp = mem_printf("%s.new.%ld", path, (long)getpid());
	int fd = open(tmp,
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	int rc = 0;

	if (fd < 0 || fchmod(fd, mode) < 0 || fs_write_all(fd, data, len) < 0 ||
		fsync(fd) < 0)
		rc = fs_fail(err, tmp);
	if (fd >= 0)
		close(fd);
	if (rc == 0 && rename(tmp, path) < 0)
		rc = fs_fail(err, path);
	if (rc < 0)
		unlink(tmp);
	free(tmp);
	return rc;
}

/* Of "f", "f.new.PID" with a process that is no more. */
static bool
is_left_over(const char *name, const char *base)
{
	size_t len = strlen(base);
	const char *pid = name + len + strlen(".new.");
	char *end;
	long n;

	if (strncmp(name, base, len) != 0 ||
		strncmp(name + len, ".new.", strlen(".new.")) != 0 ||
		*pid < '1' || *pid > '9')
		return false;
	n = strtol(pid, &end, 10);
	return !*end && n <= INT_MAX && kill((pid_t)n, 0) < 0 && errno == ESRCH;
}

char *
fs_folder_of(const char *path)
{
	return mem_strndup(path, (size_t)(strrchr(path, '/') - path));
}

void
fs_sweep(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path) + 1)
			     : mem_strdup("./");
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (is_left_over(entry->d_name, slash ? slash + 1 : path))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	free(folder);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
fs_remove_tree(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) < 0 && errno == ENOENT)
		return 0;
	if (nftw(path, remove_one, 32, FTW_DEPTH | FTW_PHYS) != 0)
		return fs_fail(err, path);
	return 0;
}

int
fs_lock(const char *path, const char *who, struct err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	char holder[128] = "";

	if (fd < 0)
		return fs_fail(err, path);
	if (fcntl(fd, F_OFD_SETLK, &lock) == 0) {
		if (ftruncate(fd, 0) < 0 ||
			fs_write_all(fd, who, strlen(who)) < 0)
			holder[0] = '\0'; /* only a courtesy to others */
		return fd;
	}
	if (errno != EAGAIN && errno != EACCES) {
		fs_fail(err, path);
	} else {
		if (read(fd, holder, sizeof(holder) - 1) > 0)
			err_set(err, ERR_LOCKED, "held by %s", holder);
		else
			err_set(err, ERR_LOCKED, "held by another cdclab");
	}
	close(fd);
	return -1;
}

int
fs_lock_own(const char *path, struct err *err)
{
	char who[40];

	snprintf(who, sizeof(who), "cdclab, pid %ld", (long)getpid());
	return fs_lock(path, who, err);
}
