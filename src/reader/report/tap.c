#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "reader/report/report.h"
#include "reader/report/text.h"

/* A description or reason: one clean line in which # begins no directive. */
static void
add_escaped(struct buf *b, const char *s)
{
	struct buf clean = { 0 };

	text_add(&clean, s);
	for (const char *p = buf_str(&clean); *p; p++) {
		if (*p == '#' || *p == '\\')
			buf_addc(b, '\\');
		buf_addc(b, *p);
	}
	buf_release(&clean);
}

/* A JSON string is a YAML scalar too. */
static void
add_yaml(struct buf *b, const char *key, const char *value)
{
	struct buf clean = { 0 };
	json_t *s;
	char *line;

	if (!value)
		return;
	msg_clean(&clean, SAN_TEXT, value);
	s = json_string(buf_str(&clean));
	line = json_line(s);
	buf_addf(b, "  %s: %s\n", key, line);
	free(line);
	json_decref(s);
	buf_release(&clean);
}

static void
diagnose(struct report *r, const struct lab_item *test)
{
	const struct event *end = lab_item_end(test);
	char *hint = report_try(test);
	struct buf *b = &r->out;

	buf_adds(b, "  ---\n");
	add_yaml(b, "layer", end->layer);
	add_yaml(b, "service", end->service);
	add_yaml(b, "cause", end->cause);
	add_yaml(b, "try", hint);
	add_yaml(b, "probe", end->probe);
	buf_addf(b, "  ms: %lld\n  ...\n", (long long)lab_item_ms(test));
	free(hint);
}

static void
tap_tell(struct report *r, const struct lab_item *test)
{
	const struct event *end = lab_item_end(test);
	struct buf *b = &r->out;

	buf_addf(b, "%s %zu - ", test->state == ITEM_FAIL ? "not ok" : "ok",
		++r->told);
	add_escaped(b, test->id);
	if (test->title && strcmp(test->title, test->id)) {
		buf_adds(b, ": ");
		add_escaped(b, test->title);
	}
	if (test->state == ITEM_FAIL && test->optional)
		buf_adds(b, " # TODO optional");
	if (test->state != ITEM_FAIL && !lab_item_is_good(test)) {
		buf_adds(b, " # SKIP ");
		add_escaped(b, end->cause ? end->cause : "not run");
	}
	buf_addc(b, '\n');
	if (test->state == ITEM_FAIL)
		diagnose(r, test);
}

/*
 * Tests are told in the lesson's order, each as soon as all before it are;
 * at the end the rest follows.
 */
static void
tell_ready(struct report *r, bool at_end)
{
	size_t nth = 0;

	for (size_t i = 0; i < r->lab.nitem; i++) {
		const struct lab_item *test = r->lab.items[i];

		if (!report_is_test(r, test) || nth++ < r->told)
			continue;
		if (!at_end && test->state <= ITEM_RUNNING)
			return;
		tap_tell(r, test);
	}
}

static void
tap_begin(struct report *r)
{
	size_t planned = 0;

	for (size_t i = 0; i < r->lab.nitem; i++)
		planned += report_is_test(r, r->lab.items[i]);
	buf_addf(&r->out, "TAP version 13\n1..%zu\n", planned);
}

/* A red step is no test where checks are, but it is why they are red. */
static void
remark(struct report *r, const struct event *ev)
{
	struct buf *b = &r->out;

	buf_adds(b, "# step ");
	add_escaped(b, ev->subject);
	buf_adds(b, ": ");
	add_escaped(b, ev->cause);
	buf_addc(b, '\n');
}

static void
tap_event(struct report *r, const struct event *ev)
{
	human_note(r, ev);
	if (r->by_checks && ev->kind == EV_STEP_FAIL)
		remark(r, ev);
	tell_ready(r, false);
}

static void
tap_end(struct report *r, const struct err *err)
{
	const char *why = report_abort(r, err);

	if (!why) {
		tell_ready(r, true);
		return;
	}
	buf_adds(&r->out, "Bail out! ");
	add_escaped(&r->out, why);
	buf_addc(&r->out, '\n');
}

const struct report_kind report_tap = { "tap", tap_begin, tap_event, tap_end };
