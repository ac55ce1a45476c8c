#include "config.h"

#include "common/event/lab_held.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"
#include "common/event/lab_state.h"

static struct lab_held *
held_of(const struct lab_state *lab, bool is_job, const char *name)
{
	for (size_t i = 0; i < lab->nheld; i++)
		if (lab->held[i].is_job == is_job &&
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

void
lab_held_event(struct lab_state *lab, const struct event *ev)
{
	bool is_job = ev->state && !strcmp(ev->state, "job");

	while (ev->kind == EV_LAB_RESET && lab->nheld)
		held_drop(lab, lab->held);
	if (ev->kind != EV_HOLD || !ev->name || !ev->subject)
		return;
	held_drop(lab, held_of(lab, is_job, ev->name));
	if (!ev->count)
		return;
	lab->held = mem_more(lab->held, lab->nheld, sizeof(*lab->held));
	lab->held[lab->nheld++] = (struct lab_held){
		.name = mem_strdup(ev->name),
		.flow = mem_strdup(ev->subject),
		.text = mem_strdup(ev->text ? ev->text : ""),
		.is_job = is_job,
	};
}

void
lab_held_release(struct lab_state *lab)
{
	for (size_t i = 0; i < lab->nheld; i++)
		held_free(&lab->held[i]);
	free(lab->held);
}
