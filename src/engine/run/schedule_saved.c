/* Blocks that a learner has edited: what runs them, and what depends on that. */
#include "config.h"

#include "engine/run/schedule.h"

#include <string.h>

#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/run/schedule_parts.h"
#include "engine/world/world.h"

/* Does the part need one that is wanted, directly? */
static bool
needs_wanted(const struct schedule *s, size_t part)
{
	size_t n;
	const size_t *needs = lab_needs(s->world->lab, part, &n);

	for (size_t i = 0; i < n; i++)
		if (s->parts[needs[i]].wanted)
			return true;
	return false;
}

/* A drill is begun by the learner alone. */
static bool
may_run(const struct part *p)
{
	return p->step || !p->check->drill;
}

static void
want_dependents(struct schedule *s)
{
	bool more;

	do {
		more = false;
		for (size_t i = 0; i < s->npart; i++) {
			struct part *p = &s->parts[i];

			if (p->wanted || !may_run(p) || !needs_wanted(s, i))
				continue;
			p->wanted = more = true;
		}
	} while (more);
}

/* The parts that have the block itself; false: there are none. */
static bool
want_users(struct schedule *s, const char *block)
{
	bool found = false;

	for (size_t i = 0; i < s->npart; i++) {
		struct part *p = &s->parts[i];

		if (!may_run(p) ||
			!lab_has_block(
				p->step ? p->step->run : p->check->expect,
				block))
			continue;
		p->wanted = p->again = found = true;
	}
	return found;
}

static int
nobody_runs(const char *block, struct err *err)
{
	return err_set(err, ERR_USAGE, "no step and no check runs %s", block);
}

int
schedule_saved(const struct world *world, const char *const *blocks, size_t n,
	const struct ctl *ctl, struct err *err)
{
	struct schedule s;
	bool found = false;
	int rc;

	parts_init(&s, world, ctl);
	s.with_steps = true;
	for (size_t i = 0; i < n; i++)
		found |= want_users(&s, blocks[i]);
	want_dependents(&s);
	for (size_t i = 0; i < s.npart; i++)
		if (s.parts[i].wanted) {
			s.parts[i].wanted = false;
			part_want(&s, i);
		}
	rc = found ? parts_run(&s, err) : nobody_runs(n ? blocks[0] : "", err);
	parts_release(&s);
	return rc;
}
