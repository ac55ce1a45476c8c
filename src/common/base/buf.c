#include "config.h"

#include "common/base/buf.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/base/errno_text.h"

#define PAGE 4096
#define LARGE ((size_t)2 << 20) /* bytes that large pages are worth it for */

static void (*restore_terminal)(void);

void
mem_on_exhausted(void (*restore)(void))
{
	restore_terminal = restore;
}

static void *
mem_or_die(void *p)
{
	static const char msg[] = "cdclab: out of memory\n";

	if (p)
		return p;
	if (restore_terminal)
		restore_terminal();
	if (write(STDERR_FILENO, msg, sizeof(msg) - 1) < 0)
		_exit(70);
	_exit(70);
}

void *
mem_alloc(size_t size)
{
	return mem_or_die(calloc(1, size ? size : 1));
}

void *
mem_grow(void *p, size_t size)
{
	return mem_or_die(realloc(p, size ? size : 1));
}

void *
mem_more(void *array, size_t n, size_t size)
{
	/* full whenever n is a power of two, or zero */
	return n & (n - 1) ? array : mem_grow(array, (n ? n * 2 : 1) * size);
}

char *
mem_strdup(const char *s)
{
	return mem_or_die(strdup(s));
}

char *
mem_strndup(const char *s, size_t len)
{
	return mem_or_die(strndup(s, len));
}

const char *
mem_find_nocase(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if (!strncasecmp(text + i, word, n))
			return text + i;
	return NULL;
}

char *
mem_printf(const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	return buf_take(&b);
}

/* Make room for len bytes and a NUL. */
static void
buf_want(struct buf *b, size_t len)
{
	if (b->len + len + 1 <= b->room)
		return;
	b->room = (b->len + len + 1) * 3 / 2;
	b->data = mem_grow(b->data, b->room);
}

void
buf_add(struct buf *b, const void *data, size_t len)
{
	if (b->cap && b->len + len > b->cap) {
		b->full = true;
		len = b->cap - b->len;
	}
	buf_want(b, len);
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	char small[256], *big;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	assert(n >= 0);
	if ((size_t)n < sizeof(small)) {
		buf_add(b, small, (size_t)n);
	} else {
		big = mem_alloc((size_t)n + 1);
		vsnprintf(big, (size_t)n + 1, fmt, again);
		buf_add(b, big, (size_t)n);
		free(big);
	}
	va_end(again);
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

const char *
buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

void
buf_drop(struct buf *b, size_t n)
{
	assert(n <= b->len);
	if (!n)
		return;
	b->len -= n;
	memmove(b->data, b->data + n, b->len + 1);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->full = false;
	if (b->data)
		b->data[0] = '\0';
}

void
buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

bool
bytes_have(const char *bytes, size_t len, const char *text)
{
	return bytes && memmem(bytes, len, text, strlen(text)) != NULL;
}

char *
buf_take(struct buf *b)
{
	char *data = b->data ? b->data : mem_strdup("");

	*b = (struct buf){ 0 };
	return data;
}

/* The first touch of each page costs more than to read what goes there. */
static void
ask_large_pages(const struct buf *b)
{
	size_t skip = -(uintptr_t)b->data % PAGE;

	if (b->room >= LARGE)
		madvise(b->data + skip, b->room - skip, MADV_HUGEPAGE);
}

/* Straight into b, which has room for what the file should hold. */
static int
read_all(struct buf *b, int fd, size_t size, size_t max, struct err *err)
{
	size_t from = b->len;

	buf_want(b, size <= max ? size + 1 : max + 2);
	ask_large_pages(b);
	for (;;) {
		ssize_t n;

		buf_want(b, 4096);
		n = read(fd, b->data + b->len, b->room - b->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(
				err, ERR_SYSTEM, "%s", errno_text(errno));
		b->len += (size_t)n;
		b->data[b->len] = '\0';
		if (!n)
			return 0;
		if (b->len - from > max)
			return err_set(err, ERR_USAGE, "larger than %zu MB",
				max >> 20);
	}
}

int
buf_read_fd(
	struct buf *b, int fd, const char *name, size_t max, struct err *err)
{
	int rc = read_all(b, fd, 0, max, err);

	if (rc < 0)
		err_wrap(err, "%s", name);
	return rc;
}

int
buf_read_file(struct buf *b, const char *path, size_t max, struct err *err)
{
	/* O_NONBLOCK: a FIFO of that name must not hold us for ever. */
	int rc = -1, fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0) {
		err_set(err, ERR_SYSTEM, "%s", errno_text(errno));
		return err_wrap(err, "%s", path);
	}
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		err_set(err, ERR_USAGE, "not a regular file");
	else
		rc = read_all(b, fd, (size_t)st.st_size, max, err);
	if (rc < 0)
		err_wrap(err, "%s", path);
	close(fd);
	return rc;
}
