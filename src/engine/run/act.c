#include "config.h"

#include "engine/run/act.h"

#include <string.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/run/diagnose.h"
#include "engine/run/emit.h"
#include "engine/run/red.h"
#include "engine/run/world.h"

#define DIAGNOSE_MS 4000

/* A failed call: a broken service explains it better than its symptom. */
int
act_fail(struct step_run *run, const char *service, const struct err *err)
{
	struct ctl look = ctl_within(
		&(struct ctl){ .cancel = run->ctl->cancel }, DIAGNOSE_MS);

	if ((err->code == ERR_NETWORK || err->code == ERR_TIMEOUT) &&
		diagnose_service(run->world, service, &look, run->red))
		return -1;
	return red_err(run->red, "database", service, err);
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
