#include "config.h"

#include "common/course/lab_proof.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "common/course/lab_refs.h"

/* A plan that is being made. */
struct planning {
	struct lab_proof *proof;
	const struct lab *lab;
	bool (*has_undo)(const struct lab_step *step);
	bool **claims; /* of each check, of each step */
};

/* -- who depends on whom ---------------------------------------------------- */

void
lab_mark_behind(const struct lab *lab, bool *parts)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < lab->nstep + lab->ncheck; i++) {
			size_t n;
			const size_t *needs = lab_needs(lab, i, &n);

			for (size_t k = 0; k < n && !parts[i]; k++)
				more |= parts[i] = parts[needs[k]];
		}
	}
}

/* A name that a check's expectations work on: does an undone step, too? */
struct shared {
	const struct lab *lab;
	const bool *undone;
	enum lab_ref ref; /* that is being looked for */
	const char *name;
	bool found;
};

static void
compare(void *ctx, enum lab_ref ref, const char *name)
{
	struct shared *s = ctx;

	s->found |= ref == s->ref && !strcmp(name, s->name);
}

static bool
deletes(const struct lab_step *step, const char *topic)
{
	const json_t *undo;
	const char *pattern;
	size_t i;

	json_array_foreach(step->undo, i, undo)
	{
		const json_t *list = json_object_get(undo, "topics-delete");

		for (size_t k = 0; (pattern = lab_name_at(list, k)); k++)
			if (fnmatch(pattern, topic, 0) == 0)
				return true;
	}
	return false;
}

static void
look_among_steps(void *ctx, enum lab_ref ref, const char *name)
{
	struct shared *s = ctx;

	s->ref = ref;
	s->name = name;
	for (size_t i = 0; ref != REF_SERVICE && i < s->lab->nstep; i++) {
		const struct lab_step *step = &s->lab->steps[i];

		if (!s->undone[i])
			continue;
		lab_refs_each(s->lab->root, step->run, compare, s);
		lab_refs_each(s->lab->root, step->undo, compare, s);
		s->found |= ref == REF_TOPIC && deletes(step, name);
	}
}

/* Does a check work on a connector, a job or a topic of the undone steps? */
static bool
shares(const struct lab *lab, const struct lab_check *check, const bool *undone)
{
	struct shared s = { .lab = lab, .undone = undone };

	lab_refs_each(lab->root, check->expect, look_among_steps, &s);
	return s.found;
}

/* -- what a check claims ---------------------------------------------------- */

/* The nearest steps that can be undone; false: there is none. */
static bool
claim(const struct planning *p, bool *claims, size_t part)
{
	const struct lab *lab = p->lab;
	size_t n;
	const size_t *needs = lab_needs(lab, part, &n);
	bool any = false;

	if (part < lab->nstep && p->has_undo(&lab->steps[part]))
		return claims[part] = true;
	for (size_t i = 0; i < n; i++)
		any |= claim(p, claims, needs[i]);
	return any;
}

static void
claim_all(struct planning *p, size_t check)
{
	const struct lab_check *c = &p->lab->checks[check];

	p->claims[check] = mem_alloc(p->lab->nstep + 1);
	if (c->drill)
		return; /* it is tried, and not asked */
	if (!c->nneed)
		p->proof->unproved[check] = "";
	for (size_t i = 0; i < c->nneed; i++)
		if (!claim(p, p->claims[check], c->needs[i]))
			p->proof->unproved[check] =
				p->lab->steps[c->needs[i]].id;
}

/* -- the trials ------------------------------------------------------------- */

static bool
is_claimed(const struct planning *p, size_t step)
{
	for (size_t i = 0; i < p->lab->ncheck; i++)
		if (p->claims[i][step])
			return true;
	return false;
}

static void
add_trial(struct planning *p, size_t step)
{
	const struct lab *lab = p->lab;
	struct lab_proof *proof = p->proof;
	struct lab_trial *trial;

	proof->trials =
		mem_more(proof->trials, proof->ntrial, sizeof(*proof->trials));
	trial = &proof->trials[proof->ntrial++];
	*trial = (struct lab_trial){ .step = step,
		.undone = mem_alloc(lab->nstep + lab->ncheck),
		.wants = mem_alloc((lab->ncheck + 1) * sizeof(*trial->wants)) };
	trial->undone[step] = true;
	lab_mark_behind(lab, trial->undone);
	for (size_t i = 0; i < lab->ncheck; i++)
		trial->wants[i] = p->claims[i][step] ? WANT_RED
			: lab->checks[i].drill ||
				trial->undone[lab->nstep + i] ||
				shares(lab, &lab->checks[i], trial->undone)
			? WANT_NOTHING
			: WANT_GREEN;
}

void
lab_proof_plan(struct lab_proof *proof, const struct lab *lab,
	bool (*has_undo)(const struct lab_step *step))
{
	struct planning p = { .proof = proof,
		.lab = lab,
		.has_undo = has_undo,
		.claims = mem_alloc((lab->ncheck + 1) * sizeof(*p.claims)) };

	*proof = (struct lab_proof){ .ncheck = lab->ncheck,
		.unproved = mem_alloc(
			(lab->ncheck + 1) * sizeof(*proof->unproved)) };
	for (size_t i = 0; i < lab->ncheck; i++)
		claim_all(&p, i);
	for (size_t i = 0; i < lab->nstep; i++)
		if (is_claimed(&p, i))
			add_trial(&p, i);
	for (size_t i = 0; i < lab->ncheck; i++)
		free(p.claims[i]);
	free(p.claims);
}

void
lab_proof_release(struct lab_proof *proof)
{
	for (size_t i = 0; i < proof->ntrial; i++) {
		free(proof->trials[i].undone);
		free(proof->trials[i].wants);
	}
	free(proof->trials);
	free(proof->unproved);
	*proof = (struct lab_proof){ 0 };
}
