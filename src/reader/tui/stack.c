#include "config.h"

#include "reader/tui/stack.h"

#include <stdlib.h>
#include <string.h>

#include "common/event/event.h"
#include "reader/tui/texts.h"

#define SERVICES_MAX 64
#define LINES_MAX ((size_t)32 << 10) /* bytes of output kept */

static const struct {
	const char *state;
	enum health health;
	enum text text; /* TEXT_COUNT: the word itself */
} states[] = {
	{ "ready", HEALTH_UP, TEXT_STATE_READY },
	{ "running", HEALTH_UP, TEXT_STATE_RUNNING },
	{ "RUNNING", HEALTH_UP, TEXT_COUNT },
	{ "starting", HEALTH_MOVING, TEXT_STATE_STARTING },
	{ "stopping", HEALTH_MOVING, TEXT_STATE_STOPPING },
	{ "stopped", HEALTH_DOWN, TEXT_STATE_STOPPED },
	{ "dead", HEALTH_BROKEN, TEXT_STATE_DEAD },
	{ "frozen", HEALTH_BROKEN, TEXT_STATE_FROZEN },
	{ "failed", HEALTH_BROKEN, TEXT_STATE_FAILED },
	{ "FAILED", HEALTH_BROKEN, TEXT_COUNT },
};

static void
set(char **at, const char *s)
{
	free(*at);
	*at = s ? mem_strdup(s) : NULL;
}

static struct service *
service_of(struct stack_state *stack, const char *name)
{
	struct service *s;

	for (size_t i = 0; i < stack->nservice; i++)
		if (!strcmp(stack->services[i].name, name))
			return &stack->services[i];
	if (stack->nservice == SERVICES_MAX)
		return NULL;
	stack->services = mem_grow(stack->services,
		(stack->nservice + 1) * sizeof(*stack->services));
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

void
stack_event(struct stack_state *stack, const struct event *ev)
{
	bool job = is_job(ev);
	const char *name = job ? ev->text : ev->subject;
	struct service *s;

	if (ev->kind == EV_OUTPUT && !job)
		add_line(&stack->lines, ev);
	if (!name || (ev->kind != EV_SERVICE && !job))
		return;
	s = service_of(stack, name);
	if (!s)
		return;
	set(&s->state, ev->state);
	set(&s->text, job ? ev->explain : ev->text);
	s->pid = ev->pid;
	s->is_job = job;
}

void
stack_release(struct stack_state *stack)
{
	for (size_t i = 0; i < stack->nservice; i++) {
		free(stack->services[i].name);
		free(stack->services[i].state);
		free(stack->services[i].text);
	}
	free(stack->services);
	buf_release(&stack->lines);
	*stack = (struct stack_state){ 0 };
}

enum health
service_health(const struct service *service)
{
	for (size_t i = 0; service->state && i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, service->state))
			return states[i].health;
	return HEALTH_DOWN;
}

const char *
service_state(const struct service *service, enum lang lang)
{
	if (!service->state)
		return "?";
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, service->state) &&
			states[i].text != TEXT_COUNT)
			return text_in(lang, states[i].text);
	return service->state;
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
stack_broken(const struct stack_state *stack)
{
	for (size_t i = 0; i < stack->nservice; i++)
		if (service_health(&stack->services[i]) == HEALTH_BROKEN)
			return &stack->services[i];
	return NULL;
}
