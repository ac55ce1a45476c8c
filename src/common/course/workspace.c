#include "config.h"

#include "common/course/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/course/line_diff.h"
#include "common/course/scan.h"

#define PATH_BYTES 4096

/* -- which folder it is --------------------------------------------------- */

char *
workspace_default(const struct place *place, const char *lesson)
{
	return place_lab(place, lesson, "work");
}

char *
workspace_dir(const struct place *place, const char *lesson, struct err *err)
{
	char *path = place_lab(place, lesson, "workspace"), *dir = NULL;
	struct buf text = { 0 };
	struct err bad = { 0 };

	if (fs_exists(path) && buf_read_file(&text, path, PATH_BYTES, &bad) < 0)
		err_set(err, ERR_PROGRESS, "%s", bad.msg);
	while (text.len && text.data[text.len - 1] == '\n')
		text.data[--text.len] = '\0';
	if (!bad.code && text.len)
		dir = buf_take(&text);
	buf_release(&text);
	free(path);
	return dir;
}

static int
write_dir(const struct place *place, const char *lesson, const char *dir,
	struct err *err)
{
	char *path = place_lab(place, lesson, "workspace");
	char *folder = fs_folder_of(path);
	char *line = mem_printf("%s\n", dir);
	struct err bad = { 0 };

	if (fs_mkdirs(folder, 0700, &bad) < 0 ||
		fs_replace(path, 0600, line, strlen(line), &bad) < 0)
		err_set(err, ERR_PROGRESS, "%s", bad.msg);
	free(line);
	free(folder);
	free(path);
	return err->code ? -1 : 0;
}

/* -- its files ------------------------------------------------------------ */

/* A block of a course from elsewhere must not be written beside the folder. */
static bool
is_inside(const char *name)
{
	const char *p = name;

	do {
		size_t len;

		p += *p == '/' && p != name;
		len = strcspn(p, "/");
		if (!len || (len == 1 && *p == '.') ||
			(len == 2 && !strncmp(p, "..", 2)))
			return false;
		p += len;
	} while (*p);
	return true;
}

static const char *
block_bytes(const struct block *block, const struct scan *scan)
{
	return scan->text + block->at;
}

/* An editor's own link is no file of ours: it may lead anywhere. */
static int
open_file(struct workspace_file *file)
{
	int fd = open(
		file->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT || errno == ENOTDIR)
		file->state = FILE_GONE;
	else if (errno == ELOOP)
		err_set(&file->why, ERR_USAGE,
			"expected a file, not a symbolic link: %s", file->path);
	else
		err_set(&file->why, ERR_SYSTEM, "%s: %s", file->path,
			errno_text(errno));
	return -1;
}

static int
read_bytes(struct workspace_file *file, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_set(&file->why, ERR_SYSTEM, "%s: %s", file->path,
			errno_text(errno));
	if (S_ISDIR(st.st_mode))
		return err_set(&file->why, ERR_USAGE,
			"expected a file, not a folder: %s", file->path);
	if (!S_ISREG(st.st_mode))
		return err_set(&file->why, ERR_USAGE,
			"expected a regular file: %s", file->path);
	if (buf_read_fd(&file->text, fd, file->path, WORKSPACE_FILE_MAX,
		    &file->why) < 0)
		return -1;
	if (memchr(buf_str(&file->text), '\0', file->text.len))
		return err_set(&file->why, ERR_USAGE,
			"no text, since it has a NUL byte: %s", file->path);
	return 0;
}

static void
read_file(struct workspace_file *file, const struct scan *scan)
{
	const struct block *block = scan_block(scan, file->name);
	int fd = open_file(file);

	if (fd >= 0 && read_bytes(file, fd) == 0 &&
		(file->text.len != block->len ||
			memcmp(buf_str(&file->text), block_bytes(block, scan),
				block->len) != 0))
		file->state = FILE_EDITED;
	if (file->why.code)
		file->state = FILE_BAD;
	if (file->state != FILE_EDITED)
		buf_release(&file->text);
	if (fd >= 0)
		close(fd);
}

static void
read_files(struct workspace *ws, const struct scan *scan)
{
	for (size_t i = 0; i < scan->nblock; i++) {
		const struct block *block = &scan->blocks[i];

		if (!block->name || !is_inside(block->name))
			continue;
		ws->files = mem_more(ws->files, ws->nfile, sizeof(*ws->files));
		ws->files[ws->nfile++] = (struct workspace_file){
			.name = mem_strdup(block->name),
			.path = mem_printf("%s/%s", ws->dir, block->name),
		};
		read_file(&ws->files[ws->nfile - 1], scan);
	}
}

int
workspace_open(struct workspace *ws, const struct place *place,
	const char *lesson, const struct scan *scan, struct err *err)
{
	*ws = (struct workspace){ .dir = workspace_dir(place, lesson, err) };
	if (!ws->dir)
		return err->code ? -1 : 0;
	ws->is_there = fs_exists(ws->dir);
	read_files(ws, scan);
	return 0;
}

void
workspace_release(struct workspace *ws)
{
	for (size_t i = 0; i < ws->nfile; i++) {
		free(ws->files[i].name);
		free(ws->files[i].path);
		buf_release(&ws->files[i].text);
	}
	free(ws->files);
	free(ws->dir);
	*ws = (struct workspace){ 0 };
}

struct workspace_file *
workspace_file(const struct workspace *ws, const char *block)
{
	for (size_t i = 0; block && i < ws->nfile; i++)
		if (!strcmp(ws->files[i].name, block))
			return &ws->files[i];
	return NULL;
}

size_t
workspace_count(const struct workspace *ws, enum file_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < ws->nfile; i++)
		n += ws->files[i].state == state;
	return n;
}

/* -- writing -------------------------------------------------------------- */

static int
write_block(const struct workspace_file *file, const struct scan *scan,
	struct err *err)
{
	const struct block *block = scan_block(scan, file->name);
	char *folder = fs_folder_of(file->path);
	int rc = fs_mkdirs(folder, 0777, err);

	if (rc == 0)
		rc = fs_replace(file->path, 0644, block_bytes(block, scan),
			block->len, err);
	free(folder);
	return rc;
}

/* In a folder that is new to us whatever has a block's name is somebody's. */
static int
refuse_foreign(const struct workspace *ws, struct err *err)
{
	for (size_t i = 0; i < ws->nfile; i++) {
		const struct workspace_file *file = &ws->files[i];

		if (file->state != FILE_EDITED && file->state != FILE_BAD)
			continue;
		err_set(err, ERR_USAGE,
			"%s is there already, and is not the lesson's",
			file->path);
		return err_hint(err, "choose an empty folder");
	}
	return 0;
}

int
workspace_make(const struct place *place, const char *lesson,
	const struct scan *scan, const char *dir, struct err *err)
{
	struct workspace ws = { 0 };
	char *was = workspace_dir(place, lesson, err);
	int rc = err->code ? -1 : 0;

	if (rc == 0)
		rc = fs_mkdirs(dir, 0777, err);
	if (rc == 0 && !(ws.dir = realpath(dir, NULL)))
		rc = err_set(err, ERR_SYSTEM, "%s: %s", dir, errno_text(errno));
	if (rc == 0)
		read_files(&ws, scan);
	if (rc == 0 && (!was || strcmp(was, ws.dir) != 0))
		rc = refuse_foreign(&ws, err);
	for (size_t i = 0; rc == 0 && i < ws.nfile; i++)
		if (ws.files[i].state == FILE_GONE)
			rc = write_block(&ws.files[i], scan, err);
	if (rc == 0)
		rc = write_dir(place, lesson, ws.dir, err);
	workspace_release(&ws);
	free(was);
	return rc;
}

int
workspace_put_back(
	struct workspace_file *file, const struct scan *scan, struct err *err)
{
	if (write_block(file, scan, err) < 0)
		return -1;
	buf_release(&file->text);
	file->why = (struct err){ 0 };
	file->state = FILE_SAME;
	return 0;
}

/* -- running -------------------------------------------------------------- */

static int
refuse_bad(const struct workspace *ws, struct err *err)
{
	for (size_t i = 0; i < ws->nfile; i++)
		if (ws->files[i].state == FILE_BAD) {
			*err = ws->files[i].why;
			return err_hint(
				err, "remove it, and the lesson's block runs");
		}
	return 0;
}

static struct block *
block_of(struct scan *scan, const char *name)
{
	return &scan->blocks[scan_block(scan, name) - scan->blocks];
}

int
workspace_apply(const struct workspace *ws, struct scan *scan, struct buf *text,
	struct err *err)
{
	if (refuse_bad(ws, err) < 0)
		return -1;
	if (!workspace_count(ws, FILE_EDITED))
		return 0;
	buf_add(text, scan->text, scan->len);
	for (size_t i = 0; i < ws->nfile; i++) {
		const struct workspace_file *file = &ws->files[i];
		struct block *block = block_of(scan, file->name);

		if (file->state != FILE_EDITED)
			continue;
		block->at = text->len;
		block->len = file->text.len;
		block->edited = true;
		buf_add(text, buf_str(&file->text), file->text.len);
	}
	scan->text = buf_str(text);
	return 0;
}

void
workspace_diff(const struct workspace_file *file, const struct scan *scan,
	struct buf *out)
{
	const struct block *block = scan_block(scan, file->name);

	if (file->state != FILE_EDITED)
		return;
	buf_addf(out, "--- lesson/%s\n+++ workspace/%s\n", file->name,
		file->name);
	line_diff(block_bytes(block, scan), block->len, buf_str(&file->text),
		file->text.len, out);
}
