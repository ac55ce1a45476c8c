#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "reader/report/report.h"

enum verdict {
	GOOD,
	RED,
	SKIPPED
};

static enum verdict
junit_verdict(const struct lab_item *test)
{
	if (test->state == ITEM_FAIL && !test->optional)
		return RED;
	return lab_item_is_good(test) ? GOOD : SKIPPED;
}

static void
add_xml(struct buf *b, const char *s)
{
	if (s)
		msg_clean(b, SAN_XML, s);
}

static void
attribute(struct buf *b, const char *name, const char *value)
{
	buf_addf(b, " %s=\"", name);
	add_xml(b, value);
	buf_addc(b, '"');
}

static void
junit_add_line(struct buf *b, const char *label, const char *value)
{
	if (!value)
		return;
	buf_addf(b, "%s: ", label);
	add_xml(b, value);
	buf_addc(b, '\n');
}

static void
failure(struct report *r, const struct lab_item *test)
{
	const struct event *end = lab_item_end(test);
	char *hint = report_try(test);
	struct buf *b = &r->out;

	buf_adds(b, "      <failure");
	attribute(b, "message", end->cause ? end->cause : "red");
	attribute(b, "type", end->layer ? end->layer : "lab");
	buf_addc(b, '>');
	junit_add_line(b, "asked", test->title);
	junit_add_line(b, "service", end->service);
	junit_add_line(b, "try", hint);
	junit_add_line(b, "probe", end->probe);
	buf_adds(b, "</failure>\n");
	free(hint);
}

static void
skipped(struct buf *b, const struct lab_item *test)
{
	const char *cause = lab_item_end(test)->cause;

	buf_adds(b, "      <skipped");
	attribute(b, "message", cause ? cause : "not run");
	buf_adds(b, "/>\n");
}

static void
system_out(struct buf *b, const struct lab_item *test)
{
	const char *text = lab_item_end(test)->text;
	struct buf output = { 0 };

	report_output(&output, test);
	if (text || output.len) {
		buf_adds(b, "      <system-out>");
		add_xml(b, text);
		if (text && output.len)
			buf_addc(b, '\n');
		add_xml(b, buf_str(&output));
		buf_adds(b, "</system-out>\n");
	}
	buf_release(&output);
}

static void
testcase(struct report *r, const struct lab_item *test)
{
	struct buf *b = &r->out;

	buf_adds(b, "    <testcase");
	attribute(b, "classname", r->lesson);
	attribute(b, "name", test->id);
	buf_addf(b, " time=\"%.3f\">\n", (double)lab_item_ms(test) / 1000);
	if (junit_verdict(test) == RED)
		failure(r, test);
	else if (junit_verdict(test) == SKIPPED)
		skipped(b, test);
	system_out(b, test);
	buf_adds(b, "    </testcase>\n");
}

/* What broke the run itself, where CI shows it. */
static void
aborted(struct report *r, const char *why)
{
	struct buf *b = &r->out;

	buf_adds(b, "    <testcase");
	attribute(b, "classname", r->lesson);
	buf_adds(b, " name=\"engine\" time=\"0.000\">\n      <error");
	attribute(b, "message", why);
	buf_adds(b, "/>\n    </testcase>\n");
}

static void
step_out(struct buf *b, const struct lab_item *step)
{
	struct buf output = { 0 };

	add_xml(b, step->id);
	junit_add_line(b, "", item_state_name(step->state));
	junit_add_line(b, "cause", lab_item_end(step)->cause);
	report_output(&output, step);
	add_xml(b, buf_str(&output));
	buf_release(&output);
}

/* The output of steps that are no tests themselves. */
static void
steps_out(struct report *r)
{
	struct buf *b = &r->out;

	if (!r->by_checks)
		return;
	buf_adds(b, "    <system-out>");
	for (size_t i = 0; i < r->lab.nitem; i++) {
		const struct lab_item *step = r->lab.items[i];

		if (!step->is_check && step->state != ITEM_WAITING)
			step_out(b, step);
	}
	buf_adds(b, "</system-out>\n");
}

static void
open_suite(struct report *r, const char *why)
{
	size_t count[SKIPPED + 1] = { 0 }, all = why ? 1 : 0;
	int64_t end_ms = 0;

	for (size_t i = 0; i < r->lab.nitem; i++) {
		const struct lab_item *test = r->lab.items[i];

		if (!report_is_test(r, test))
			continue;
		all++;
		count[junit_verdict(test)]++;
		if (test->end_ms > end_ms)
			end_ms = test->end_ms;
	}
	buf_adds(&r->out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites>\n  <testsuite");
	attribute(&r->out, "name", r->lesson);
	buf_addf(&r->out,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%d\""
		" skipped=\"%zu\" time=\"%.3f\">\n",
		all, count[RED], why ? 1 : 0, count[SKIPPED],
		(double)end_ms / 1000);
}

static void
junit_end(struct report *r, const struct err *err)
{
	const char *why = report_abort(r, err);

	open_suite(r, why);
	for (size_t i = 0; i < r->lab.nitem; i++)
		if (report_is_test(r, r->lab.items[i]))
			testcase(r, r->lab.items[i]);
	if (why)
		aborted(r, why);
	steps_out(r);
	buf_adds(&r->out, "  </testsuite>\n</testsuites>\n");
}

const struct report_kind report_junit = { "junit", NULL, human_note,
	junit_end };
