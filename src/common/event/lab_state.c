#include "config.h"

#include "common/event/lab_state.h"

#include <stdlib.h>
#include <string.h>

#include "common/event/event.h"
#include "common/event/journal.h"
#include "common/event/lab_held.h"
#include "common/event/lab_topic.h"

#define OUTPUT_MAX ((size_t)32 << 10)
#define CONDITIONS_MAX 64

struct lab_item *
lab_state_add(struct lab_state *lab, bool is_check, const char *id)
{
	struct lab_item *item = mem_alloc(sizeof(*item));

	item->id = mem_strdup(id);
	item->is_check = is_check;
	lab->items = mem_more(lab->items, lab->nitem, sizeof(*lab->items));
	lab->items[lab->nitem++] = item;
	return item;
}

struct lab_item *
lab_state_find(const struct lab_state *lab, bool is_check, const char *id)
{
	for (size_t i = 0; i < lab->nitem; i++)
		if (lab->items[i]->is_check == is_check &&
			!strcmp(lab->items[i]->id, id))
			return lab->items[i];
	return NULL;
}

struct lab_item *
lab_state_about(const struct lab_state *lab, const struct event *ev)
{
	enum event_topic topic = event_topic(ev->kind);

	if (!ev->subject || (topic != TOPIC_STEP && topic != TOPIC_CHECK))
		return NULL;
	return lab_state_find(lab, topic == TOPIC_CHECK, ev->subject);
}

static void
lab_state_set(char **at, const char *s)
{
	free(*at);
	*at = s && *s ? mem_strdup(s) : NULL;
}

static void
detail_free(struct lab_detail *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->ncondition; i++)
		free(d->conditions[i].text);
	free(d->conditions);
	free(d->wait);
	buf_release(&d->output);
	free(d);
}

static struct lab_detail *
detail_of(struct lab_item *item)
{
	if (!item->detail)
		item->detail = mem_alloc(sizeof(*item->detail));
	return item->detail;
}

/* What was said of an earlier try means nothing for the next one. */
static void
forget(struct lab_item *item)
{
	detail_free(item->detail);
	item->detail = NULL;
	free(item->end);
	item->end = NULL;
}

static void
stop_waiting(struct lab_item *item)
{
	if (!item->detail)
		return;
	lab_state_set(&item->detail->wait, NULL);
	item->detail->wait_end_ms = 0;
}

/* The oldest lines make room. */
static void
lab_state_add_line(
	struct lab_state *lab, struct lab_item *item, const char *text)
{
	size_t max = lab->output_max ? lab->output_max : OUTPUT_MAX, cut;
	struct lab_detail *d;
	const char *end;

	if (lab->keep < KEEP_OUTPUT || !text)
		return;
	d = detail_of(item);
	buf_adds(&d->output, text);
	buf_addc(&d->output, '\n');
	if (d->output.len <= max)
		return;
	cut = d->output.len - max / 2;
	end = memchr(d->output.data + cut, '\n', d->output.len - cut - 1);
	if (end)
		cut = (size_t)(end - d->output.data) + 1;
	d->dropped += cut;
	buf_drop(&d->output, cut);
}

static void
lab_state_begin(
	struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	(void)lab;
	forget(item);
	item->state = ITEM_RUNNING;
	item->begin_ms = ev->ms;
}

static void
output(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	lab_state_add_line(lab, item, ev->text);
}

static void
hop(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	char *line = mem_printf("%6lld ms  %s  %s", ev->count,
		ev->state ? ev->state : "", ev->text ? ev->text : "");

	lab_state_add_line(lab, item, line);
	free(line);
}

static void
lab_state_await(
	struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	if (lab->keep < KEEP_OUTPUT)
		return;
	lab_state_set(&detail_of(item)->wait, ev->text);
	detail_of(item)->symptom = false;
	detail_of(item)->wait_end_ms = ev->total ? ev->ms + ev->total : 0;
}

static void
condition(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	struct lab_detail *d;

	if (lab->keep < KEEP_OUTPUT || !ev->text)
		return;
	d = detail_of(item);
	if (d->ncondition == CONDITIONS_MAX)
		return;
	d->conditions =
		mem_more(d->conditions, d->ncondition, sizeof(*d->conditions));
	d->conditions[d->ncondition++] =
		(struct lab_condition){ .text = mem_strdup(ev->text),
			.pass = ev->state && !strcmp(ev->state, "pass") };
}

static void
lab_state_finish(struct lab_state *lab, struct lab_item *item,
	enum item_state state, const struct event *ev)
{
	item->state = state;
	item->end_ms = ev->ms;
	lab_state_set(&item->doubt, NULL);
	stop_waiting(item);
	free(item->end);
	item->end = lab->keep < KEEP_REASONS ? NULL : event_copy(ev);
}

static void
pass(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	bool was = ev->state && !strcmp(ev->state, "already");

	lab_state_finish(lab, item, was ? ITEM_ALREADY : ITEM_PASS, ev);
	if (!item->earned)
		item->earned_ms = ev->wall_ms;
	item->earned = true;
	item->red = false;
	item->now = NOW_TRUE;
}

static void
lab_state_fail(
	struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	lab_state_finish(lab, item, ITEM_FAIL, ev);
	item->red = true;
	item->now = NOW_FALSE;
}

static void
skip(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	forget(item);
	lab_state_finish(lab, item, ITEM_SKIP, ev);
	item->now = NOW_UNASKED;
}

/* Nothing is known of it any more, and nothing earned. */
static void
take_back(struct lab_item *item)
{
	item->earned = item->red = false;
	item->earned_ms = 0;
	item->hints = 0;
	item->now = NOW_UNASKED;
	lab_state_set(&item->doubt, NULL);
}

static void
undo(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	forget(item);
	lab_state_finish(lab, item, ITEM_UNDONE, ev);
	take_back(item);
}

static void
hint(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	(void)lab;
	if (ev->count > item->hints && ev->count <= LAB_HINTS)
		item->hints = (int)ev->count;
}

/* Once the symptom shows, who repairs has so long. */
static void
drill_on(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	bool waits = ev->state &&
		(!strcmp(ev->state, "heal") || !strcmp(ev->state, "lacks"));

	if (lab->keep < KEEP_OUTPUT || item->state != ITEM_RUNNING)
		return;
	detail_of(item)->wait_end_ms = waits ? ev->ms + ev->total : 0;
	if (!ev->cause)
		return;
	lab_state_set(&detail_of(item)->wait, ev->cause);
	detail_of(item)->symptom = true;
}

/* Of a check: a proof earns nothing. */
static void
prove(struct lab_state *lab, struct lab_item *item, const struct event *ev)
{
	enum item_state state = !strcmp(ev->state ? ev->state : "", "proved")
		? ITEM_PASS
		: !strcmp(ev->state ? ev->state : "", "failed") ? ITEM_FAIL
								: ITEM_SKIP;

	forget(item);
	item->begin_ms = ev->ms - ev->count;
	lab_state_finish(lab, item, state, ev);
	item->now = NOW_UNASKED;
}

/* What an event of each kind does to the item that it is about. */
static void (*const effects[EV_COUNT])(
	struct lab_state *, struct lab_item *, const struct event *) = {
	[EV_STEP_START] = lab_state_begin,
	[EV_STEP_OUTPUT] = output,
	[EV_STEP_DONE] = pass,
	[EV_STEP_FAIL] = lab_state_fail,
	[EV_STEP_SKIP] = skip,
	[EV_STEP_UNDONE] = undo,
	[EV_CHECK_START] = lab_state_begin,
	[EV_CHECK_WAIT] = lab_state_await,
	[EV_CHECK_CONDITION] = condition,
	[EV_CHECK_PASS] = pass,
	[EV_CHECK_FAIL] = lab_state_fail,
	[EV_HINT] = hint,
	[EV_HOP] = hop,
	[EV_DRILL] = drill_on,
	[EV_PROOF_CHECK] = prove,
};

void
lab_state_take_back(struct lab_state *lab)
{
	for (size_t i = 0; i < lab->nitem; i++) {
		struct lab_item *item = lab->items[i];

		take_back(item);
		if (item->state == ITEM_UNDONE)
			continue;
		forget(item);
		item->state = ITEM_WAITING;
	}
}

void
lab_state_event(struct lab_state *lab, const struct event *ev)
{
	struct lab_item *item = lab_state_about(lab, ev);

	if (ev->wall_ms)
		lab->last_ms = ev->wall_ms;
	if (ev->kind == EV_LAB_RESET)
		lab_state_take_back(lab);
	lab_topics_event(lab, ev);
	lab_held_event(lab, ev);
	if (lab->keep >= KEEP_REASONS)
		lab_guess_event(&lab->guesses, ev);
	if (ev->kind == EV_LAB_RESET) /* who begins again is asked again */
		lab_guesses_release(&lab->guesses);
	if (ev->kind == EV_RUN_START || ev->kind == EV_END) {
		lab->ended = ev->kind == EV_END;
		lab->exit = ev->exit;
	}
	if (!effects[ev->kind] || !ev->subject)
		return;
	if (!item)
		item = lab_state_add(
			lab, event_topic(ev->kind) == TOPIC_CHECK, ev->subject);
	effects[ev->kind](lab, item, ev);
}

void
lab_state_rest(struct lab_state *lab)
{
	for (size_t i = 0; i < lab->nitem; i++) {
		struct lab_item *item = lab->items[i];

		if (item->state != ITEM_RUNNING)
			continue;
		item->state = ITEM_WAITING;
		item->now = NOW_UNASKED;
		stop_waiting(item);
	}
}

void
lab_state_age(struct lab_state *lab)
{
	for (size_t i = 0; i < lab->nitem; i++) {
		struct lab_item *item = lab->items[i];

		forget(item);
		lab_state_set(&item->doubt, NULL);
		item->state = ITEM_WAITING;
		item->now = NOW_UNASKED;
	}
}

static void
lab_state_take_record(void *ctx, const struct event *ev)
{
	lab_state_event(ctx, ev);
}

int
lab_state_load(struct lab_state *lab, const char *journal, struct err *err)
{
	int rc = journal_read(journal, lab_state_take_record, lab, err);

	lab_state_age(lab);
	return rc;
}

void
lab_item_doubt(struct lab_item *item, enum now now, const char *what)
{
	if (!item->doubt && !what)
		return;
	item->now = now;
	lab_state_set(&item->doubt, what);
}

void
lab_state_release(struct lab_state *lab)
{
	for (size_t i = 0; i < lab->nitem; i++) {
		struct lab_item *item = lab->items[i];

		forget(item);
		free(item->id);
		free(item->doubt);
		free(item->title);
		free(item->advice);
		free(item);
	}
	lab_topics_release(lab);
	lab_held_release(lab);
	lab_guesses_release(&lab->guesses);
	free(lab->items);
	*lab = (struct lab_state){ 0 };
}
