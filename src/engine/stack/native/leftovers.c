#include "config.h"

#include "engine/stack/native/leftovers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/process.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/pidfile.h"
#include "engine/stack/native/render.h"
#include "engine/stack/service.h"
#include "engine/stack/sweep.h"

struct leftovers {
	const struct pidfile *record; /* may be NULL */
	char *data, *exe;             /* NULL: by session only */
};

/* Links of /proc end in " (deleted)" when their target is gone. */
static bool
is_under(const char *path, const char *top)
{
	size_t len = strlen(top);

	return strncmp(path, top, len) == 0 &&
		(!path[len] || path[len] == '/' || path[len] == ' ');
}

static bool
link_is_under(pid_t pid, const char *name, const char *top)
{
	char *path = process_link(pid, name);
	bool is = path && is_under(path, top);

	free(path);
	return is;
}

static bool
leftovers_match(const void *ctx, pid_t pid, const struct process_stat *st)
{
	const struct leftovers *search = ctx;
	const struct pidfile *record = search->record;

	if (record && record->same_boot &&
		sweep_is_member(record->pid, record->start, st))
		return true;
	return search->data && search->exe &&
		link_is_under(pid, "cwd", search->data) &&
		link_is_under(pid, "exe", search->exe);
}

int
leftovers_kill(const struct native *native, const struct service *service,
	const struct pidfile *record, const struct ctl *ctl, struct err *err)
{
	struct leftovers search = { .record = record };
	struct words argv = { 0 };
	struct err ignored = { 0 };
	int rc;

	search.data = mem_printf("%s/data/%s", native->root, service->name);
	if (render_words(native, service, false,
		    json_object_get(service->json, "argv"), &argv,
		    &ignored) == 0 &&
		argv.n)
		search.exe = realpath(argv.v[0], NULL);
	rc = sweep(leftovers_match, &search, ctl, err);
	words_release(&argv);
	free(search.data);
	free(search.exe);
	return rc;
}
