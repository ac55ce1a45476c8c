#include "config.h"

#include "common/base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/utf8.h"

/* The exit statuses are part of the command line: see cdclab(1). */
static const int exits[] = {
	[ERR_NONE] = 0,
	[ERR_USAGE] = 2,
	[ERR_SYNTAX] = 5,
	[ERR_SYSTEM] = 70,
	[ERR_NETWORK] = 1,
	[ERR_REMOTE] = 1,
	[ERR_TIMEOUT] = 1,
	[ERR_CANCELLED] = 130,
	[ERR_CHECK] = 1,
	[ERR_STACK] = 3,
	[ERR_LOCKED] = 7,
	[ERR_PROGRESS] = 6,
	[ERR_INTERNAL] = 70,
};

/* Print, cut at the end of a character where there is no room for all. */
static void __attribute__((format(printf, 3, 0)))
msg_vput(char *to, size_t room, const char *fmt, va_list ap)
{
	int n = vsnprintf(to, room, fmt, ap);

	if (n > 0 && (size_t)n >= room)
		to[utf8_whole(to, room - 1)] = '\0';
}

static void __attribute__((format(printf, 3, 4)))
msg_put(char *to, size_t room, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	msg_vput(to, room, fmt, ap);
	va_end(ap);
}

int
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	assert(code != ERR_NONE);
	if (err->code != ERR_NONE)
		return -1;
	err->code = code;
	va_start(ap, fmt);
	msg_vput(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	return -1;
}

int
err_wrap(struct err *err, const char *fmt, ...)
{
	char was[sizeof(err->msg)];
	va_list ap;
	size_t n;

	assert(err->code != ERR_NONE);
	memcpy(was, err->msg, sizeof(was));
	va_start(ap, fmt);
	msg_vput(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	n = strlen(err->msg);
	msg_put(err->msg + n, sizeof(err->msg) - n, ": %s", was);
	return -1;
}

int
err_hint(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (err->code == ERR_NONE || err->hint[0])
		return -1;
	va_start(ap, fmt);
	msg_vput(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	return -1;
}

int
err_at(struct err *err, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	if (err->code != ERR_NONE)
		return -1;
	err->code = ERR_SYNTAX;
	err->line = line;
	snprintf(err->file, sizeof(err->file), "%s", file);
	va_start(ap, fmt);
	msg_vput(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	return -1;
}

int
err_exit(const struct err *err)
{
	return exits[err->code];
}
