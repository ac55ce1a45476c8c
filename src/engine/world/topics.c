#include "config.h"

#include "engine/world/topics.h"

#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/course/lab_refs.h"
#include "common/event/event.h"
#include "common/event/lab_state.h"
#include "engine/client/topic_id.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LOOK_MS 500 /* a healthy broker needs some 5 */
#define WHEN 16

/* What there is, and what there was. */
struct topics_view {
	const struct world *world;
	struct topic_ids now;
	struct lab_state before;
	bool forget;
	struct buf *out;
};

/* false: the broker does not say. */
static bool
view_open(struct topics_view *view, const struct ctl *ctl)
{
	struct ctl look = ctl_within(ctl, LOOK_MS);
	struct err ignored = { 0 };

	if (!view->world->journal ||
		topic_ids_get(world_endpoint(view->world, "kafka"), &view->now,
			&look, &ignored) < 0)
		return false;
	lab_state_load(&view->before, view->world->journal, &ignored);
	return true;
}

static void
view_release(struct topics_view *view)
{
	topic_ids_release(&view->now);
	lab_state_release(&view->before);
}

static void
tell_topic(struct topics_view *view, const char *name, const char *state,
	const char *id, const char *cause)
{
	struct event ev = { .kind = EV_TOPIC,
		.subject = name,
		.state = state,
		.text = id,
		.cause = cause };

	emit(view->world->out, ev);
	lab_state_event(&view->before, &ev); /* a lab may name it twice */
}

static void
say_again(struct buf *out, const char *name, int64_t before_ms)
{
	char when[WHEN];

	clock_text(when, WHEN, false, before_ms);
	msg_add(out,
		"the topic %s was deleted and recreated after %s; its earlier "
		"records are gone",
		name, when);
}

static void
hold_topic(void *ctx, enum lab_ref ref, const char *name)
{
	struct topics_view *view = ctx;
	const struct lab_topic *was = lab_state_topic(&view->before, name);
	const char *id = topic_id_of(&view->now, name);
	struct buf cause = { 0 };

	if (ref != REF_TOPIC)
		return;
	if (!was && id) {
		tell_topic(view, name, "there", id, NULL);
	} else if (was && id && strcmp(was->id, id) != 0) {
		say_again(&cause, name, was->since_ms);
		tell_topic(view, name, "again", id, buf_str(&cause));
	} else if (was && !id && view->forget) {
		tell_topic(view, name, "gone", NULL, NULL);
	}
	buf_release(&cause);
}

void
topics_look(const struct world *world, bool forget, const struct ctl *ctl)
{
	struct topics_view view = { .world = world, .forget = forget };

	const struct lab *lab = world->lab;
	bool asked = view_open(&view, ctl);

	for (size_t i = 0; asked && i < lab->nstep; i++)
		lab_refs_each(lab->root, lab->steps[i].run, hold_topic, &view);
	for (size_t i = 0; asked && i < lab->ncheck; i++)
		lab_refs_each(
			lab->root, lab->checks[i].expect, hold_topic, &view);
	view_release(&view);
}

static void
say_topic(void *ctx, enum lab_ref ref, const char *name)
{
	struct topics_view *view = ctx;
	const struct lab_topic *was = lab_state_topic(&view->before, name);
	const char *id = topic_id_of(&view->now, name);
	struct buf text = { 0 };
	char when[WHEN];

	if (ref != REF_TOPIC || !was)
		return;
	if (!id) {
		clock_text(when, WHEN, false, was->since_ms);
		msg_add(&text, "the topic %s was deleted after %s", name, when);
	} else if (strcmp(was->id, id) != 0) {
		say_again(&text, name, was->since_ms);
	} else if (was->before_ms) {
		say_again(&text, name, was->before_ms);
	}
	if (text.len && !strstr(buf_str(view->out), buf_str(&text)))
		buf_addf(view->out, "%s%s", view->out->len ? "; " : "",
			buf_str(&text));
	buf_release(&text);
}

void
topics_say(const struct world *world, const json_t *value, struct buf *out,
	const struct ctl *ctl)
{
	struct topics_view view = { .world = world, .out = out };

	if (view_open(&view, ctl))
		lab_refs_each(world->lab->root, value, say_topic, &view);
	view_release(&view);
}
