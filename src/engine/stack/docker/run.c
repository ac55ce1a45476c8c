#include "config.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "engine/client/process.h"
#include "engine/stack/docker/compose.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/program.h"

/* The clients are scripts around docker exec, beside compose.yaml. */
char *
docker_clients(struct stack *stack, struct err *err)
{
	(void)err;
	return mem_printf("%s/bin", docker_stack_of(stack)->dir);
}

int
docker_run(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct docker_stack *docker = docker_stack_of(stack);
	const char *path = getenv("PATH");
	char **env = compose_env(docker, path ? path : "/usr/bin:/bin");
	struct spawn spawn = { .env = (const char *const *)env, .cwd = "/" };
	char *clients = docker_clients(stack, err);
	int rc = program_run_from(
		clients, argv, &spawn, kind, subject, ctl, sink, err);

	compose_env_free(env);
	free(clients);
	return rc;
}
