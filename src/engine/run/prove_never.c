/* A row that must not arrive: proved by later ones that do, and by counting. */
#include "config.h"

#include "engine/run/prove.h"

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/diagnose/failure.h"
#include "engine/flow/wait.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define BEHIND_MOST (TRACER_FLOWS - 1)

static struct leg
leg_to(const struct lab_flow *flow, const char *topic)
{
	int goal = lab_flow_hop(flow, topic);

	return (struct leg){ .flow = flow,
		.goal = goal < 0 ? flow->nhop - 1 : (size_t)goal };
}

/* First the row that must not come: what is written behind it proves that. */
static int
never_legs(const struct check_run *run, const json_t *expect,
	struct leg legs[TRACER_FLOWS])
{
	const struct lab *lab = run->world->lab;
	const json_t *behind = json_object_get(expect, "behind");
	const char *topic = json_str(expect, "reaches", ""), *name;
	int n = 0;

	legs[n] =
		leg_to(lab_flow_of(lab, json_str(expect, "never", "")), topic);
	legs[n++].never = true;
	while (n <= BEHIND_MOST && (name = lab_name_at(behind, (size_t)n - 1)))
		legs[n++] = leg_to(lab_flow_of(lab, name), topic);
	return n;
}

/*
 * Twice: order holds within a partition only, so the second row says that all
 * which was sent together with the first one is there. Then all that stands in
 * the topic is read.
 */
static int
never_comes(struct wait *w, const char *topic)
{
	if (wait_open(w) < 0)
		return -1;
	for (int round = 0; round < 2; round++)
		if (wait_send(w) < 0 || wait_goal(w) < 0)
			return -1;
	return wait_read(w, topic);
}

int
prove_never(struct check_run *run, const json_t *expect)
{
	const char *topic = json_str(expect, "reaches", "");
	struct leg legs[TRACER_FLOWS];
	int n = never_legs(run, expect, legs);
	struct wait *w = check_wait(run, legs, n);
	int rc = never_comes(w, topic);

	if (rc < 0 && w->tracer.n)
		wait_probe(w, &w->tracer.traces[0]);
	if (rc < 0)
		return -1;
	buf_adds(&run->evidence, run->evidence.len ? "; " : "");
	msg_add(&run->evidence,
		"2 rows of %s are not in %s; %d rows written behind them have "
		"arrived",
		json_str(expect, "never", ""), topic, w->tracer.n - 2);
	return 0;
}
