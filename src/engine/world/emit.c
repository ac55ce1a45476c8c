#include "config.h"

#include "engine/world/emit.h"

#include <stdarg.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/msg.h"
#include "common/event/journal.h"

#define ROOM_MS 2 /* how often room is looked for */

void
emit_init(struct emitter *out, const struct sink *sink, struct journal *journal,
	int request)
{
	*out = (struct emitter){ .sink = *sink,
		.journal = journal,
		.start_ms = clock_ms(),
		.request = request };
	pthread_mutex_init(&out->lock, NULL);
}

void
emit_release(struct emitter *out)
{
	pthread_mutex_destroy(&out->lock);
}

int
emit(struct emitter *out, struct event ev)
{
	int rc = 0;

	ev.request = out->request;
	ev.ms = clock_ms() - out->start_ms;
	pthread_mutex_lock(&out->lock);
	if (out->journal && event_is_durable(ev.kind)) {
		ev.wall_ms = clock_wall_ms();
		rc = out->broken.code
			? -1
			: journal_append(out->journal, &ev, &out->broken);
	}
	if (rc == 0)
		sink_send(&out->sink, &ev);
	pthread_mutex_unlock(&out->lock);
	return rc;
}

int
emit_when_room(struct emitter *out, struct event ev, const struct ctl *ctl,
	struct err *err)
{
	while (sink_is_full(&out->sink))
		if (ctl_wait(ctl, ROOM_MS, err) < 0)
			return -1;
	return emit(out, ev);
}

void
emit_output(struct emitter *out, const char *step, const char *fmt, ...)
{
	struct buf line = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&line, fmt, ap);
	va_end(ap);
	emit(out,
		(struct event){ .kind = EV_STEP_OUTPUT,
			.subject = step,
			.text = buf_str(&line) });
	buf_release(&line);
}

static void
forward(void *ctx, const struct event *ev)
{
	emit(ctx, *ev);
}

struct sink
emit_sink(struct emitter *out)
{
	return (struct sink){ .send = forward, .ctx = out };
}
