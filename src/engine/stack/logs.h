/* logs.h - the log of a server: begun, kept small, read. */
#ifndef CDCLAB_STACK_LOGS_H
#define CDCLAB_STACK_LOGS_H

#include <stddef.h>

struct buf;
struct err;
struct sink;

/* bytes; the oldest part is cut off above this */
#define LOG_MAX ((long long)64 << 20)

/* Keep what is there as PATH.1 and open a new one to append to. -1: err. */
int log_start(const char *path, struct err *err);

/* Cut the log of a running server when it has grown too long. */
void log_cut(const char *path);

/* Send its last lines, an EV_OUTPUT each with subject. No log: nothing. */
void log_tail(const char *path, const char *subject, int lines,
	const struct sink *sink);

/* The same for a text of len bytes and a NUL. */
void log_lines(const char *text, size_t len, const char *subject, int lines,
	const struct sink *sink);

/* The line that tells most of why the server ended; "" when there is none. */
void log_cause(const char *path, struct buf *out);

/* The same for a text, which is cut into lines. */
void log_cause_in(char *text, struct buf *out);

#endif
