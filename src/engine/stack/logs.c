#include "config.h"

#include "engine/stack/logs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/log_line.h"
#include "common/base/san.h"
#include "common/base/utf8.h"
#include "common/event/event.h"

/* bytes at the end of a log that are looked at; some 200 bytes a line */
#define TAIL_MAX ((long long)256 << 10)
#define CAUSE_MAX ((long long)16 << 10)
#define LINE_MAX_SHOWN 2000
#define CAUSE_MAX_SHOWN 300

/*
 * Servers append, so the front can go while they write: the file system takes
 * whole blocks out. One that cannot: everything goes.
 */
void
log_cut(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	long long cut;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && st.st_size > LOG_MAX) {
		/* whole megabytes are whole blocks everywhere */
		cut = (st.st_size - LOG_MAX + (1 << 20) - 1) & ~0xFFFFFLL;
		if (fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 0, cut) < 0 &&
			ftruncate(fd, 0) < 0)
			errno = 0; /* a full disk shows up soon enough */
	}
	close(fd);
}

int
log_start(const char *path, struct err *err)
{
	char *old = mem_printf("%s.1", path);
	int fd;

	log_cut(path);
	if (rename(path, old) < 0 && errno != ENOENT)
		err_set(err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	free(old);
	if (err->code)
		return -1;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
		0600);
	if (fd < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	return fd;
}

static void
read_end(const char *path, long long max, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char chunk[16384];
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return;
	out->cap = (size_t)max;
	if (fstat(fd, &st) == 0 && st.st_size > max)
		lseek(fd, st.st_size - max, SEEK_SET);
	while (!out->full && (n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)n);
	for (size_t i = 0; i < out->len; i++)
		if (!out->data[i]) /* of a machine that lost its power */
			out->data[i] = ' ';
	close(fd);
}

/* Where the last lines begin. */
static const char *
last_lines(const char *text, size_t len, int lines)
{
	const char *p = text + len;

	if (p > text && p[-1] == '\n')
		p--;
	while (p > text && (p[-1] != '\n' || --lines > 0))
		p--;
	return p;
}

void
log_lines(const char *text, size_t len, const char *subject, int lines,
	const struct sink *sink)
{
	struct buf clean = { 0 };
	const char *p = last_lines(text, len, lines), *end;

	for (; *p && lines > 0; p = *end ? end + 1 : end) {
		size_t n = strcspn(p, "\n");

		end = p + n;
		buf_reset(&clean);
		san_add(&clean, SAN_LINE, p, utf8_cut(p, n, LINE_MAX_SHOWN));
		sink_send(sink,
			&(struct event){ .kind = EV_OUTPUT,
				.subject = subject,
				.text = buf_str(&clean) });
	}
	buf_release(&clean);
}

void
log_tail(const char *path, const char *subject, int lines,
	const struct sink *sink)
{
	struct buf text = { 0 };

	read_end(path, TAIL_MAX, &text);
	log_lines(buf_str(&text), text.len, subject, lines, sink);
	buf_release(&text);
}

static bool
tells_of_failure(const char *line)
{
	static const char *const words[] = { "FATAL", "PANIC", "[ERROR]",
		" ERROR ", "ERROR:", "Caused by:", "Exception", "rror: ",
		"level=error", "level=ERROR" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(line, words[i]))
			return true;
	return false;
}

/* What a server that gives up says to others, after it has said why. */
static bool
is_echo(const char *line)
{
	return strstr(line, "Aborting") ||
		strstr(line, "the database system is");
}

void
log_cause_in(char *text, struct buf *out)
{
	char *line, *rest = NULL, *last = NULL, *cause = NULL;
	const char *body;

	line = strtok_r(text, "\n", &rest);
	for (; line; line = strtok_r(NULL, "\n", &rest)) {
		last = line;
		if (tells_of_failure(line) && !is_echo(line))
			cause = line;
	}
	if (!cause)
		cause = last;
	if (!cause)
		return;
	body = log_line_body(cause);
	san_add(out, SAN_LINE, body,
		utf8_cut(body, strlen(body), CAUSE_MAX_SHOWN));
}

void
log_cause(const char *path, struct buf *out)
{
	struct buf text = { 0 };

	read_end(path, CAUSE_MAX, &text);
	if (text.len)
		log_cause_in(text.data, out);
	buf_release(&text);
}
