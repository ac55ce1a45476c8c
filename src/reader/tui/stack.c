#include "config.h"

#include "reader/tui/stack.h"

#include <stdlib.h>
#include <string.h>

#include "common/event/event.h"
#include "reader/tui/texts.h"

#define SERVICES_MAX 64
#define LINES_MAX ((size_t)32 << 10) /* bytes of output kept */
#define TURN_MS 1000

static const struct {
	const char *state;
	enum health health;
	enum text text; /* TEXT_COUNT: the word itself */
} states[] = {
	{ "ready", HEALTH_UP, TEXT_STATE_READY },
	{ "running", HEALTH_UP, TEXT_STATE_RUNNING },
	{ "RUNNING", HEALTH_UP, TEXT_COUNT },
	{ "pulling", HEALTH_MOVING, TEXT_STATE_PULLING },
	{ "pulled", HEALTH_DOWN, TEXT_STATE_PULLED },
	{ "building", HEALTH_MOVING, TEXT_STATE_BUILDING },
	{ "built", HEALTH_DOWN, TEXT_STATE_BUILT },
	{ "creating", HEALTH_MOVING, TEXT_STATE_CREATING },
	{ "starting", HEALTH_MOVING, TEXT_STATE_STARTING },
	{ "stopping", HEALTH_MOVING, TEXT_STATE_STOPPING },
	{ "stopped", HEALTH_DOWN, TEXT_STATE_STOPPED },
	{ "dead", HEALTH_BROKEN, TEXT_STATE_DEAD },
	{ "frozen", HEALTH_BROKEN, TEXT_STATE_FROZEN },
	{ "unknown", HEALTH_BROKEN, TEXT_STATE_UNKNOWN },
	{ "failed", HEALTH_BROKEN, TEXT_STATE_FAILED },
	{ "FAILED", HEALTH_BROKEN, TEXT_COUNT },
};

static void
set(char **at, const char *s)
{
	free(*at);
	*at = s ? mem_strdup(s) : NULL;
}

static void
told_set(struct told *told, const char *state, const char *text, long long pid)
{
	set(&told->state, state);
	set(&told->text, text);
	told->pid = pid;
}

static void
service_release(struct service *s)
{
	free(s->name);
	told_set(&s->now, NULL, NULL, 0);
	told_set(&s->live, NULL, NULL, 0);
}

static struct service *
find(const struct stack_state *stack, const char *name)
{
	for (size_t i = 0; i < stack->nservice; i++)
		if (!strcmp(stack->services[i].name, name))
			return &stack->services[i];
	return NULL;
}

static struct service *
service_of(struct stack_state *stack, const char *name)
{
	struct service *s = find(stack, name);

	if (s || stack->nservice == SERVICES_MAX)
		return s;
	stack->services = mem_more(
		stack->services, stack->nservice, sizeof(*stack->services));
	s = &stack->services[stack->nservice++];
	*s = (struct service){ .name = mem_strdup(name) };
	return s;
}

static void
add_line(struct buf *lines, const struct event *ev)
{
	if (ev->subject)
		buf_addf(lines, "%s | ", ev->subject);
	buf_adds(lines, ev->text ? ev->text : "");
	buf_addc(lines, '\n');
	if (lines->len > LINES_MAX) {
		const char *cut =
			strchr(lines->data + lines->len - LINES_MAX / 2, '\n');

		buf_drop(lines,
			cut ? (size_t)(cut - lines->data) + 1 : lines->len);
	}
}

/* A job comes as a line of output: its name, state and id. */
static bool
is_job(const struct event *ev)
{
	return ev->kind == EV_OUTPUT && ev->subject && ev->text &&
		!strcmp(ev->subject, "job");
}

/* The cluster has forgotten it; not another one of its name. */
static void
drop_job(struct stack_state *stack, const struct event *ev)
{
	struct service *s = find(stack, ev->text), *last;

	if (!s || !s->is_job || !s->now.text || !ev->explain ||
		strcmp(s->now.text, ev->explain) != 0)
		return;
	last = &stack->services[--stack->nservice];
	service_release(s);
	memmove(s, s + 1, (size_t)(last - s) * sizeof(*s));
}

static void
take_job(struct stack_state *stack, const struct event *ev)
{
	struct service *s;

	if (ev->state && !strcmp(ev->state, "gone")) {
		drop_job(stack, ev);
		return;
	}
	s = service_of(stack, ev->text);
	if (!s)
		return;
	told_set(&s->now, ev->state, ev->explain, 0);
	s->is_job = true;
}

/* A server that a request brings up is "stopped" until it runs. */
static bool
is_being_made(const struct service *s, const struct event *ev)
{
	return ev->state && !strcmp(ev->state, "stopped") &&
		service_health(s) == HEALTH_MOVING;
}

/* Of those that move; who speaks on keeps the turn until another one does. */
static void
take_turn(struct stack_state *stack, struct service *s, int64_t now_ms)
{
	const struct service *other = stack_moving(stack);
	bool held = other && other->turn && other->turn == stack->turns;

	if (service_health(s) != HEALTH_MOVING)
		return;
	if (held && (other == s || now_ms - stack->turn_ms < TURN_MS))
		return;
	s->turn = ++stack->turns;
	stack->turn_ms = now_ms;
}

void
stack_event(struct stack_state *stack, const struct event *ev,
	enum teller teller, int64_t now_ms)
{
	struct service *s = NULL;
	const char *text;

	if (is_job(ev))
		take_job(stack, ev);
	else if (ev->kind == EV_OUTPUT)
		add_line(&stack->lines, ev);
	else if (ev->kind == EV_SERVICE && ev->subject)
		s = service_of(stack, ev->subject);
	if (!s)
		return;
	text = ev->cause ? ev->cause : ev->text;
	if (teller != TELLER_WATCH_ASIDE || !is_being_made(s, ev))
		told_set(&s->now, ev->state, text, ev->pid);
	if (teller != TELLER_REQUEST)
		told_set(&s->live, ev->state, text, ev->pid);
	take_turn(stack, s, now_ms);
}

void
stack_settle(struct stack_state *stack)
{
	for (size_t i = 0; i < stack->nservice; i++) {
		struct service *s = &stack->services[i];

		if (s->live.state || service_health(s) == HEALTH_MOVING)
			told_set(&s->now, s->live.state, s->live.text,
				s->live.pid);
	}
}

void
stack_release(struct stack_state *stack)
{
	for (size_t i = 0; i < stack->nservice; i++)
		service_release(&stack->services[i]);
	free(stack->services);
	buf_release(&stack->lines);
	*stack = (struct stack_state){ 0 };
}

enum health
service_health(const struct service *service)
{
	for (size_t i = 0; service->now.state && i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, service->now.state))
			return states[i].health;
	return HEALTH_DOWN;
}

const char *
service_state(const struct service *service, enum lang lang)
{
	if (!service->now.state)
		return "?";
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, service->now.state) &&
			states[i].text != TEXT_COUNT)
			return text_in(lang, states[i].text);
	return service->now.state;
}

bool
stack_shows(const struct stack_state *stack, const struct service *service)
{
	const struct service *cluster = find(stack, "flink");

	return !service->is_job || !cluster ||
		service_health(cluster) == HEALTH_UP;
}

int
stack_count(const struct stack_state *stack)
{
	int n = 0;

	for (size_t i = 0; i < stack->nservice; i++)
		n += !stack->services[i].is_job;
	return n;
}

int
stack_up(const struct stack_state *stack)
{
	int n = 0;

	for (size_t i = 0; i < stack->nservice; i++)
		n += !stack->services[i].is_job &&
			service_health(&stack->services[i]) == HEALTH_UP;
	return n;
}

const struct service *
stack_find(const struct stack_state *stack, const char *name)
{
	return find(stack, name);
}

const struct service *
stack_moving(const struct stack_state *stack)
{
	const struct service *last = NULL;

	for (size_t i = 0; i < stack->nservice; i++) {
		const struct service *s = &stack->services[i];

		if (!s->is_job && service_health(s) == HEALTH_MOVING &&
			(!last || s->turn > last->turn))
			last = s;
	}
	return last;
}

const struct service *
stack_broken(const struct stack_state *stack)
{
	for (size_t i = 0; i < stack->nservice; i++)
		if (service_health(&stack->services[i]) == HEALTH_BROKEN &&
			stack_shows(stack, &stack->services[i]))
			return &stack->services[i];
	return NULL;
}
