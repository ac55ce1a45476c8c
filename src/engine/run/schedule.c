#include "config.h"

#include "engine/run/schedule.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/canary.h"
#include "engine/run/check.h"
#include "engine/run/predict.h"
#include "engine/run/schedule_parts.h"
#include "engine/run/step.h"
#include "engine/world/emit.h"
#include "engine/world/topics.h"
#include "engine/world/world.h"

void
parts_init(struct schedule *s, const struct world *world, const struct ctl *ctl)
{
	const struct lab *lab = world->lab;

	*s = (struct schedule){ .world = world,
		.ctl = ctl,
		.act = step_do,
		.nstep = lab->nstep,
		.npart = lab->nstep + lab->ncheck };
	s->parts = mem_alloc(s->npart * sizeof(*s->parts));
	for (size_t i = 0; i < s->npart; i++) {
		s->parts[i].schedule = s;
		if (i < lab->nstep)
			s->parts[i].step = &lab->steps[i];
		else
			s->parts[i].check = &lab->checks[i - lab->nstep];
	}
	pthread_rwlock_init(&s->alone, NULL);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
}

void
parts_release(struct schedule *s)
{
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	pthread_rwlock_destroy(&s->alone);
	free(s->parts);
}

static void
finish(struct part *p, enum part_state state)
{
	struct schedule *s = p->schedule;

	pthread_mutex_lock(&s->lock);
	p->state = state;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}

/* Wait for a need; a cancel makes every running part end, so this ends. */
static enum part_state
await(struct schedule *s, size_t part)
{
	enum part_state state;

	pthread_mutex_lock(&s->lock);
	while (s->parts[part].state == PART_WAITS)
		pthread_cond_wait(&s->changed, &s->lock);
	state = s->parts[part].state;
	pthread_mutex_unlock(&s->lock);
	return state;
}

static const char *
part_id(const struct part *p)
{
	return p->step ? p->step->id : p->check->id;
}

/* The first need that went red, or NULL. */
static const char *
await_needs(struct schedule *s, const size_t *needs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (await(s, needs[i]) == PART_RED)
			return part_id(&s->parts[needs[i]]);
	return NULL;
}

void
part_say_step(const struct part *p, enum event_kind kind, const char *state,
	const struct failure *failure)
{
	struct event ev = {
		.kind = kind, .subject = p->step->id, .state = state
	};

	if (failure)
		failure_lend(failure, &ev);
	emit(p->schedule->world->out, ev);
}

static void
skip_step(const struct part *p, const char *need)
{
	struct failure failure = { 0 };

	failure_set(&failure, NULL, "", "it needs %s, which is red", need);
	part_say_step(p, EV_STEP_SKIP, NULL, &failure);
}

/* Which bytes were run: those of the lesson need no word. */
static void
say_edited(const struct step_run *run)
{
	const struct lab_step *step = run->step;

	if (!step->block || !world_block_edited(run->world, step->block))
		return;
	if (run->already)
		emit_output(run->world->out, step->id,
			"the edited %s did not run: the step is done already, "
			"and a reset of it undoes that",
			step->block);
	else
		emit_output(run->world->out, step->id,
			"the edited %s ran, not the lesson's block",
			step->block);
}

static bool
do_step(struct part *p)
{
	struct schedule *s = p->schedule;
	struct ctl ctl = ctl_within(s->ctl, p->step->within_ms);
	struct failure failure = { 0 };
	struct step_run run = { .world = s->world,
		.step = p->step,
		.ctl = &ctl,
		.failure = &failure,
		.again = p->again };
	size_t part = (size_t)(p - s->parts);
	struct predict *predict = NULL;
	int rc;

	part_say_step(p, EV_STEP_START, NULL, NULL);
	if (s->with_steps)
		predict = predict_begin(s->world, part, s->ctl);
	rc = s->act(&run);
	if (ctl_cancelled(s->ctl)) {
		predict_free(predict);
		return false;
	}
	say_edited(&run);
	if (rc == 0)
		part_say_step(p, EV_STEP_DONE, run.already ? "already" : "done",
			NULL);
	else
		part_say_step(p, EV_STEP_FAIL, NULL, &failure);
	predict_end(predict,
		rc < 0                ? MSG_("the step is red")
			: run.already ? MSG_("it was done before")
				      : NULL,
		s->ctl);
	return rc == 0;
}

/* Whoever counts what a step makes must not count what others do meanwhile. */
static void
enter(struct part *p)
{
	struct schedule *s = p->schedule;

	if (s->with_steps && predict_is_due(s->world, (size_t)(p - s->parts)))
		pthread_rwlock_wrlock(&s->alone);
	else
		pthread_rwlock_rdlock(&s->alone);
}

static void
leave(struct part *p)
{
	pthread_rwlock_unlock(&p->schedule->alone);
}

static void *
step_main(void *arg)
{
	struct part *p = arg;
	const char *failure =
		await_needs(p->schedule, p->step->needs, p->step->nneed);
	bool good = false;

	if (!failure)
		enter(p);
	if (failure && !ctl_cancelled(p->schedule->ctl))
		skip_step(p, failure);
	else if (!failure)
		good = do_step(p);
	if (!failure)
		leave(p);
	finish(p, good ? PART_GOOD : PART_RED);
	return NULL;
}

/* A check whose step is red is not waited for: the step's cause is its. */
static void
fail_check(const struct part *p, const char *need)
{
	struct event ev = { .kind = EV_CHECK_FAIL, .subject = p->check->id };
	struct failure failure = { 0 };

	failure_set(
		&failure, NULL, "", "the step %s that it needs is red", need);
	failure_lend(&failure, &ev);
	emit(p->schedule->world->out, ev);
}

static void *
check_main(void *arg)
{
	struct part *p = arg;
	struct schedule *s = p->schedule;
	const char *failure = NULL;
	bool good = false;

	if (s->with_steps)
		failure = await_needs(s, p->check->needs, p->check->nneed);
	if (failure && !ctl_cancelled(s->ctl))
		fail_check(p, failure);
	else if (!failure) {
		enter(p);
		good = check_ask(s->world, p->check, s->ctl) == 0;
		leave(p);
	}
	finish(p, good ? PART_GOOD : PART_RED);
	return NULL;
}

/* Others may wait for it, so it cannot be done by who starts them all. */
static void
say_no_thread(const struct part *p)
{
	struct event ev = { .kind = p->step ? EV_STEP_FAIL : EV_CHECK_FAIL,
		.subject = part_id(p) };
	struct failure failure = { 0 };

	failure_set(&failure, NULL, "", "no more threads");
	failure_lend(&failure, &ev);
	emit(p->schedule->world->out, ev);
}

/* Start the wanted parts and wait for them all; what is not counts as good. */
static void
go(struct schedule *s)
{
	for (size_t i = 0; i < s->npart; i++)
		if (!s->parts[i].wanted)
			s->parts[i].state = PART_GOOD;
	for (size_t i = 0; i < s->npart; i++) {
		struct part *p = &s->parts[i];

		if (!p->wanted)
			continue;
		p->started = pthread_create(&p->thread, NULL,
				     p->step ? step_main : check_main, p) == 0;
		if (p->started)
			continue;
		say_no_thread(p);
		finish(p, PART_RED);
	}
	for (size_t i = 0; i < s->npart; i++)
		if (s->parts[i].started)
			pthread_join(s->parts[i].thread, NULL);
}

/* An optional check may be red: only what needs it is then red as well. */
static bool
counts_as_red(const struct part *p)
{
	return p->state == PART_RED && !(p->check && p->check->optional);
}

int
parts_verdict(const struct schedule *s, struct err *err)
{
	const struct err *broken = &s->world->out->broken;
	int rc = 0;

	if (broken->code) {
		*err = *broken;
		return -1;
	}
	if (ctl_cancelled(s->ctl))
		return ctl_check(s->ctl, err);
	for (size_t i = 0; i < s->npart; i++)
		if (counts_as_red(&s->parts[i]))
			rc = 1;
	return rc;
}

void
part_want(struct schedule *s, size_t part)
{
	size_t n;
	const size_t *needs = lab_needs(s->world->lab, part, &n);

	if (s->parts[part].wanted)
		return; /* else each way to it would be gone again */
	s->parts[part].wanted = true;
	for (size_t i = 0; i < n; i++)
		part_want(s, needs[i]);
}

int
parts_unknown(
	const struct lab *lab, bool check, const char *name, struct err *err)
{
	if (check)
		err_set(err, ERR_USAGE, "%s has no check \"%s\"", lab->lesson,
			name);
	else
		err_set(err, ERR_USAGE, "%s has no step \"%s\"", lab->lesson,
			name);
	return err_hint(err,
		"cdclab list shows the lessons, their steps and "
		"their checks");
}

/* Nobody breaks anything who did not ask for it. */
static bool
is_drill(const struct part *p)
{
	return p->check && p->check->drill;
}

int
parts_run(struct schedule *s, struct err *err)
{
	topics_look(s->world, true, s->ctl);
	go(s);
	topics_look(s->world, false, s->ctl);
	return parts_verdict(s, err);
}

int
schedule_run(const struct world *world, const char *const *names, size_t n,
	const struct ctl *ctl, struct err *err)
{
	struct schedule s;
	int rc = 0;

	parts_init(&s, world, ctl);
	s.with_steps = true;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		int step = lab_step_index(world->lab, names[i]);

		if (step < 0)
			rc = parts_unknown(world->lab, false, names[i], err);
		else
			part_want(&s, (size_t)step);
	}
	for (size_t i = 0; !n && i < s.npart; i++)
		s.parts[i].wanted = !is_drill(&s.parts[i]);
	if (rc == 0)
		rc = parts_run(&s, err);
	parts_release(&s);
	return rc;
}

static int
no_restart(const struct lab *lab, const char *name, struct err *err)
{
	err_set(err, ERR_USAGE,
		"%s runs nothing that goes on: only the steps of connectors "
		"and jobs can be restarted",
		name);
	for (size_t i = 0; i < lab->nstep; i++)
		if (lab_step_goes_on(&lab->steps[i]))
			return err_hint(err, "try %s", lab->steps[i].id);
	return -1;
}

int
schedule_restart(const struct world *world, const char *const *names, size_t n,
	const struct ctl *ctl, struct err *err)
{
	const struct lab *lab = world->lab;
	struct schedule s;
	int rc = 0;

	parts_init(&s, world, ctl);
	s.act = step_restart;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		int step = lab_step_index(lab, names[i]);

		if (step < 0)
			rc = parts_unknown(lab, false, names[i], err);
		else if (!lab_step_goes_on(&lab->steps[step]))
			rc = no_restart(lab, names[i], err);
		else
			s.parts[step].wanted = true;
	}
	for (size_t i = 0; !n && i < s.nstep; i++)
		s.parts[i].wanted = lab_step_goes_on(s.parts[i].step);
	if (rc == 0) {
		go(&s);
		rc = parts_verdict(&s, err);
	}
	parts_release(&s);
	return rc;
}

int
schedule_check(const struct world *world, const char *const *names, size_t n,
	const struct ctl *ctl, struct err *err)
{
	struct schedule s;
	int rc = 0;

	parts_init(&s, world, ctl);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		int check = lab_check_index(world->lab, names[i]);

		if (check < 0 || world->lab->checks[check].drill)
			rc = parts_unknown(world->lab, true, names[i], err);
		else
			s.parts[s.nstep + (size_t)check].wanted = true;
	}
	for (size_t i = s.nstep; !n && i < s.npart; i++)
		s.parts[i].wanted = !is_drill(&s.parts[i]);
	if (rc == 0) {
		topics_look(world, false, ctl);
		canary_sweep(world, ctl);
		go(&s);
		topics_look(world, false, ctl);
		rc = parts_verdict(&s, err);
	}
	parts_release(&s);
	return rc;
}
