#include "config.h"

#include "common/course/unpack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/base/program.h"

#define NAMES_MAX ((size_t)4 << 20)     /* bytes: the list of a tarball */
#define FILES_MAX 10000                 /* in it; a course has some 100 */
#define BYTES_MAX ((uint64_t)256 << 20) /* of all of them */
#define DEPTH_MAX 32                    /* folders in each other */

/* Run tar; its output is appended to out, or dropped for NULL. */
static int
tar(const char *const *argv, struct buf *out, struct err *err)
{
	int fds[2] = { -1, -1 }, rc, status = 0;
	struct program program = { .argv = argv,
		.fds = { PROGRAM_NULL, PROGRAM_NULL, PROGRAM_NULL } };
	pid_t pid;

	if (out && pipe2(fds, O_CLOEXEC) < 0)
		return err_set(err, ERR_SYSTEM, "pipe: %s", errno_text(errno));
	if (out)
		program.fds[1] = fds[1];
	rc = program_start(&program, &pid);
	if (out)
		close(fds[1]);
	if (rc)
		err_set(err, ERR_SYSTEM, "tar: %s", errno_text(rc));
	if (!rc && out)
		buf_read_fd(out, fds[0], "tar", NAMES_MAX, err);
	if (out)
		close(fds[0]);
	while (!rc && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!rc && status)
		err_set(err, ERR_USAGE, "tar cannot read it");
	return err->code ? -1 : 0;
}

static bool
leads_out(const char *name, size_t len)
{
	if (*name == '/')
		return true;
	for (size_t i = 0; i + 1 < len; i++) {
		bool begins = !i || name[i - 1] == '/';
		bool ends = i + 2 == len || name[i + 2] == '/';

		if (begins && ends && name[i] == '.' && name[i + 1] == '.')
			return true;
	}
	return false;
}

/* Names are looked at before anything is written. */
static int
refuse_names(const char *file, struct err *err)
{
	const char *const argv[] = { "tar", "--list", "--absolute-names",
		"--quoting-style=literal", "--file", file, NULL };
	struct buf names = { 0 };
	const char *p;

	tar(argv, &names, err);
	for (p = buf_str(&names); !err->code && *p;) {
		size_t len = strcspn(p, "\n");

		if (leads_out(p, len))
			err_set(err, ERR_USAGE,
				"\"%.*s\" in it leads out of the course",
				(int)(len < 200 ? len : 200), p);
		p += len + (p[len] == '\n');
	}
	buf_release(&names);
	return err->code ? -1 : 0;
}

/* "-rw-r--r-- 0/0  123 2026-01-31 12:00 NAME"; 0: it says none. */
static uint64_t
size_of_line(const char *line, size_t len)
{
	char text[120];
	uint64_t size = 0;

	snprintf(
		text, sizeof(text), "%.*s", (int)(len < 119 ? len : 119), line);
	return sscanf(text, "%*s %*s %" SCNu64, &size) == 1 ? size : 0;
}

/* What a few bytes may unpack to: a disk that is full is everybody's. */
static int
refuse_size(const char *file, struct err *err)
{
	const char *const argv[] = { "tar", "--list", "--verbose",
		"--numeric-owner", "--quoting-style=escape", "--file", file,
		NULL };
	struct buf lines = { 0 };
	uint64_t bytes = 0;
	size_t files = 0;
	const char *p;

	tar(argv, &lines, err);
	for (p = buf_str(&lines); !err->code && *p; files++) {
		size_t len = strcspn(p, "\n");
		uint64_t size = size_of_line(p, len);

		bytes = size > BYTES_MAX ? size : bytes + size;
		if (bytes > BYTES_MAX)
			err_set(err, ERR_USAGE,
				"it is too large for a course: more than %d MB",
				(int)(BYTES_MAX >> 20));
		p += len + (p[len] == '\n');
	}
	if (!err->code && files > FILES_MAX)
		err_set(err, ERR_USAGE,
			"it is too large for a course: more than %d files",
			FILES_MAX);
	buf_release(&lines);
	return err->code ? -1 : 0;
}

/* What came out is folders and files, nothing that points elsewhere. */
static int
refuse_links(const char *dir, int depth, struct err *err)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;

	if (!d || depth > DEPTH_MAX)
		err_set(err, ERR_USAGE, "%s cannot be read", dir);
	while (!err->code && (entry = readdir(d))) {
		char *path;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		path = mem_printf("%s/%s", dir, entry->d_name);
		if (lstat(path, &st) < 0 ||
			(!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) ||
			(S_ISREG(st.st_mode) && st.st_nlink > 1))
			err_set(err, ERR_USAGE,
				"\"%s\" in it is a link or a device, expected "
				"folders and files",
				entry->d_name);
		else if (S_ISDIR(st.st_mode))
			refuse_links(path, depth + 1, err);
		free(path);
	}
	if (d)
		closedir(d);
	return err->code ? -1 : 0;
}

/* Into a folder of its own first, so that half of it never counts. */
static int
unpack_to(const char *file, const char *dir, struct err *err)
{
	char *part = mem_printf("%s.%ld", dir, (long)getpid());
	const char *const argv[] = { "tar", "--extract", "--no-same-owner",
		"--no-same-permissions", "--directory", part, "--file", file,
		NULL };
	struct err none = { 0 };

	fs_remove_tree(
		part, &none); /* a killed process of that number left it */
	if (refuse_size(file, err) == 0 && refuse_names(file, err) == 0 &&
		fs_mkdirs(part, 0700, err) == 0 && tar(argv, NULL, err) == 0 &&
		refuse_links(part, 0, err) == 0 && rename(part, dir) < 0 &&
		!fs_exists(dir))
		err_set(err, ERR_SYSTEM, "%s: %s", dir, errno_text(errno));
	fs_remove_tree(part, &none);
	free(part);
	return err->code ? -1 : 0;
}

/* Another version of the file is another folder. */
static char *
unpacked(const struct place *place, const char *file, const struct stat *st,
	struct err *err)
{
	char *dir = mem_printf("%s/courses/%" PRIxMAX "-%" PRIxMAX "-%" PRIxMAX
			       ".%09ld",
		place->progress, (uintmax_t)st->st_dev, (uintmax_t)st->st_ino,
		(uintmax_t)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);

	if (fs_exists(dir) || unpack_to(file, dir, err) == 0)
		return dir;
	free(dir);
	return NULL;
}

/* "course-1.0/" of a tarball. dir is taken. */
static char *
single_folder(char *dir)
{
	char *lessons = mem_printf("%s/lessons", dir), *inner;
	struct dirent **names = NULL;
	int n = fs_exists(lessons)
		? 0
		: scandir(dir, &names, fs_is_visible, alphasort);

	inner = n == 1 ? mem_printf("%s/%s", dir, names[0]->d_name) : NULL;
	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
	free(lessons);
	if (!inner)
		return dir;
	free(dir);
	return inner;
}

char *
course_root(const struct place *place, const char *path, struct err *err)
{
	struct stat st;
	char *dir;

	if (stat(path, &st) < 0) {
		err_set(err, ERR_USAGE, "%s", errno_text(errno));
		return NULL;
	}
	if (S_ISDIR(st.st_mode))
		return mem_strdup(path);
	if (!S_ISREG(st.st_mode)) {
		err_set(err, ERR_USAGE, "it is neither a folder nor a tarball");
		return NULL;
	}
	dir = unpacked(place, path, &st, err);
	return dir ? single_folder(dir) : NULL;
}
