#include "config.h"

#include "engine/diagnose/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/err.h"
#include "common/event/event.h"
#include "common/explain/explain.h"

int
failure_set(struct failure *failure, const char *explain, const char *service,
	const char *fmt, ...)
{
	const struct explanation *e = explain_id(explain);
	va_list ap;

	failure->explain = explain;
	failure->layer = e ? e->layer : "lab";
	failure->lasting = false;
	snprintf(failure->service, sizeof(failure->service), "%s", service);
	va_start(ap, fmt);
	vsnprintf(failure->cause, sizeof(failure->cause), fmt, ap);
	va_end(ap);
	return -1;
}

int
failure_err(struct failure *failure, const char *layer, const char *service,
	const struct err *err)
{
	const struct explanation *e = explain_text(err->msg);

	failure->explain = e ? e->id : NULL;
	failure->layer = e ? e->layer : layer;
	snprintf(failure->service, sizeof(failure->service), "%s", service);
	snprintf(failure->cause, sizeof(failure->cause), "%s", err->msg);
	return -1;
}

void
failure_note(struct failure *failure, const char *text)
{
	size_t n = strlen(failure->cause);

	snprintf(failure->cause + n, sizeof(failure->cause) - n, "; %s", text);
}

void
failure_probe(struct failure *failure, const char *fmt, ...)
{
	va_list ap;

	if (failure->probe[0])
		return;
	va_start(ap, fmt);
	vsnprintf(failure->probe, sizeof(failure->probe), fmt, ap);
	va_end(ap);
}

bool
failure_is(const struct failure *failure)
{
	return failure->layer != NULL;
}

static const char *
or_null(const char *s)
{
	return s[0] ? s : NULL;
}

void
failure_lend(const struct failure *failure, struct event *ev)
{
	const struct explanation *e = explain_id(failure->explain);

	ev->layer = failure->layer;
	ev->service = or_null(failure->service);
	ev->cause = or_null(failure->cause);
	ev->probe = or_null(failure->probe);
	ev->explain = failure->explain;
	ev->hint = e ? e->hint[1] : NULL;
}
