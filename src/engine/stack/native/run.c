#include "config.h"

#include "engine/stack/native/native.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "engine/client/process.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/program.h"

int
native_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct native *native = native_of(stack);
	char *bin = native_clients(stack, err), *path;
	const char *env[] = { NULL, "LANG=C.UTF-8", "HOME=/nonexistent", NULL };
	struct spawn spawn = { .env = env, .cwd = "/", .drop = native->drop };
	int rc;

	if (!bin)
		return -1;
	path = mem_printf("PATH=%s:/usr/bin:/bin", bin);
	env[0] = path;
	spawn.uid = native->uid;
	spawn.gid = native->gid;
	rc = program_run_from(bin, argv, &spawn, kind, subject, ctl, sink, err);
	free(path);
	free(bin);
	return rc;
}

char *
native_clients(struct stack *stack, struct err *err)
{
	struct native *native = native_of(stack);

	if (layout_account(native, err) < 0 || layout_make(native, err) < 0)
		return NULL;
	return mem_printf("%s/bin", native->root);
}
