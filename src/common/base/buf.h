/* buf.h - a growing byte string with a cap; running out of memory ends us. */
#ifndef CDCLAB_BASE_BUF_H
#define CDCLAB_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct err;

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/*
 * All-zero is a valid empty buffer. data is NUL-terminated once anything was
 * added (len does not count it), NULL before; buf_str() hides the difference.
 */
struct buf {
	char *data;
	size_t len, room; /* bytes */
	size_t cap;       /* most bytes it may hold; 0: no cap */
	bool full;        /* something did not fit under the cap */
};

void buf_add(struct buf *b, const void *data, size_t len);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/* Lent, NUL-terminated, "" when empty; valid until the next change. */
const char *buf_str(const struct buf *b);

/* Drop the first n bytes, which must be there. */
void buf_drop(struct buf *b, size_t n);

void buf_reset(struct buf *b);
void buf_release(struct buf *b);

/* Is text among len bytes, which may be anything? bytes NULL: it is not. */
bool bytes_have(const char *bytes, size_t len, const char *text);

/* The content, owned by the caller (free()); the buffer is empty after. */
char *buf_take(struct buf *b);

/*
 * Append a whole regular file of at most max bytes. ERR_SYSTEM when it cannot
 * be read, ERR_USAGE when it is larger or no regular file; a part of it may
 * have been appended then.
 */
int buf_read_file(struct buf *b, const char *path, size_t max, struct err *err);

/* The same of what is open, to its end; name labels errors. */
int buf_read_fd(
	struct buf *b, int fd, const char *name, size_t max, struct err *err);

/*
 * The only allocations of our own code. They do not return NULL: without
 * memory one line is written and the process ends (status 70) after the
 * function given to mem_on_exhausted(), which puts the terminal back.
 */
void *mem_alloc(size_t size); /* zeroed */
void *mem_grow(void *p, size_t size);
/* array of n elements, with room for one more; its room is a power of two. */
void *mem_more(void *array, size_t n, size_t size);
char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t len);
/* Where a word stands in len bytes, whatever its case; NULL: nowhere. Lent. */
const char *mem_find_nocase(const char *text, size_t len, const char *word);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void mem_on_exhausted(void (*restore)(void));

#endif
