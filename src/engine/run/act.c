#include "config.h"

#include "engine/run/act.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/failure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define DIAGNOSE_MS 4000

/* The layer of what a service refuses; a database's where none is told. */
static const char *
layer_of(const char *service)
{
	static const struct {
		const char *service, *layer;
	} layers[] = {
		{ "kafka", "topic" },
		{ "connect", "connector" },
		{ "flink", "consumer" },
		{ "prometheus", "process" },
	};

	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		if (!strcmp(layers[i].service, service))
			return layers[i].layer;
	return "database";
}

/* A failed call: a broken service explains it better than its symptom. */
int
act_fail(struct step_run *run, const char *service, const struct err *err)
{
	struct ctl look = ctl_within(
		&(struct ctl){ .cancel = run->ctl->cancel }, DIAGNOSE_MS);

	if ((err->code == ERR_NETWORK || err->code == ERR_TIMEOUT) &&
		diagnose_service(run->world, service, &look, run->failure))
		return -1;
	return failure_err(run->failure, layer_of(service), service, err);
}

/* Every complaint of the validation is a line of the step's output. */
void
act_say_lines(const struct step_run *run, const char *lines)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n");

		emit_output(
			run->world->out, run->step->id, "%.*s", (int)n, lines);
		lines += n + (lines[n] == '\n');
	}
}
