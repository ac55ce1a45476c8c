/* What is asked of a lab's steps and checks. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/base/json.h"
#include "common/course/lab.h"

static void
each_deed(const struct lab_step *deeds, size_t n, const char *where,
	lab_deed_fn fn, void *ctx)
{
	char path[100]; /* where, and 22 for the index */

	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s[%zu]", where, i);
		fn(ctx, path, &deeds[i]);
	}
}

void
lab_each_deed(const struct lab *lab, lab_deed_fn fn, void *ctx)
{
	char where[60];

	for (size_t i = 0; i < lab->ncheck; i++) {
		const struct lab_drill *drill = lab_fault_of(&lab->checks[i]);
		const char *in = lab->checks[i].drill ? "" : ".fault";

		if (!drill)
			continue;
		snprintf(where, sizeof(where), "checks[%zu]%s.break", i, in);
		each_deed(drill->breaks, drill->nbreak, where, fn, ctx);
		snprintf(where, sizeof(where), "checks[%zu]%s.solution", i, in);
		each_deed(drill->solution, drill->nsolution, where, fn, ctx);
	}
}

/* Who gets each expectation. */
struct expectation_walk {
	lab_expectation_fn fn;
	void *ctx;
};

static void
each_of(const struct expectation_walk *w, const json_t *list, const char *where,
	int within_ms)
{
	const json_t *expect;
	char path[100];
	size_t i;

	json_array_foreach(list, i, expect)
	{
		snprintf(path, sizeof(path), "%s[%zu]", where, i);
		w->fn(w->ctx, path, expect, within_ms);
	}
}

static void
each_awaited(void *ctx, const char *path, const struct lab_step *step)
{
	char where[90];

	snprintf(where, sizeof(where), "%s.wait", path);
	each_of(ctx, json_object_get(step->run, "wait"), where,
		step->within_ms);
}

void
lab_each_expectation(const struct lab *lab, lab_expectation_fn fn, void *ctx)
{
	struct expectation_walk w = { fn, ctx };
	char path[60];

	for (size_t i = 0; i < lab->ncheck; i++) {
		snprintf(path, sizeof(path), "checks[%zu].expect", i);
		each_of(&w, lab->checks[i].expect, path,
			lab->checks[i].within_ms);
	}
	for (size_t i = 0; i < lab->nstep; i++) {
		snprintf(path, sizeof(path), "steps[%zu].run", i);
		each_awaited(&w, path, &lab->steps[i]);
	}
	lab_each_deed(lab, each_awaited, &w);
}

int
lab_step_index(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->nstep; i++)
		if (!strcmp(lab->steps[i].id, id))
			return (int)i;
	return -1;
}

int
lab_check_index(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->ncheck; i++)
		if (!strcmp(lab->checks[i].id, id))
			return (int)i;
	return -1;
}

int
lab_part_index(const struct lab *lab, const char *id)
{
	int step = lab_step_index(lab, id), check = lab_check_index(lab, id);

	return step < 0 && check >= 0 ? (int)lab->nstep + check : step;
}

const size_t *
lab_needs(const struct lab *lab, size_t part, size_t *n)
{
	if (part < lab->nstep) {
		*n = lab->steps[part].nneed;
		return lab->steps[part].needs;
	}
	*n = lab->checks[part - lab->nstep].nneed;
	return lab->checks[part - lab->nstep].needs;
}

/* n: how many are there already, which are not taken again. */
static size_t
add_needs(const struct lab *lab, size_t part, size_t *parts, size_t n)
{
	size_t nneed;
	const size_t *needs = lab_needs(lab, part, &nneed);

	for (size_t i = 0; i < n; i++)
		if (parts[i] == part)
			return n;
	for (size_t i = 0; i < nneed; i++)
		n = add_needs(lab, needs[i], parts, n);
	parts[n] = part;
	return n + 1;
}

size_t
lab_needs_all(const struct lab *lab, size_t part, size_t *parts)
{
	return add_needs(lab, part, parts, 0);
}

const struct lab_step *
lab_job_step(const struct lab *lab, const char *job)
{
	for (size_t i = 0; i < lab->nstep; i++) {
		const char *id = json_str(lab->steps[i].run, "job", NULL);

		if (id && (!job || !strcmp(id, job)))
			return &lab->steps[i];
	}
	return NULL;
}

bool
lab_step_goes_on(const struct lab_step *step)
{
	return json_object_get(step->run, "connector") ||
		json_object_get(step->run, "job");
}

bool
lab_has_block(const json_t *value, const char *block)
{
	const char *key;
	json_t *one;
	size_t i;

	if (!strcmp(json_str(value, "block", ""), block))
		return true;
	json_array_foreach(value, i, one)
	{
		if (lab_has_block(one, block))
			return true;
	}
	json_object_foreach((json_t *)(uintptr_t)value, key, one)
	{
		if (lab_has_block(one, block))
			return true;
	}
	return false;
}
