#include "config.h"

#include "reader/report/tally.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/port.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "reader/report/service.h"

#define OUTPUT_MAX 32768 /* bytes of a step's output that are kept */

static const char *const state_names[] = {
	[ITEM_WAITING] = "not run",
	[ITEM_RUNNING] = "unfinished",
	[ITEM_PASS] = "pass",
	[ITEM_ALREADY] = "already",
	[ITEM_UNDONE] = "undone",
	[ITEM_FAIL] = "fail",
	[ITEM_SKIP] = "skip",
};

static bool
about_step(const struct event *ev)
{
	return ev->kind >= EV_STEP_START && ev->kind <= EV_STEP_UNDONE;
}

static bool
about_check(const struct event *ev)
{
	return ev->kind >= EV_CHECK_START && ev->kind <= EV_HOP;
}

struct tally_item *
tally_add(struct tally *t, bool is_check, const char *id, const char *title)
{
	struct tally_item **items = is_check ? &t->checks : &t->steps;
	size_t *n = is_check ? &t->ncheck : &t->nstep;
	struct tally_item *item;

	*items = mem_more(*items, *n, sizeof(**items));
	item = &(*items)[(*n)++];
	*item = (struct tally_item){ .id = mem_strdup(id),
		.title = title ? mem_strdup(title) : NULL };
	return item;
}

static struct tally_item *
find(struct tally_item *items, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(items[i].id, id))
			return &items[i];
	return NULL;
}

struct tally_item *
tally_find(const struct tally *t, const struct event *ev)
{
	if (!ev->subject)
		return NULL;
	if (about_step(ev))
		return find(t->steps, t->nstep, ev->subject);
	if (about_check(ev))
		return find(t->checks, t->ncheck, ev->subject);
	return NULL;
}

static void
keep(char **to, const char *s)
{
	free(*to);
	*to = s ? mem_strdup(s) : NULL;
}

/* Its command is for where the server is. */
static void
keep_hint(char **to, const struct event *ev, enum lang lang)
{
	char *hint = explain_try(ev, (int)lang);

	free(*to);
	*to = port_text(hint);
	free(hint);
}

/* The oldest lines make room. */
static void
keep_line(struct buf *b, const char *text)
{
	if (!text)
		return;
	buf_adds(b, text);
	buf_addc(b, '\n');
	while (b->len > OUTPUT_MAX) {
		char *end = memchr(b->data, '\n', b->len - 1);

		buf_drop(b, end ? (size_t)(end - b->data) + 1 : b->len / 2);
	}
}

static void
finish(struct tally *t, struct tally_item *item, enum item_state state,
	const struct event *ev)
{
	item->state = state;
	item->end_ms = ev->ms;
	keep(&item->text, ev->text);
	keep(&item->layer, ev->layer);
	keep(&item->service, ev->service);
	keep(&item->cause, ev->cause);
	keep_hint(&item->hint, ev, t->lang);
	if (!item->hint && item->advice && state == ITEM_FAIL)
		item->hint = mem_strdup(item->advice);
	keep(&item->probe, ev->probe);
}

static void
start(struct tally_item *item, const struct event *ev)
{
	item->state = ITEM_RUNNING;
	item->begin_ms = ev->ms;
}

static void
condition(struct tally_item *item, const struct event *ev)
{
	bool pass = ev->state && !strcmp(ev->state, "pass");
	char *line = mem_printf(
		"%s %s", pass ? "[x]" : "[ ]", ev->text ? ev->text : "");

	keep_line(&item->output, line);
	free(line);
}

static enum item_state
done_state(const struct event *ev)
{
	return ev->state && !strcmp(ev->state, "already") ? ITEM_ALREADY
							  : ITEM_PASS;
}

static void
item_apply(struct tally *t, struct tally_item *item, const struct event *ev)
{
	int kind = (int)ev->kind;

	if (kind == EV_STEP_START || kind == EV_CHECK_START)
		start(item, ev);
	else if (kind == EV_STEP_OUTPUT)
		keep_line(&item->output, ev->text);
	else if (kind == EV_CHECK_CONDITION)
		condition(item, ev);
	else if (kind == EV_STEP_DONE)
		finish(t, item, done_state(ev), ev);
	else if (kind == EV_STEP_UNDONE)
		finish(t, item, ITEM_UNDONE, ev);
	else if (kind == EV_STEP_SKIP)
		finish(t, item, ITEM_SKIP, ev);
	else if (kind == EV_CHECK_PASS)
		finish(t, item, ITEM_PASS, ev);
	else if (kind == EV_STEP_FAIL || kind == EV_CHECK_FAIL)
		finish(t, item, ITEM_FAIL, ev);
}

/* text is "file:line: " where a file is at fault. */
static void
end_cause(struct tally *t, const struct event *ev)
{
	free(t->cause);
	t->cause = ev->cause
		? mem_printf("%s%s", ev->text ? ev->text : "", ev->cause)
		: NULL;
}

void
tally_apply(struct tally *t, const struct event *ev)
{
	struct tally_item *item = tally_find(t, ev);

	if (ev->kind == EV_END) {
		t->ended = true;
		t->exit = ev->exit;
		end_cause(t, ev);
		keep_hint(&t->hint, ev, t->lang);
	}
	if (ev->kind == EV_SERVICE) {
		t->nservice++;
		t->nrunning += service_state_is_up(ev->state);
	}
	if (!item && ev->subject && (about_step(ev) || about_check(ev)))
		item = tally_add(t, about_check(ev), ev->subject, NULL);
	if (item)
		item_apply(t, item, ev);
}

static bool
counts(const struct tally_item *check)
{
	return !check->optional &&
		(check->expected || check->state != ITEM_WAITING);
}

size_t
tally_asked(const struct tally *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->ncheck; i++)
		n += counts(&t->checks[i]);
	return n;
}

size_t
tally_passed(const struct tally *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->ncheck; i++)
		n += counts(&t->checks[i]) && t->checks[i].state == ITEM_PASS;
	return n;
}

bool
item_is_good(const struct tally_item *item)
{
	return item->state == ITEM_PASS || item->state == ITEM_ALREADY ||
		item->state == ITEM_UNDONE;
}

static bool
steps_are_good(const struct tally *t)
{
	for (size_t i = 0; i < t->nstep; i++) {
		const struct tally_item *step = &t->steps[i];

		if (step->state == ITEM_FAIL ||
			(step->expected && !item_is_good(step)))
			return false;
	}
	return true;
}

int
tally_exit(const struct tally *t)
{
	if (t->exit)
		return t->exit;
	return !steps_are_good(t) || tally_passed(t) < tally_asked(t);
}

const char *
item_state_name(enum item_state state)
{
	return state_names[state];
}

int64_t
item_ms(const struct tally_item *item)
{
	return item->end_ms > item->begin_ms ? item->end_ms - item->begin_ms
					     : 0;
}

static void
items_free(struct tally_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct tally_item *item = &items[i];
		char *const owned[] = { item->id, item->title, item->layer,
			item->service, item->cause, item->hint, item->probe,
			item->advice, item->text };

		for (size_t k = 0; k < ARRAY_LEN(owned); k++)
			free(owned[k]);
		buf_release(&item->output);
	}
	free(items);
}

void
tally_release(struct tally *t)
{
	items_free(t->steps, t->nstep);
	items_free(t->checks, t->ncheck);
	free(t->cause);
	free(t->hint);
	*t = (struct tally){ 0 };
}
