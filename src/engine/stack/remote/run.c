#include "config.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/place.h"
#include "engine/client/process.h"
#include "engine/stack/program.h"
#include "engine/stack/remote/remote.h"

extern char **environ;

/* Scripts that know where the servers are by the same variables. */
char *
remote_clients(struct stack *stack, struct err *err)
{
	(void)err;
	return mem_printf("%s/stack/docker/cdclab/bin", stack->place->data);
}

int
remote_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	char *clients = remote_clients(stack, err);
	struct spawn spawn = { .env = (const char *const *)environ,
		.cwd = "/" };
	int rc = program_run_from(
		clients, argv, &spawn, kind, subject, ctl, sink, err);

	free(clients);
	return rc;
}
