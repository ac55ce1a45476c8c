#include "config.h"

#include "reader/report/service.h"

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/event/event.h"
#include "common/event/servers.h"
#include "common/explain/detail.h"

#define NAME_COLS 18
#define STATE_COLS 10
#define ENDPOINT_COLS 24

enum ink
service_ink(const char *state)
{
	static const enum ink inks[] = {
		[HEALTH_DOWN] = INK_PLAIN,
		[HEALTH_UP] = INK_GOOD,
		[HEALTH_PENDING] = INK_FAINT,
		[HEALTH_MOVING] = INK_FAINT,
		[HEALTH_BROKEN] = INK_BAD,
	};

	return inks[state_health(state)];
}

/* A word in ink, padded outside of it. */
static void
state_column(struct buf *b, bool colour, const char *state)
{
	struct buf padded = { 0 };

	text_pad(&padded, state ? state_word(state) : "?", STATE_COLS);
	text_ink(b, colour, service_ink(state), buf_str(&padded));
	if (padded.data[padded.len - 1] != ' ') /* a job's RESTARTING */
		buf_addc(b, ' ');
	buf_release(&padded);
}

static void
service_trim(struct buf *b)
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
	service_trim(b);
}

void
driver_line(struct buf *b, int indent, const struct event *ev)
{
	buf_addf(b, "%*s", indent, "");
	buf_addf(b, _("driver %s"), ev->state);
	if (*ev->cause) {
		buf_adds(b, ": ");
		text_add(b, ev->cause);
	}
	buf_addc(b, '\n');
}

void
job_line(struct buf *b, bool colour, const struct event *ev)
{
	text_pad(b, _("job"), NAME_COLS);
	state_column(b, colour, ev->state);
	text_add(b, ev->name);
	if (ev->subject) {
		buf_adds(b, "  ");
		text_add(b, ev->subject);
	}
}

void
connector_line(struct buf *b, bool colour, const struct event *ev)
{
	text_pad(b, _("connector"), NAME_COLS);
	state_column(b, colour, ev->state);
	text_add(b, ev->subject);
}

void
detail_lines(struct buf *b, bool colour, const struct event *ev)
{
	struct buf head = { 0 }, body = { 0 };
	const char *state = detail_state(ev);

	detail_text(ev, &head, &body);
	if (head.len)
		text_ink(b, colour, INK_STRONG, buf_str(&head));
	if (head.len && *state)
		buf_adds(b, "  ");
	text_ink(b, colour,
		server_state(ev->state) ? service_ink(ev->state) : INK_PLAIN,
		state);
	buf_addc(b, '\n');
	text_block(b, buf_str(&body), 2);
	buf_release(&head);
	buf_release(&body);
}
