#include "config.h"

#include "reader/tui/session.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/place.h"
#include "common/course/catalog.h"
#include "common/event/event.h"

#define OUTPUT_MAX ((size_t)64 << 10) /* bytes kept of what a step prints */
#define CONDITIONS_MAX 64

static void
set(char **at, const char *s)
{
	free(*at);
	*at = s && *s ? mem_strdup(s) : NULL;
}

/* What was said of an earlier try means nothing for the next one. */
static void
entry_forget(struct entry *e)
{
	set(&e->wait, NULL);
	set(&e->text, NULL);
	set(&e->layer, NULL);
	set(&e->service, NULL);
	set(&e->cause, NULL);
	set(&e->probe, NULL);
	free(e->red);
	e->red = NULL;
	for (size_t i = 0; i < e->ncondition; i++)
		free(e->conditions[i].text);
	free(e->conditions);
	e->conditions = NULL;
	e->ncondition = 0;
	e->wait_end_ms = 0;
	e->dropped = 0;
	buf_release(&e->output);
}

static void
entry_begin(struct entry *e, int64_t now_ms)
{
	entry_forget(e);
	e->live = LIVE_RUNNING;
	e->begin_ms = now_ms;
	e->took_ms = 0;
}

static void
entry_end(struct entry *e, enum live live, int64_t now_ms)
{
	if (e->live == LIVE_RUNNING)
		e->took_ms = now_ms - e->begin_ms;
	e->live = live;
	set(&e->wait, NULL);
	e->wait_end_ms = 0;
}

static void
entry_red(struct entry *e, const struct event *ev, int64_t now_ms)
{
	entry_end(e, LIVE_RED, now_ms);
	set(&e->layer, ev->layer);
	set(&e->service, ev->service);
	set(&e->cause, ev->cause);
	set(&e->probe, ev->probe);
	free(e->red);
	e->red = event_copy(ev);
}

static void
entry_output(struct entry *e, const char *text)
{
	if (!text)
		return;
	buf_adds(&e->output, text);
	buf_addc(&e->output, '\n');
	if (e->output.len > OUTPUT_MAX) {
		size_t cut = e->output.len - OUTPUT_MAX / 2;
		const char *end = strchr(e->output.data + cut, '\n');

		if (end)
			cut = (size_t)(end - e->output.data) + 1;
		e->dropped += cut;
		buf_drop(&e->output, cut);
	}
}

static void
entry_condition(struct entry *e, const struct event *ev)
{
	struct condition *c;

	if (!ev->text || e->ncondition == CONDITIONS_MAX)
		return;
	e->conditions =
		mem_more(e->conditions, e->ncondition, sizeof(*e->conditions));
	c = &e->conditions[e->ncondition++];
	c->text = mem_strdup(ev->text);
	c->pass = ev->state && !strcmp(ev->state, "pass");
}

static void
entry_hop(struct entry *e, const struct event *ev)
{
	char *line = mem_printf("%6lld ms  %s  %s", ev->count,
		ev->state ? ev->state : "", ev->text ? ev->text : "");

	entry_output(e, line);
	free(line);
}

static void
entry_event(struct entry *e, const struct event *ev, int64_t now_ms)
{
	int kind = (int)ev->kind;

	if (kind == EV_STEP_START || kind == EV_CHECK_START) {
		entry_begin(e, now_ms);
	} else if (kind == EV_STEP_OUTPUT) {
		entry_output(e, ev->text);
	} else if (kind == EV_STEP_DONE) {
		bool was = ev->state && !strcmp(ev->state, "already");

		entry_end(e, was ? LIVE_ALREADY : LIVE_DONE, now_ms);
	} else if (kind == EV_STEP_FAIL || kind == EV_CHECK_FAIL) {
		entry_red(e, ev, now_ms);
	} else if (kind == EV_STEP_SKIP) {
		entry_forget(e);
		entry_end(e, LIVE_SKIPPED, now_ms);
		set(&e->cause, ev->cause);
	} else if (kind == EV_STEP_UNDONE) {
		entry_forget(e);
		entry_end(e, LIVE_UNDONE, now_ms);
	} else if (kind == EV_CHECK_WAIT) {
		set(&e->wait, ev->text);
		e->wait_end_ms = ev->total ? now_ms + ev->total : 0;
	} else if (kind == EV_CHECK_CONDITION) {
		entry_condition(e, ev);
	} else if (kind == EV_CHECK_PASS) {
		entry_end(e, LIVE_DONE, now_ms);
		set(&e->text, ev->text);
	} else if (kind == EV_HOP) {
		entry_hop(e, ev);
	}
}

static bool
is_of_check(enum event_kind kind)
{
	return (kind >= EV_CHECK_START && kind <= EV_CHECK_FAIL) ||
		kind == EV_CANARY || kind == EV_HOP;
}

static bool
is_of_step(enum event_kind kind)
{
	return kind >= EV_STEP_START && kind <= EV_STEP_UNDONE;
}

void
session_event(struct session *session, const struct event *ev, int64_t now_ms)
{
	bool is_check = is_of_check(ev->kind);
	struct entry *e = NULL;

	if (event_is_durable(ev->kind))
		progress_apply(&session->progress, ev);
	if (ev->subject && (is_check || is_of_step(ev->kind)))
		e = session_find(session, is_check, ev->subject);
	if (e)
		entry_event(e, ev, now_ms);
	if (ev->kind == EV_LAB_RESET)
		for (size_t i = 0; i < session->nentry; i++) {
			entry_forget(&session->entries[i]);
			session->entries[i].live = LIVE_NONE;
		}
}

void
session_rest(struct session *session)
{
	for (size_t i = 0; i < session->nentry; i++) {
		struct entry *e = &session->entries[i];

		if (e->live != LIVE_RUNNING)
			continue;
		e->live = LIVE_NONE;
		set(&e->wait, NULL);
	}
}

static void
add_entry(struct session *session, bool is_check, const char *id)
{
	session->entries[session->nentry++] =
		(struct entry){ .is_check = is_check, .id = id };
}

static void
make_entries(struct session *session)
{
	const struct lab *lab = &session->lab;

	session->entries = mem_alloc(
		(lab->ncheck + lab->nstep + 1) * sizeof(*session->entries));
	for (size_t i = 0; i < lab->ncheck; i++)
		add_entry(session, true, lab->checks[i].id);
	session->ncheck = session->nentry;
	for (size_t i = 0; i < lab->nstep; i++)
		add_entry(session, false, lab->steps[i].id);
}

void
session_reload(struct session *session, const struct place *place)
{
	char *path = place_lab(place, session->lesson, "journal");
	struct err err = { 0 };

	progress_release(&session->progress);
	if (progress_load(&session->progress, path, &err) < 0 &&
		!session->lab_err.code)
		session->lab_err = err;
	free(path);
}

struct session *
session_new(const struct place *place, const struct lesson_ref *lesson)
{
	struct session *session = mem_alloc(sizeof(*session));

	session->lesson = mem_strdup(lesson->id);
	if (!lesson->lab)
		return session;
	session->has_lab = lab_load(&session->lab, lesson->lab, place->data,
				   &session->lab_err) == 0;
	if (session->has_lab) {
		make_entries(session);
		session_reload(session, place);
	}
	return session;
}

void
session_free(struct session *session)
{
	if (!session)
		return;
	for (size_t i = 0; i < session->nentry; i++)
		entry_forget(&session->entries[i]);
	free(session->entries);
	progress_release(&session->progress);
	lab_release(&session->lab);
	free(session->lesson);
	free(session);
}

struct entry *
session_find(const struct session *session, bool is_check, const char *id)
{
	for (size_t i = 0; i < session->nentry; i++)
		if (session->entries[i].is_check == is_check &&
			!strcmp(session->entries[i].id, id))
			return &session->entries[i];
	return NULL;
}

enum sign
session_sign(const struct session *session, const struct entry *entry)
{
	const struct progress_entry *p =
		progress_find(&session->progress, entry->is_check, entry->id);

	if (entry->live == LIVE_RUNNING)
		return SIGN_WAIT;
	if (p && p->mark == MARK_DONE)
		return p->red_now ? SIGN_SHAKY : SIGN_GOOD;
	if (p && p->mark == MARK_RED)
		return SIGN_RED;
	if (entry->live == LIVE_SKIPPED)
		return SIGN_SKIP;
	return SIGN_NONE;
}

struct count
session_count(const struct session *session)
{
	struct count n = { 0 };

	for (size_t i = 0; i < session->ncheck; i++) {
		const struct progress_entry *p = progress_find(
			&session->progress, true, session->entries[i].id);

		if (session->lab.checks[i].optional)
			continue;
		n.all++;
		n.earned += p && p->mark == MARK_DONE;
		n.red += p && p->red_now;
	}
	return n;
}

const char *
sign_text(enum sign sign, bool ascii)
{
	static const char *const texts[][2] = {
		[SIGN_NONE] = { "[ ]", "[ ]" },
		[SIGN_WAIT] = { "[\u2026]", "[.]" },
		[SIGN_GOOD] = { "[\u2713]", "[x]" },
		[SIGN_RED] = { "[\u2717]", "[!]" },
		[SIGN_SHAKY] = { "[\u00b1]", "[~]" },
		[SIGN_SKIP] = { "[-]", "[-]" },
	};

	return texts[sign][ascii];
}

enum style
sign_style(enum sign sign)
{
	static const enum style styles[] = {
		[SIGN_NONE] = STYLE_TEXT,
		[SIGN_WAIT] = STYLE_WAIT,
		[SIGN_GOOD] = STYLE_PASS,
		[SIGN_RED] = STYLE_FAIL,
		[SIGN_SHAKY] = STYLE_WARNING,
		[SIGN_SKIP] = STYLE_DIM,
	};

	return styles[sign];
}
