#include "config.h"

#include "reader/report/service.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"

#define NAME_COLS 18
#define STATE_COLS 10
#define ENDPOINT_COLS 24

static const struct {
	const char *state;
	enum ink ink;
} inks[] = {
	{ "ready", INK_GOOD },
	{ "running", INK_GOOD },
	{ "RUNNING", INK_GOOD },
	{ "stopped", INK_PLAIN },
	{ "pulling", INK_FAINT },
	{ "pulled", INK_FAINT },
	{ "building", INK_FAINT },
	{ "built", INK_FAINT },
	{ "creating", INK_FAINT },
	{ "starting", INK_FAINT },
	{ "stopping", INK_FAINT },
};

enum ink
service_ink(const char *state)
{
	for (size_t i = 0; state && i < ARRAY_LEN(inks); i++)
		if (!strcmp(inks[i].state, state))
			return inks[i].ink;
	return INK_BAD;
}

bool
service_state_is_up(const char *state)
{
	return service_ink(state) == INK_GOOD;
}

bool
service_state_is_long(const char *state)
{
	return state &&
		(!strcmp(state, "pulling") || !strcmp(state, "building"));
}

/* A word in ink, padded outside of it. */
static void
state_column(struct buf *b, bool colour, const char *state)
{
	struct buf padded = { 0 };

	text_pad(&padded, state ? state : "?", STATE_COLS);
	text_ink(b, colour, service_ink(state), buf_str(&padded));
	if (padded.data[padded.len - 1] != ' ') /* a job's RESTARTING */
		buf_addc(b, ' ');
	buf_release(&padded);
}

static void
trim(struct buf *b)
{
	while (b->len && b->data[b->len - 1] == ' ')
		b->data[--b->len] = '\0';
}

void
service_line(struct buf *b, bool colour, const struct event *ev)
{
	text_pad(b, ev->subject, NAME_COLS);
	state_column(b, colour, ev->state);
	text_pad(b, ev->cause ? ev->cause : ev->text,
		ev->pid ? ENDPOINT_COLS : 0);
	if (ev->pid) /* a reason may be longer than the column */
		buf_addf(b, "%spid %lld", b->data[b->len - 1] == ' ' ? "" : " ",
			ev->pid);
	trim(b);
}

void
driver_line(struct buf *b, int indent, const struct event *ev)
{
	buf_addf(b, "%*sdriver ", indent, "");
	text_add(b, ev->state);
	if (*ev->cause) {
		buf_adds(b, ": ");
		text_add(b, ev->cause);
	}
	buf_addc(b, '\n');
}

bool
event_is_job(const struct event *ev)
{
	return ev->kind == EV_OUTPUT && ev->subject &&
		!strcmp(ev->subject, "job");
}

void
job_line(struct buf *b, bool colour, const struct event *ev)
{
	text_pad(b, ev->subject, NAME_COLS);
	state_column(b, colour, ev->state);
	text_add(b, ev->text);
	if (ev->explain) {
		buf_adds(b, "  ");
		text_add(b, ev->explain);
	}
}
