#include "config.h"

#include "common/event/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"

/* bytes; a lab writes some 20 KB a run, so this is years of them */
#define JOURNAL_MAX ((size_t)64 << 20)
#define CRC_DIGITS 8

struct journal {
	int fd;
	char *path;
};

static unsigned
crc_of(const char *data, size_t len)
{
	return (unsigned)crc32(0, (const Bytef *)data, (uInt)len);
}

static int
fail(struct err *err, const char *path)
{
	return err_set(err, ERR_PROGRESS, "%s: %s", path, strerror(errno));
}

/* The JSON of one line, or NULL when the line does not hold. */
static const char *
record_json(const char *line, size_t len, size_t *json_len)
{
	char digits[CRC_DIGITS + 1], *end;
	unsigned long want;

	if (len < CRC_DIGITS + 2 || line[CRC_DIGITS] != ' ')
		return NULL;
	memcpy(digits, line, CRC_DIGITS);
	digits[CRC_DIGITS] = '\0';
	want = strtoul(digits, &end, 16);
	*json_len = len - CRC_DIGITS - 1;
	line += CRC_DIGITS + 1;
	return *end || crc_of(line, *json_len) != want ? NULL : line;
}

/* Calls fn (may be NULL) for each record; returns the bytes that hold. */
static size_t
valid_prefix(const char *data, size_t len, event_fn fn, void *ctx)
{
	size_t at = 0;

	while (at < len) {
		const char *nl = memchr(data + at, '\n', len - at), *json;
		struct event_line line = { 0 };
		struct err err = { 0 };
		size_t n;

		if (!nl)
			break;
		json = record_json(data + at, (size_t)(nl - data) - at, &n);
		if (!json || event_decode(&line, json, n, &err) < 0)
			break;
		if (fn)
			fn(ctx, &line.ev);
		event_line_release(&line);
		at = (size_t)(nl - data) + 1;
	}
	return at;
}

int
journal_read(const char *path, event_fn fn, void *ctx, struct err *err)
{
	struct buf all = { 0 };
	struct err bad = { 0 };

	if (!fs_exists(path))
		return 0;
	if (buf_read_file(&all, path, JOURNAL_MAX, &bad) < 0) {
		buf_release(&all);
		return err_set(err, ERR_PROGRESS, "%s", bad.msg);
	}
	valid_prefix(buf_str(&all), all.len, fn, ctx);
	buf_release(&all);
	return 0;
}

/*
 * A check needs no lock of the lab, so two engines may append to one journal:
 * the file itself is locked while a record is written or a tail is cut.
 */
static void
set_lock(const struct journal *j, short type)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET };

	while (fcntl(j->fd, F_OFD_SETLKW, &lock) < 0 && errno == EINTR)
		continue;
}

/* Keep what a crash left behind the last whole record, then cut it off. */
static int
cut_tail(struct journal *j, struct err *err)
{
	struct buf all = { 0 };
	struct err bad = { 0 };
	char *kept = mem_printf("%s.bad", j->path);
	size_t good;
	int rc = 0;

	set_lock(j, F_WRLCK);
	if (buf_read_file(&all, j->path, JOURNAL_MAX, &bad) < 0) {
		rc = err_set(err, ERR_PROGRESS, "%s", bad.msg);
		goto out;
	}
	good = valid_prefix(buf_str(&all), all.len, NULL, NULL);
	if (good == all.len)
		goto out;
	if (fs_replace(kept, 0600, all.data + good, all.len - good, &bad) < 0)
		rc = err_set(err, ERR_PROGRESS, "%s", bad.msg);
	else if (ftruncate(j->fd, (off_t)good) < 0 || fsync(j->fd) < 0)
		rc = fail(err, j->path);
out:
	set_lock(j, F_UNLCK);
	free(kept);
	buf_release(&all);
	return rc;
}

struct journal *
journal_open(const char *path, struct err *err)
{
	struct journal *j = mem_alloc(sizeof(*j));

	j->path = mem_strdup(path);
	j->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		0600);
	if (j->fd < 0)
		fail(err, path);
	if (j->fd < 0 || cut_tail(j, err) < 0) {
		journal_free(j);
		return NULL;
	}
	return j;
}

void
journal_free(struct journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	free(j->path);
	free(j);
}

static int
write_whole(struct journal *j, const struct buf *line, struct err *err)
{
	ssize_t n = write(j->fd, line->data, line->len);

	if (n < 0)
		return fail(err, j->path);
	if ((size_t)n < line->len)
		return err_set(err, ERR_PROGRESS,
			"%s: there was room for a part of a record only",
			j->path);
	return fdatasync(j->fd) < 0 ? fail(err, j->path) : 0;
}

/* All of it or nothing: the next record would be glued to a part of one. */
static int
append(struct journal *j, const struct buf *line, struct err *err)
{
	struct stat before;

	if (fstat(j->fd, &before) < 0)
		return fail(err, j->path);
	if (write_whole(j, line, err) == 0)
		return 0;
	if (ftruncate(j->fd, before.st_size) < 0)
		err_hint(err,
			"what is left of a record is cut off when the "
			"lab is used again");
	return -1;
}

int
journal_append(struct journal *j, const struct event *ev, struct err *err)
{
	struct buf json = { 0 }, line = { 0 };
	int rc;

	event_encode(ev, &json);
	buf_addf(&line, "%08x ", crc_of(json.data, json.len - 1));
	buf_add(&line, json.data, json.len);
	set_lock(j, F_WRLCK);
	rc = append(j, &line, err);
	set_lock(j, F_UNLCK);
	buf_release(&json);
	buf_release(&line);
	return rc;
}
