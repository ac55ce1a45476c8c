/* fs.h - directories, whole files, locks. */
#ifndef CDCLAB_BASE_FS_H
#define CDCLAB_BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct dirent;
struct err;

/* mkdir -p with mode for every directory it makes. ERR_SYSTEM. */
int fs_mkdirs(const char *path, mode_t mode, struct err *err);

/*
 * Replace path by len bytes, whole or not at all: a temporary file beside it,
 * fsync, rename. ERR_SYSTEM.
 */
int fs_replace(const char *path, mode_t mode, const void *data, size_t len,
	struct err *err);

/*
 * Remove what processes that died in fs_replace() left beside path. For files
 * of our own alone: another's may be called like that.
 */
void fs_sweep(const char *path);

/* Write all of it, over short writes and signals. -1: errno says why. */
int fs_write_all(int fd, const void *data, size_t len);

bool fs_exists(const char *path);

/* The folder that a path with a slash leads into; owned. */
char *fs_folder_of(const char *path);

/* For scandir(3): all but hidden names, which "." and ".." are, too. */
int fs_is_visible(const struct dirent *entry);

/* Does PATH have a program of that name? */
bool fs_on_path(const char *program);

/* rm -rf, never following a symbolic link. A missing path is fine. */
int fs_remove_tree(const char *path, struct err *err);

/*
 * Take the exclusive lock of a lock file, made if need be. Returns its
 * descriptor: the lock lives until that is closed, and dies with the process
 * (OFD lock: fcntl(2), F_OFD_SETLK). ERR_LOCKED when another holds it; the
 * message says who, as the holder wrote it.
 */
int fs_lock(const char *path, const char *who, struct err *err);
/* The same, by "cdclab, pid N". */
int fs_lock_own(const char *path, struct err *err);

#endif
