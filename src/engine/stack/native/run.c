#include "config.h"

#include "engine/stack/native/native.h"

#include <stdlib.h>
#include <string.h>

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
	char *path, *program;
	const char *env[] = { NULL, "LANG=C.UTF-8", "HOME=/nonexistent", NULL };
	struct spawn spawn = { .env = env, .cwd = "/", .drop = native->drop };
	const char **words;
	size_t n = 0;
	int rc;

	if (layout_account(native, err) < 0 || layout_make(native, err) < 0)
		return -1;
	while (argv[n])
		n++;
	words = mem_alloc((n + 1) * sizeof(*words));
	memcpy(words, argv, n * sizeof(*words));
	program = mem_printf("%s/bin/%s", native->root, argv[0]);
	path = mem_printf("PATH=%s/bin:/usr/bin:/bin", native->root);
	words[0] = program;
	env[0] = path;
	spawn.argv = words;
	spawn.uid = native->uid;
	spawn.gid = native->gid;
	rc = program_run(&spawn, kind, subject, ctl, sink, err);
	free(path);
	free(program);
	free(words);
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
