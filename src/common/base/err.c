#include "config.h"

#include "common/base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/msg.h"

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
	struct buf whole = { 0 };
	va_list ap;

	assert(err->code != ERR_NONE);
	va_start(ap, fmt);
	msg_vadd(&whole, fmt, ap);
	va_end(ap);
	buf_addf(&whole, ": %s", err->msg);
	msg_put(err->msg, sizeof(err->msg), "%s", buf_str(&whole));
	buf_release(&whole);
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
