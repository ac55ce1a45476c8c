#include "config.h"

#include "engine/diagnose/job_client.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/flink.h"
#include "engine/diagnose/failure.h"
#include "engine/diagnose/job.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* As the client of Flink 2.2 says it. */
#define SUBMITTED "Job has been submitted with JobID "

/* Behind the error of the script, for any error of any script. */
#define PYTHON_ENDED "Python process exits with code"

/* What it prints: the learner sees its words, not its stack. */
struct client_log {
	const struct world *world;
	const char *step;
	struct buf cause; /* the line that explains a failure */
	char job[40];     /* the id that it got; "": none was told */
};

static bool
is_noise(const char *line)
{
	return line[0] == '\t' || line[0] == ' ' || !*line ||
		!strncmp(line, "WARN", 4) || !strncmp(line, "Picked up", 9) ||
		!strncmp(line, "Caused by: ", 11);
}

/* The last exception is the deepest; a known one is never displaced. */
static bool
is_cause(const struct client_log *log, const char *line)
{
	if (!strstr(line, "Exception: ") && !strstr(line, "Error: "))
		return false;
	if (log->cause.len && strstr(line, PYTHON_ENDED))
		return false;
	return !explain_text(buf_str(&log->cause));
}

static void
take_client_line(void *ctx, const struct event *ev)
{
	struct client_log *log = ctx;
	const char *line = ev->text ? ev->text : "";

	if (is_cause(log, line)) {
		buf_reset(&log->cause);
		trace_cause(line, &log->cause);
	}
	if (!strncmp(line, SUBMITTED, sizeof(SUBMITTED) - 1))
		snprintf(log->job, sizeof(log->job), "%s",
			line + sizeof(SUBMITTED) - 1);
	if (!is_noise(line))
		emit_output(log->world->out, log->step, "%s", line);
}

/* Its name is all by which a job is known for the lab's, also tomorrow. */
static int
must_be_named(const struct job_call *call, const char *id, const char *name,
	struct failure *failure, struct err *err)
{
	const struct endpoint *flink = world_endpoint(call->world, "flink");
	struct flink_jobs all = { 0 };
	int rc = flink_list(flink, &all, call->ctl, err);

	for (size_t i = 0; rc == 0 && i < all.n; i++) {
		if (strcmp(all.jobs[i].id, id) ||
			!strcmp(all.jobs[i].name, name))
			continue;
		failure_set(failure, "job-named", "flink",
			"%s names its job itself: %s", call->step->block,
			all.jobs[i].name);
		flink_cancel(flink, id, call->ctl, err);
		rc = -1;
	}
	flink_jobs_release(&all);
	return rc;
}

static int
client_end(int status, const struct client_log *log, struct err *err)
{
	if (status > 0 && log->cause.len)
		err_set(err, ERR_CHECK, "flink run ended with status %d: %s",
			status, buf_str(&log->cause));
	else if (status > 0)
		err_set(err, ERR_CHECK, "flink run ended with status %d",
			status);
	return status ? -1 : 0;
}

int
job_client(const struct job_call *call, const char *from,
	struct failure *failure, struct err *err)
{
	const struct lab_step *step = call->step;
	char *name = job_name(call->world, step);
	char *script = world_block_file(call->world, step->block, err);
	char *option = mem_printf("-Dpipeline.name=%s", name);
	const char *argv[11] = { "flink", "run", "-d", option, "-py", script };
	struct client_log log = { .world = call->world, .step = step->id };
	struct sink sink = { .send = take_client_line, .ctx = &log };
	int rc = -1;

	if (from)
		memcpy(argv + 3,
			(const char *[]){ "-s", from, "-claimMode", "CLAIM",
				option, "-py", script },
			7 * sizeof(*argv));
	if (script)
		rc = client_end(
			stack_run(call->world->stack, argv, EV_STEP_OUTPUT,
				step->id, call->ctl, &sink, err),
			&log, err);
	if (rc == 0 && *log.job)
		rc = must_be_named(call, log.job, name, failure, err);
	buf_release(&log.cause);
	free(script);
	free(option);
	free(name);
	return rc;
}
