#include "config.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/msg.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "reader/report/report.h"

/* JSON escapes C0, but leaves C1, bidi and zero-width characters alone. */
static const size_t strings[] = {
	offsetof(struct event, subject),
	offsetof(struct event, other),
	offsetof(struct event, text),
	offsetof(struct event, state),
	offsetof(struct event, name),
	offsetof(struct event, whose),
	offsetof(struct event, layer),
	offsetof(struct event, service),
	offsetof(struct event, cause),
	offsetof(struct event, hint),
	offsetof(struct event, probe),
	offsetof(struct event, explain),
	offsetof(struct event, args[0].value),
	offsetof(struct event, args[1].value),
	offsetof(struct event, args[2].value),
	offsetof(struct event, args[3].value),
};

/* What to try is said here, where it is shown: the engine gives its id. */

static void
events_event(struct report *report, const struct event *ev)
{
	struct buf clean[ARRAY_LEN(strings)] = { { 0 } };
	struct event copy = *ev;
	char *hint = explain_try(ev);

	copy.hint = hint;
	for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
		const char **s = (void *)((char *)&copy + strings[i]);

		if (!*s)
			continue;
		msg_clean(&clean[i], SAN_TEXT, *s);
		*s = buf_str(&clean[i]);
	}
	event_encode(&copy, &report->out);
	for (size_t i = 0; i < ARRAY_LEN(strings); i++)
		buf_release(&clean[i]);
	free(hint);
}

const struct report_kind report_events = { "events", NULL, events_event, NULL };
