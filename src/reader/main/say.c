#include "config.h"

#include "reader/main/say.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/msg.h"

int
say(int fd, struct buf *b, struct err *err)
{
	int rc = fs_write_all(fd, buf_str(b), b->len);

	if (rc < 0 && errno != EPIPE)
		err_set(err, ERR_SYSTEM, "standard output: %s",
			errno_text(errno));
	buf_reset(b);
	return rc;
}

void
say_err(const struct err *err)
{
	struct buf raw = { 0 }, clean = { 0 };
	struct err ignored = { 0 };

	if (err->file[0] && err->line)
		buf_addf(&raw, "%s:%d: %s\n", err->file, err->line, err->msg);
	else if (err->file[0])
		buf_addf(&raw, "%s: %s\n", err->file, err->msg);
	else
		buf_addf(&raw, "cdclab: %s\n", err->msg);
	if (err->hint[0])
		buf_addf(&raw, "  %s\n", err->hint);
	msg_clean(&clean, SAN_TEXT, buf_str(&raw));
	say(STDERR_FILENO, &clean, &ignored);
	buf_release(&raw);
	buf_release(&clean);
}
