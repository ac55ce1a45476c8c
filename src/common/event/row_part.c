#include "config.h"

#include "common/event/row_part.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/event/event.h"

/* The header's name stands with its value. */
static const struct {
	const char *state, *label;
} labels[] = {
	{ "row", NC_("row", "row") },
	{ "log", NC_("row", "log") },
	{ "change", NC_("row", "change") },
	{ "key", NC_("row", "key") },
	{ "header", NC_("row", "header") },
	{ "value", NC_("row", "value") },
	{ "unheld", NC_("row", "passes") },
	{ "still", NC_("row", "held") },
};

const char *
row_part_label(const char *state)
{
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (!strcmp(labels[i].state, state))
			return labels[i].label;
	return state;
}

bool
row_event_is(const struct event *ev)
{
	if (ev->kind == EV_ROW_AT)
		return ev->state && ev->name;
	if (ev->kind == EV_ROW_PART || ev->kind == EV_ROW_HELD)
		return ev->state && ev->text;
	return ev->kind == EV_TRACE_STOP && ev->subject && ev->name;
}

const char *
row_held_text(const char *state)
{
	return !strcmp(state, "job")
		? N_("held: the job %s is stopped with a savepoint")
		: N_("held: the connector %s is paused");
}
