#include "config.h"

#include "engine/run/red.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/err.h"
#include "common/event/event.h"
#include "common/explain/explain.h"

int
red_set(struct red *red, const char *explain, const char *service,
	const char *fmt, ...)
{
	const struct explanation *e = explain_id(explain);
	va_list ap;

	red->explain = explain;
	red->layer = e ? e->layer : "lab";
	red->lasting = false;
	snprintf(red->service, sizeof(red->service), "%s", service);
	va_start(ap, fmt);
	vsnprintf(red->cause, sizeof(red->cause), fmt, ap);
	va_end(ap);
	return -1;
}

int
red_err(struct red *red, const char *layer, const char *service,
	const struct err *err)
{
	const struct explanation *e = explain_text(err->msg);

	red->explain = e ? e->id : NULL;
	red->layer = e ? e->layer : layer;
	snprintf(red->service, sizeof(red->service), "%s", service);
	snprintf(red->cause, sizeof(red->cause), "%s", err->msg);
	return -1;
}

void
red_note(struct red *red, const char *text)
{
	size_t n = strlen(red->cause);

	snprintf(red->cause + n, sizeof(red->cause) - n, "; %s", text);
}

void
red_probe(struct red *red, const char *fmt, ...)
{
	va_list ap;

	if (red->probe[0])
		return;
	va_start(ap, fmt);
	vsnprintf(red->probe, sizeof(red->probe), fmt, ap);
	va_end(ap);
}

bool
red_is(const struct red *red)
{
	return red->layer != NULL;
}

static const char *
or_null(const char *s)
{
	return s[0] ? s : NULL;
}

void
red_lend(const struct red *red, struct event *ev)
{
	const struct explanation *e = explain_id(red->explain);

	ev->layer = red->layer;
	ev->service = or_null(red->service);
	ev->cause = or_null(red->cause);
	ev->probe = or_null(red->probe);
	ev->explain = red->explain;
	ev->hint = e ? e->hint[1] : NULL;
}
