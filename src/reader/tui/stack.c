#include "config.h"

#include "reader/tui/stack.h"

#include <stdlib.h>
#include <string.h>

#include "common/event/event.h"

#define SERVICES_MAX 64
#define LINES_MAX ((size_t)32 << 10) /* bytes of output kept */

static const struct {
	const char *state;
	bool up;
} states[] = {
	{ "ready", true },
	{ "running", true },
	{ "RUNNING", true },
	{ "starting", false },
	{ "stopping", false },
	{ "waiting", false },
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

void
stack_event(struct stack_state *stack, const struct event *ev)
{
	struct service *s;

	if (ev->kind == EV_OUTPUT)
		add_line(&stack->lines, ev);
	if (ev->kind != EV_SERVICE || !ev->subject)
		return;
	s = service_of(stack, ev->subject);
	if (!s)
		return;
	set(&s->state, ev->state);
	set(&s->text, ev->text);
	s->pid = ev->pid;
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

static bool
state_is(const struct service *service, bool up)
{
	for (size_t i = 0; service->state && i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].state, service->state))
			return states[i].up == up;
	return false;
}

bool
service_is_up(const struct service *service)
{
	return state_is(service, true);
}

bool
service_is_moving(const struct service *service)
{
	return state_is(service, false);
}

int
stack_up(const struct stack_state *stack)
{
	int n = 0;

	for (size_t i = 0; i < stack->nservice; i++)
		n += service_is_up(&stack->services[i]);
	return n;
}

const struct service *
stack_down(const struct stack_state *stack)
{
	for (size_t i = 0; i < stack->nservice; i++)
		if (!service_is_up(&stack->services[i]) &&
			!service_is_moving(&stack->services[i]))
			return &stack->services[i];
	return NULL;
}
