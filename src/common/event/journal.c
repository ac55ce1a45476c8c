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
#include "common/base/errno_text.h"
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
journal_fail(struct err *err, const char *path)
{
	return err_set(err, ERR_PROGRESS, "%s: %s", path, errno_text(errno));
}

static bool
is_checksum(const char *digits, unsigned *sum)
{
	char copy[CRC_DIGITS + 1];

	memcpy(copy, digits, CRC_DIGITS);
	copy[CRC_DIGITS] = '\0';
	*sum = (unsigned)strtoul(copy, NULL, 16);
	return strspn(copy, "0123456789abcdefABCDEF") == CRC_DIGITS;
}

static size_t
without_blanks(const char *s, size_t len)
{
	while (len && strchr(" \t\r", s[len - 1]))
		len--;
	return len;
}

/* The JSON of one line, or NULL when the line does not hold. */
static const char *
record_json(const char *line, size_t len, size_t *json_len)
{
	unsigned want;

	if (len < CRC_DIGITS + 2 || line[CRC_DIGITS] != ' ' ||
		!is_checksum(line, &want))
		return NULL;
	*json_len = len - CRC_DIGITS - 1;
	line += CRC_DIGITS + 1;
	if (crc_of(line, *json_len) == want)
		return line;
	/* An editor or a copy may have put CR or blanks before the LF. */
	*json_len = without_blanks(line, *json_len);
	return crc_of(line, *json_len) == want ? line : NULL;
}

/* What it says, if this version understands it; it is a record either way. */
static void
journal_tell(const char *json, size_t len, event_fn fn, void *ctx)
{
	struct event_line line = { 0 };
	struct err ignored = { 0 };

	if (fn && event_decode(&line, json, len, &ignored) == 0)
		fn(ctx, &line.ev);
	event_line_release(&line);
}

/*
 * The same of a line that may begin with what a crash left: a part of another
 * record, or NULs of a file system that lost bytes.
 */
static const char *
find_record(const char *line, size_t len, size_t *json_len)
{
	for (size_t at = 0; at + CRC_DIGITS + 2 <= len; at++) {
		const char *json = record_json(line + at, len - at, json_len);

		if (json)
			return json;
	}
	return NULL;
}

/*
 * Calls fn (may be NULL) for each record; returns where the last one ends, its
 * newline included if it has one.
 */
static size_t
walk(const char *data, size_t len, event_fn fn, void *ctx)
{
	size_t end = 0, n;

	for (size_t at = 0, next; at < len; at = next) {
		const char *nl = memchr(data + at, '\n', len - at), *json;
		size_t line = (nl ? (size_t)(nl - data) : len) - at;

		next = at + line + (nl ? 1 : 0);
		json = find_record(data + at, line, &n);
		if (json)
			journal_tell(json, n, fn, ctx);
		if (json || !without_blanks(data + at, line))
			end = next;
	}
	return end;
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
	walk(buf_str(&all), all.len, fn, ctx);
	buf_release(&all);
	return 0;
}

enum journal_news
journal_follow(
	const char *path, struct journal_seen *seen, event_fn fn, void *ctx)
{
	struct buf all = { 0 };
	struct err ignored = { 0 };
	struct stat st;
	bool is_there = stat(path, &st) == 0;

	if (seen->file &&
		(!is_there || seen->file != (long long)st.st_ino ||
			st.st_size < seen->at)) {
		*seen = (struct journal_seen){ 0 };
		return JOURNAL_REPLACED;
	}
	if (!is_there || (seen->file && st.st_size == seen->size) ||
		buf_read_file(&all, path, JOURNAL_MAX, &ignored) < 0)
		return JOURNAL_SAME;
	seen->file = (long long)st.st_ino;
	seen->size = (long long)all.len;
	if ((long long)all.len > seen->at)
		seen->at += (long long)walk(buf_str(&all) + seen->at,
			all.len - (size_t)seen->at, fn, ctx);
	buf_release(&all);
	return JOURNAL_GREW;
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

/* A name that has not been used for damage yet; NULL: there are enough. */
static char *
free_name(const struct journal *j)
{
	char *name = mem_printf("%s.bad", j->path);

	for (int i = 1; fs_exists(name); i++) {
		free(name);
		if (i == JOURNAL_BAD_MAX)
			return NULL;
		name = mem_printf("%s.bad.%d", j->path, i);
	}
	return name;
}

/* Keep what a crash left behind the last whole record, then cut it off. */
static int
cut(struct journal *j, const struct buf *all, size_t at, struct err *err)
{
	char *kept = free_name(j);
	struct err bad = { 0 };
	int rc = 0;

	if (!kept)
		return 0;
	if (fs_replace(kept, 0600, all->data + at, all->len - at, &bad) < 0)
		rc = err_set(err, ERR_PROGRESS, "%s", bad.msg);
	else if (ftruncate(j->fd, (off_t)at) < 0 || fsync(j->fd) < 0)
		rc = journal_fail(err, j->path);
	free(kept);
	return rc;
}

static int
cut_tail(struct journal *j, struct err *err)
{
	struct buf all = { 0 };
	struct err bad = { 0 };
	size_t end;
	int rc = 0;

	set_lock(j, F_WRLCK);
	if (buf_read_file(&all, j->path, JOURNAL_MAX, &bad) < 0)
		rc = err_set(err, ERR_PROGRESS, "%s", bad.msg);
	end = rc < 0 ? 0 : walk(buf_str(&all), all.len, NULL, NULL);
	if (rc == 0 && end < all.len)
		rc = cut(j, &all, end, err);
	set_lock(j, F_UNLCK);
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
		journal_fail(err, path);
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

/* Is the last line without its end? The next record would be glued to it. */
static bool
is_open_line(const struct journal *j)
{
	char last = '\n';
	struct stat st;

	return fstat(j->fd, &st) == 0 && st.st_size > 0 &&
		pread(j->fd, &last, 1, st.st_size - 1) == 1 && last != '\n';
}

static int
write_whole(struct journal *j, const struct buf *line, struct err *err)
{
	ssize_t n = write(j->fd, line->data, line->len);

	if (n < 0)
		return journal_fail(err, j->path);
	if ((size_t)n < line->len)
		return err_set(err, ERR_PROGRESS,
			"%s: there was room for a part of a record only",
			j->path);
	return fdatasync(j->fd) < 0 ? journal_fail(err, j->path) : 0;
}

/* All of it or nothing. */
static int
append(struct journal *j, const struct buf *line, struct err *err)
{
	struct stat before;

	if (fstat(j->fd, &before) < 0)
		return journal_fail(err, j->path);
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
	set_lock(j, F_WRLCK);
	if (is_open_line(j))
		buf_addc(&line, '\n');
	buf_addf(&line, "%08x ", crc_of(json.data, json.len - 1));
	buf_add(&line, json.data, json.len);
	rc = append(j, &line, err);
	set_lock(j, F_UNLCK);
	buf_release(&json);
	buf_release(&line);
	return rc;
}
