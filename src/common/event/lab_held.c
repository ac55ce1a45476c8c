#include "config.h"

#include "common/event/lab_held.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"
#include "common/event/lab_state.h"

static struct lab_held *
held_of(const struct lab_state *lab, enum held_kind kind, const char *name)
{
	for (size_t i = 0; i < lab->nheld; i++)
		if (lab->held[i].kind == kind &&
			!strcmp(lab->held[i].name, name))
			return &lab->held[i];
	return NULL;
}

static void
held_free(struct lab_held *held)
{
	free(held->name);
	free(held->flow);
	free(held->text);
}

static void
held_drop(struct lab_state *lab, struct lab_held *held)
{
	if (!held)
		return;
	held_free(held);
	*held = lab->held[--lab->nheld];
}

static void
held_add(struct lab_state *lab, enum held_kind kind, const char *name,
	const char *flow, const char *text)
{
	held_drop(lab, held_of(lab, kind, name));
	lab->held = mem_more(lab->held, lab->nheld, sizeof(*lab->held));
	lab->held[lab->nheld++] = (struct lab_held){
		.kind = kind,
		.name = mem_strdup(name),
		.flow = mem_strdup(flow),
		.text = mem_strdup(text ? text : ""),
	};
}

static void
take_hold(struct lab_state *lab, const struct event *ev)
{
	enum held_kind kind = ev->state && !strcmp(ev->state, "job")
		? HELD_JOB
		: HELD_CONNECTOR;

	if (!ev->name)
		return;
	if (ev->count)
		held_add(lab, kind, ev->name, ev->subject, ev->text);
	else
		held_drop(lab, held_of(lab, kind, ev->name));
}

static void
take_drill(struct lab_state *lab, const struct event *ev)
{
	const char *phase = ev->state ? ev->state : "";

	if (!strcmp(phase, "broken"))
		held_add(lab, HELD_FAULT, ev->subject, "", NULL);
	else if (!strcmp(phase, "healed") || !strcmp(phase, "restored"))
		held_drop(lab, held_of(lab, HELD_FAULT, ev->subject));
}

void
lab_held_event(struct lab_state *lab, const struct event *ev)
{
	while (ev->kind == EV_LAB_RESET && lab->nheld)
		held_drop(lab, lab->held);
	if (ev->kind == EV_HOLD && ev->subject)
		take_hold(lab, ev);
	else if (ev->kind == EV_DRILL && ev->subject)
		take_drill(lab, ev);
}

void
lab_held_release(struct lab_state *lab)
{
	for (size_t i = 0; i < lab->nheld; i++)
		held_free(&lab->held[i]);
	free(lab->held);
}
