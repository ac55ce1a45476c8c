#include "config.h"

#include "engine/diagnose/failure.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/base/utf8.h"
#include "common/event/event.h"
#include "common/explain/explain.h"

/* A new failure: of the one before only the probe stays. */
static void
begin(struct failure *failure, const struct explanation *e, const char *layer,
	const char *service)
{
	failure->explain = e ? e->id : NULL;
	failure->layer = e ? e->layer : layer;
	snprintf(failure->service, sizeof(failure->service), "%s", service);
	memset(failure->args, 0, sizeof(failure->args));
	failure->hint[0] = '\0';
	failure->lasting = false;
	failure->quiet = false;
}

int
failure_set(struct failure *failure, const char *explain, const char *service,
	const char *fmt, ...)
{
	va_list ap;

	assert(!explain || explain_id(explain));
	begin(failure, explain_id(explain), "lab", service);
	va_start(ap, fmt);
	msg_vput(failure->cause, sizeof(failure->cause), fmt, ap);
	va_end(ap);
	return -1;
}

int
failure_err(struct failure *failure, const char *layer, const char *service,
	const struct err *err)
{
	begin(failure, explain_text(err->msg), layer, service);
	snprintf(failure->cause, sizeof(failure->cause), "%s", err->msg);
	if (!failure->explain)
		snprintf(failure->hint, sizeof(failure->hint), "%s", err->hint);
	return -1;
}

int
failure_arg(struct failure *failure, const char *name, const char *value)
{
	const struct explanation *e = explain_id(failure->explain);
	struct failure_arg *arg = failure->args;

	assert(!e || explain_takes(e, name));
	while (arg->name[0] && strcmp(arg->name, name) != 0)
		arg++;
	assert(arg < failure->args + FAILURE_ARGS);
	if (!e || !value || !*value)
		return -1;
	snprintf(arg->name, sizeof(arg->name), "%s", name);
	snprintf(arg->value, sizeof(arg->value), "%.*s",
		(int)utf8_cut(value, strlen(value), sizeof(arg->value) - 1),
		value);
	return -1;
}

void
failure_note(struct failure *failure, const char *text)
{
	size_t n = strlen(failure->cause), room = sizeof(failure->cause) - n;

	if (snprintf(failure->cause + n, room, "; %s", text) >= (int)room)
		failure->cause[n + utf8_whole(failure->cause + n, room - 1)] =
			'\0';
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
	ev->layer = failure->layer;
	ev->service = or_null(failure->service);
	ev->cause = or_null(failure->cause);
	ev->probe = or_null(failure->probe);
	ev->explain = failure->explain;
	ev->hint = or_null(failure->hint);
	for (int i = 0; i < FAILURE_ARGS && failure->args[i].name[0]; i++)
		ev->args[i] = (struct event_arg){ failure->args[i].name,
			failure->args[i].value };
}
