#include "config.h"

#include "reader/tui/link.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/program.h"

/* The first of the names that $BROWSER lists. Owned by the caller. */
static char *
browser_name(void)
{
	const char *names = getenv("BROWSER");

	if (!names || !*names)
		return mem_strdup("xdg-open");
	return mem_strndup(names, strcspn(names, ":"));
}

int
browser_open(const char *url, struct err *err)
{
	char *name = browser_name();
	const char *const argv[] = { name, url, NULL };
	const struct program program = {
		.argv = argv,
		.fds = { PROGRAM_NULL, PROGRAM_NULL, PROGRAM_NULL },
		.group = PROGRAM_AWAY,
	};
	int rc = program_detach(&program);

	if (rc)
		err_set(err, ERR_SYSTEM, "%s: %s", name, errno_text(rc));
	free(name);
	return rc ? -1 : 0;
}
