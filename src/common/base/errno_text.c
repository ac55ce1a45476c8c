#include "config.h"

#include "common/base/errno_text.h"

#include <errno.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/msg.h"

/* The texts are strerror()'s, so that English stays as everybody knows it. */
static const struct errno_row {
	int code;
	const char *text;
} errno_rows[] = {
	{ EACCES, MSG_("Permission denied") },
	{ EADDRINUSE, MSG_("Address already in use") },
	{ EADDRNOTAVAIL, MSG_("Cannot assign requested address") },
	{ ECONNREFUSED, MSG_("Connection refused") },
	{ ECONNRESET, MSG_("Connection reset by peer") },
	{ EEXIST, MSG_("File exists") },
	{ EHOSTUNREACH, MSG_("No route to host") },
	{ EISDIR, MSG_("Is a directory") },
	{ EMFILE, MSG_("Too many open files") },
	{ ENETUNREACH, MSG_("Network is unreachable") },
	{ ENOENT, MSG_("No such file or directory") },
	{ ENOEXEC, MSG_("Exec format error") },
	{ ENOMEM, MSG_("Cannot allocate memory") },
	{ ENOSPC, MSG_("No space left on device") },
	{ ENOTDIR, MSG_("Not a directory") },
	{ EPERM, MSG_("Operation not permitted") },
	{ EPIPE, MSG_("Broken pipe") },
	{ EROFS, MSG_("Read-only file system") },
	{ ETIMEDOUT, MSG_("Connection timed out") },
};

const char *
errno_text(int code)
{
	for (size_t i = 0; i < ARRAY_LEN(errno_rows); i++)
		if (errno_rows[i].code == code)
			return errno_rows[i].text;
	return strerror(code);
}
