/* Records of topics, each a line of JSON; what becomes of topics goes beside. */
#include "config.h"

#include "reader/report/report.h"

#include <string.h>

#include "common/base/json_span.h"
#include "common/base/msg.h"
#include "common/event/event.h"

static void
records_event(struct report *r, const struct event *ev)
{
	if (ev->kind == EV_OUTPUT && ev->text) {
		msg_clean(&r->note, SAN_LINE, ev->text);
		buf_addc(&r->note, '\n');
	}
	if (ev->kind != EV_RECORD || !ev->text)
		return;
	json_span_plain(&r->out, ev->text, strlen(ev->text));
	if (!ev->total)
		buf_addc(&r->out, '\n');
}

const struct report_kind report_records = { "records", NULL, records_event,
	NULL };
