#include "config.h"

#include "engine/class/told.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg_json.h"
#include "common/event/event.h"
#include "engine/class/record.h"

#define REDS_MAX 20 /* at once; a body has to fit into a record */

void
told_begin(struct told *told, const json_t *checks)
{
	json_t *id;
	size_t i;

	json_array_foreach(checks, i, id)
	{
		if (json_is_string(id))
			lab_state_add(&told->lab, true, json_string_value(id))
				->listed = true;
	}
}

void
told_event(struct told *told, const struct event *ev, bool old)
{
	lab_state_event(&told->lab, ev);
	if (!old)
		history_event(&told->history, ev);
}

void
told_release(struct told *told)
{
	lab_state_release(&told->lab);
	history_release(&told->history);
}

bool
told_counts(const struct event *ev)
{
	static const bool counts[EV_COUNT] = {
		[EV_STEP_DONE] = true,
		[EV_STEP_FAIL] = true,
		[EV_STEP_UNDONE] = true,
		[EV_CHECK_PASS] = true,
		[EV_CHECK_FAIL] = true,
		[EV_LAB_RESET] = true,
	};

	return counts[ev->kind];
}

static long long
ago(int64_t now_ms, int64_t then_ms)
{
	return then_ms && then_ms < now_ms ? now_ms - then_ms : 0;
}

/* Words of a server could look like a place in a format. */
static const char *
cause_of(const struct event *ev)
{
	return ev->cause && class_text_is_plain(ev->cause) ? ev->cause : NULL;
}

/* Without what is only for the learner's own eyes. */
char *
told_event_body(const struct event *ev, int64_t now_ms)
{
	struct event out = { .kind = ev->kind,
		.subject = ev->subject,
		.state = ev->state,
		.layer = ev->layer,
		.service = ev->service,
		.cause = cause_of(ev),
		.explain = ev->explain };
	struct buf line = { 0 };
	char *body;

	event_encode(&out, &line);
	body = mem_printf("{\"ago\":%lld,\"event\":%.*s}",
		ago(now_ms, ev->wall_ms), (int)line.len - 1, line.data);
	buf_release(&line);
	return body;
}

/* -- how far he is -------------------------------------------------------- */

static json_t *
ids_json(const struct lab_state *lab)
{
	json_t *ids = json_array();

	for (size_t i = 0; i < lab->nitem; i++)
		if (lab->items[i]->listed)
			json_array_append_new(
				ids, json_string(lab->items[i]->id));
	return ids;
}

static json_t *
earned_json(const struct lab_state *lab, int64_t now_ms)
{
	json_t *out = json_array();

	for (size_t i = 0; i < lab->nitem; i++) {
		const struct lab_item *item = lab->items[i];
		json_t *one;

		if (!item->listed || !item->earned)
			continue;
		one = json_object();
		json_object_set_new(one, "check", json_string(item->id));
		json_set_int(one, "ago", ago(now_ms, item->earned_ms));
		json_array_append_new(out, one);
	}
	return out;
}

static void
set_message(json_t *o, const char *key, const char *message)
{
	if (message)
		json_object_set_new(o, key, msg_json(message));
}

static json_t *
one_red_json(const struct history_red *red, int64_t now_ms)
{
	json_t *o = json_object();

	json_object_set_new(o, "item", json_string(red->id));
	json_set_int(o, "since", ago(now_ms, red->from_ms));
	json_set_int(o, "last", ago(now_ms, red->to_ms));
	json_set_int(o, "times", red->times);
	set_message(o, "layer", red->failure->layer);
	set_message(o, "at", red->failure->service);
	set_message(o, "cause", cause_of(red->failure));
	set_message(o, "explain", red->failure->explain);
	return o;
}

/* What is red by the one fold; since when and how often by the history. */
static json_t *
red_json(const struct told *told, int64_t now_ms)
{
	const struct history *h = &told->history;
	json_t *out = json_array();

	for (size_t i = h->nred; i && json_array_size(out) < REDS_MAX; i--) {
		const struct history_red *red = &h->reds[i - 1];
		const struct lab_item *item =
			lab_state_find(&told->lab, red->is_check, red->id);

		if (item && item->red && !red->healed_ms && !red->became)
			json_array_append_new(out, one_red_json(red, now_ms));
	}
	return out;
}

static json_t *
head_json(long long seq, const char *as)
{
	json_t *o = json_object();

	json_set_int(o, "seq", seq);
	json_object_set_new(o, "name", json_string(as));
	return o;
}

static char *
print(json_t *o)
{
	char *text = json_line(o);

	json_decref(o);
	return text;
}

char *
told_state_body(const struct told *told, long long seq, const char *as,
	int64_t hand_ms, int64_t now_ms)
{
	json_t *o = head_json(seq, as);

	json_object_set_new(o, "checks", ids_json(&told->lab));
	json_object_set_new(o, "earned", earned_json(&told->lab, now_ms));
	json_object_set_new(o, "red", red_json(told, now_ms));
	if (hand_ms)
		json_set_int(o, "hand", ago(now_ms, hand_ms));
	return print(o);
}

char *
told_farewell_body(long long seq, const char *as)
{
	json_t *o = head_json(seq, as);

	json_object_set_new(o, "left", json_true());
	return print(o);
}
