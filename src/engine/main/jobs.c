#include "config.h"

#include "engine/main/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/event/event.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"

#define CANCEL_MS 8000 /* to see jobs end; 3.2 s were measured */

/* false: no cluster answers, and out is all-zero. */
static bool
list(struct stack *stack, struct flink_jobs *out, const struct ctl *ctl)
{
	const struct endpoint *at = stack_endpoint(stack, "flink");
	struct err ignored = { 0 };

	if (at && flink_list(at, out, ctl, &ignored) == 0)
		return true;
	flink_jobs_release(out);
	return false;
}

static bool
is_worth_telling(const struct flink_job *job)
{
	return strcmp(job->state, "CANCELED") != 0 &&
		strcmp(job->state, "FINISHED") != 0;
}

/* "05-multi" of "cdclab/05-multi/job.py#1f2e": a lab's; owned. NULL: nobody's. */
static char *
whose(const char *name)
{
	static const char prefix[] = "cdclab/";
	size_t n = sizeof(prefix) - 1;

	return strncmp(name, prefix, n)
		? NULL
		: mem_strndup(name + n, strcspn(name + n, "/"));
}

static void
tell(const struct flink_job *job, const char *state, struct emitter *out)
{
	char *lesson = whose(job->name);

	emit(out,
		(struct event){ .kind = EV_JOB,
			.subject = job->id,
			.name = job->name,
			.state = state,
			.whose = lesson });
	free(lesson);
}

static void
tell_all(const struct flink_jobs *jobs, struct emitter *out)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (is_worth_telling(&jobs->jobs[i]))
			tell(&jobs->jobs[i], jobs->jobs[i].state, out);
}

static void *
ask(void *arg)
{
	struct jobs *jobs = arg;

	if (stack_process(jobs->stack, "flink", NULL, jobs->ctl) ==
		PROCESS_ALIVE)
		list(jobs->stack, &jobs->found, jobs->ctl);
	return NULL;
}

void
jobs_ask(struct jobs *jobs, struct stack *stack, const struct ctl *ctl)
{
	*jobs = (struct jobs){ .stack = stack, .ctl = ctl };
	jobs->started = pthread_create(&jobs->thread, NULL, ask, jobs) == 0;
	if (!jobs->started)
		ask(jobs);
}

void
jobs_tell(struct jobs *jobs, struct emitter *out)
{
	if (jobs->started)
		pthread_join(jobs->thread, NULL);
	tell_all(&jobs->found, out);
	flink_jobs_release(&jobs->found);
}

/* NULL: it was not there. */
static const struct flink_job *
find(const struct flink_jobs *jobs, const char *id)
{
	for (size_t i = 0; i < jobs->n; i++)
		if (!strcmp(jobs->jobs[i].id, id))
			return &jobs->jobs[i];
	return NULL;
}

/* What is of no more use: ended, or the cluster knows nothing of it. */
static bool
tell_ends(const struct flink_jobs *now, const struct flink_jobs *seen,
	struct emitter *out)
{
	bool any = false;

	for (size_t i = 0; i < seen->n; i++) {
		const struct flink_job *was = &seen->jobs[i];
		const struct flink_job *job = find(now, was->id);

		if (job && (is_worth_telling(job) || !is_worth_telling(was)))
			continue;
		tell(was, job ? job->state : "gone", out);
		any = true;
	}
	return any;
}

static bool
is_new(const struct flink_job *job, const struct flink_jobs *seen)
{
	const struct flink_job *was = find(seen, job->id);

	return is_worth_telling(job) &&
		(!was || strcmp(was->state, job->state) != 0);
}

/* Ends come first: a job that lives may have the name of one that does not. */
void
jobs_tell_news(struct stack *stack, struct flink_jobs *seen,
	struct emitter *out, const struct ctl *ctl)
{
	struct flink_jobs now = { 0 };
	bool news;

	if (!list(stack, &now, ctl))
		return;
	news = tell_ends(&now, seen, out);
	for (size_t i = 0; i < now.n && !news; i++)
		news = is_new(&now.jobs[i], seen);
	if (news)
		tell_all(&now, out);
	flink_jobs_release(seen);
	*seen = now;
}

void
jobs_cancel(struct stack *stack, const struct ctl *ctl)
{
	const struct endpoint *at = stack_endpoint(stack, "flink");
	struct ctl limit = ctl_within(ctl, CANCEL_MS);
	struct flink_jobs jobs = { 0 };
	struct err ignored = { 0 };

	if (stack_process(stack, "flink", NULL, ctl) == PROCESS_ALIVE)
		list(stack, &jobs, &limit);
	for (size_t i = 0; i < jobs.n; i++)
		if (!flink_job_is_over(&jobs.jobs[i]))
			flink_cancel(at, jobs.jobs[i].id, &limit, &ignored);
	flink_jobs_release(&jobs);
}
