#include "config.h"

#include "engine/diagnose/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "common/explain/trace.h"
#include "engine/client/connect.h"
#include "engine/client/flink.h"
#include "engine/client/hash.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define PREFIX "cdclab/"
#define HASH_SHOWN 16 /* hex digits of SHA-256 in the name: 64 bits */
#define LOOK_MS 200
#define SETTLE_MS 10000 /* a restarting job runs again within seconds */

void
job_state_release(struct job_state *s)
{
	free(s->others);
	*s = (struct job_state){ 0 };
}

/* The name that the block's bytes give the job; owned. */
static char *
name_of(const struct world *world, const struct lab_step *step)
{
	const char *lesson = strrchr(world->lab->lesson, '/');
	char hash[HASH_HEX], *code, *name;
	size_t len;

	code = world_block(world, step->block, &len);
	hash_hex(code, len, hash);
	name = mem_printf(PREFIX "%s/%s#%.*s",
		lesson ? lesson + 1 : world->lab->lesson, step->block,
		HASH_SHOWN, hash);
	free(code);
	return name;
}

/* Up to and with the '#': the same for all versions of the block. */
static bool
same_but_hash(const char *a, const char *b)
{
	size_t n = strcspn(b, "#") + 1;

	return !strncmp(a, b, n);
}

/*
 * Does a job that is not ours write where ours would? Its vertices name the
 * tables of the script: "unified_sink[5]: Writer". Both scripts name the sink.
 */
static bool
writes_to(const struct world *world, const char *code, const char *id,
	const struct ctl *ctl)
{
	struct buf vertices = { 0 };
	struct err ignored = { 0 };
	bool hit = false;

	if (flink_vertices(world_endpoint(world, "flink"), id, &vertices, ctl,
		    &ignored) == 0) {
		const char *p = buf_str(&vertices);

		while (!hit && (p = strstr(p, ": Writer"))) {
			const char *start = p;
			char *table;

			while (start > vertices.data &&
				!strchr(" \n>", start[-1]))
				start--;
			table = mem_strndup(start, strcspn(start, "[:"));
			hit = *table && strstr(code, table);
			free(table);
			p++;
		}
	}
	buf_release(&vertices);
	return hit;
}

static void
prefer(struct job_state *out, const struct flink_job *job, bool better)
{
	if (out->id[0] && !better)
		return;
	snprintf(out->id, sizeof(out->id), "%s", job->id);
	snprintf(out->state, sizeof(out->state), "%s", job->state);
}

static void
sort_in(const struct world *world, const char *name, const char *code,
	const struct flink_job *job, struct job_state *out, struct buf *others,
	const struct ctl *ctl)
{
	bool runs = !strcmp(job->state, "RUNNING");
	bool ours = same_but_hash(job->name, name);

	if (!strcmp(job->name, name) && !runs && !flink_job_is_over(job))
		out->settling++;
	if (ours && runs && !strcmp(job->name, name)) {
		out->current++;
		prefer(out, job, true);
	} else if (ours && runs) {
		out->old++;
		prefer(out, job, false);
	} else if (ours &&
		(!strcmp(job->state, "FAILED") ||
			!strcmp(job->state, "FAILING") ||
			!strcmp(job->state, "RESTARTING"))) {
		out->failed++;
		prefer(out, job, false);
	} else if (runs && writes_to(world, code, job->id, ctl)) {
		out->foreign++;
		prefer(out, job, !out->current);
	} else {
		return;
	}
	buf_addf(others, "%s %s %s\n", job->id, job->state, job->name);
}

int
job_look(const struct world *world, const struct lab_step *step,
	struct job_state *out, const struct ctl *ctl, struct err *err)
{
	struct flink_jobs jobs = { 0 };
	struct buf others = { 0 };
	char *name = name_of(world, step);
	char *code = world_block(world, step->block, NULL);
	int rc;

	*out = (struct job_state){ 0 };
	rc = flink_list(world_endpoint(world, "flink"), &jobs, ctl, err);
	for (size_t i = 0; rc == 0 && i < jobs.n; i++)
		sort_in(world, name, code, &jobs.jobs[i], out, &others, ctl);
	out->others = buf_take(&others);
	flink_jobs_release(&jobs);
	free(code);
	free(name);
	return rc;
}

const struct explanation *
job_why(const struct world *world, const char *id, struct buf *out,
	const struct ctl *ctl)
{
	const struct explanation *e = NULL;
	struct buf trace = { 0 };
	struct err ignored = { 0 };

	if (flink_exception(world_endpoint(world, "flink"), id, &trace, ctl,
		    &ignored) == 0 &&
		trace.len)
		e = trace_cause(buf_str(&trace), out);
	buf_release(&trace);
	return e;
}

/* Which of the jobs that have not ended are cancelled. */
struct victims {
	const char *name; /* every version of this one */
	const char *keep; /* but the one with this id; NULL: none is kept */
	const char *code; /* and who else writes to its result; NULL: nobody */
};

static bool
is_victim(const struct world *world, const struct flink_job *job,
	const struct victims *victims, const struct ctl *ctl)
{
	if (flink_job_is_over(job) ||
		(victims->keep && !strcmp(job->id, victims->keep)))
		return false;
	return same_but_hash(job->name, victims->name) ||
		(victims->code &&
			writes_to(world, victims->code, job->id, ctl));
}

static int
cancel(const struct world *world, const struct victims *victims,
	const struct ctl *ctl, struct err *err)
{
	const struct endpoint *at = world_endpoint(world, "flink");
	struct flink_jobs jobs = { 0 };
	int rc = flink_list(at, &jobs, ctl, err);

	for (size_t i = 0; rc == 0 && i < jobs.n; i++)
		if (is_victim(world, &jobs.jobs[i], victims, ctl))
			rc = flink_cancel(at, jobs.jobs[i].id, ctl, err);
	flink_jobs_release(&jobs);
	return rc;
}

/* One that the learner has submitted is as good; a check proves what it does. */
static bool
runs_already(const struct world *world, const struct lab_step *step,
	const struct job_state *now)
{
	if (!now->current && now->foreign)
		emit_output(world->out, step->id,
			"a job that was submitted by hand writes to the "
			"result: %s",
			now->id);
	return now->current || now->foreign;
}

/*
 * Look, and give a job that restarts (a TaskManager came back) the time to
 * run: submitted beside it a second one would write to the same result.
 */
static int
look_settled(const struct world *world, const struct lab_step *step,
	struct job_state *now, const struct ctl *ctl, struct err *err)
{
	struct ctl settle = ctl_within(ctl, SETTLE_MS);
	struct err over = { 0 };

	while (job_look(world, step, now, ctl, err) == 0) {
		if (now->current || !now->settling ||
			ctl_wait(&settle, LOOK_MS, &over) < 0)
			return 0;
		job_state_release(now);
	}
	return -1;
}

/* The block as a file that the client can read, beside nothing else. */
static char *
script_of(
	const struct world *world, const struct lab_step *step, struct err *err)
{
	char *dir = stack_scratch(world->stack, err), *path, *code;
	const char *base = strrchr(step->block, '/');
	size_t len;

	if (!dir)
		return NULL;
	path = mem_printf("%s/%s", dir, base ? base + 1 : step->block);
	code = world_block(world, step->block, &len);
	if (fs_replace(path, 0644, code, len, err) < 0) {
		free(path);
		path = NULL;
	}
	free(code);
	free(dir);
	return path;
}

/* What flink's client prints: the learner sees its words, not its stack. */
struct client_log {
	const struct world *world;
	const char *step;
	struct buf cause; /* the line that explains a failure */
};

static bool
is_noise(const char *line)
{
	return line[0] == '\t' || line[0] == ' ' || !*line ||
		!strncmp(line, "WARN", 4) || !strncmp(line, "Picked up", 9) ||
		!strncmp(line, "Caused by: ", 11);
}

static void
take_client_line(void *ctx, const struct event *ev)
{
	struct client_log *log = ctx;
	const char *line = ev->text ? ev->text : "";
	bool names_error =
		strstr(line, "Exception: ") || strstr(line, "Error: ");

	/* The last exception is the deepest; a known one is never displaced. */
	if (names_error && !explain_text(buf_str(&log->cause))) {
		buf_reset(&log->cause);
		trace_cause(line, &log->cause);
	}
	if (!is_noise(line))
		emit_output(log->world->out, log->step, "%s", line);
}

static int
submit(const struct world *world, const struct lab_step *step, const char *name,
	const struct ctl *ctl, struct err *err)
{
	char *script = script_of(world, step, err);
	char *option = mem_printf("-Dpipeline.name=%s", name);
	const char *argv[] = { "flink", "run", "-d", option, "-py", script,
		NULL };
	struct client_log log = { .world = world, .step = step->id };
	struct sink sink = { .send = take_client_line, .ctx = &log };
	int status = -1;

	if (script)
		status = stack_run(world->stack, argv, EV_STEP_OUTPUT, step->id,
			ctl, &sink, err);
	if (status > 0)
		err_set(err, ERR_CHECK, "flink run ended with status %d%s%s",
			status, log.cause.len ? ": " : "", buf_str(&log.cause));
	buf_release(&log.cause);
	free(script);
	free(option);
	return status ? -1 : 0;
}

static int
wait_running(const struct world *world, const struct lab_step *step,
	int failed_before, const struct ctl *ctl, struct err *err)
{
	for (;;) {
		struct job_state now = { 0 };
		int rc = job_look(world, step, &now, ctl, err);
		bool runs = now.current + now.foreign > 0;
		bool failed = now.failed > failed_before;
		struct buf why = { 0 };

		if (rc == 0 && !runs && failed)
			job_why(world, now.id, &why, ctl);
		job_state_release(&now);
		if (why.len)
			err_set(err, ERR_CHECK, "the job failed: %s",
				buf_str(&why));
		buf_release(&why);
		if (rc < 0 || runs || err->code)
			return err->code ? -1 : 0;
		if (ctl_wait(ctl, LOOK_MS, err) < 0)
			return err_wrap(err, "the job does not run yet");
	}
}

int
job_submit(const struct world *world, const struct lab_step *step,
	bool *already, const struct ctl *ctl, struct err *err)
{
	char *name = name_of(world, step);
	struct victims old = { .name = name };
	struct job_state now = { 0 };
	int rc = look_settled(world, step, &now, ctl, err);

	*already = rc == 0 && runs_already(world, step, &now);
	old.keep = *already ? now.id : NULL;
	if (rc == 0)
		rc = cancel(world, &old, ctl, err);
	if (rc == 0 && !*already)
		rc = submit(world, step, name, ctl, err);
	if (rc == 0)
		rc = wait_running(world, step, now.failed, ctl, err);
	job_state_release(&now);
	free(name);
	return rc;
}

int
job_cancel(const struct world *world, const struct lab_step *step,
	const struct ctl *ctl, struct err *err)
{
	char *name = name_of(world, step);
	char *code = world_block(world, step->block, NULL);
	struct victims all = { .name = name, .code = code };
	int rc = cancel(world, &all, ctl, err);

	free(code);
	free(name);
	return rc;
}
