#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/event/event.h"

static const struct report_kind *const kinds[] = { &report_human,
	&report_events, &report_tap, &report_junit, &report_json };

const struct report_kind *
report_kind(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

void
report_begin(struct report *report)
{
	report->tally.lang = report->lang;
	for (size_t i = 0; i < report->tally.ncheck; i++)
		report->by_checks |= report->tally.checks[i].expected;
	if (report->kind->begin)
		report->kind->begin(report);
}

void
report_event(struct report *report, const struct event *ev)
{
	tally_apply(&report->tally, ev);
	report->kind->event(report, ev);
}

void
report_end(struct report *report, const struct err *err)
{
	if (report->kind->end)
		report->kind->end(report, err);
}

int
report_exit(const struct report *report, const struct err *err)
{
	const struct tally *t = &report->tally;

	if (err->code)
		return err_exit(err);
	if (!t->exit && !strcmp(report->verb, "status") &&
		t->nrunning < t->nservice)
		return t->nrunning ? 1 : 3;
	return tally_exit(t);
}

void
report_release(struct report *report)
{
	tally_release(&report->tally);
	buf_release(&report->out);
	buf_release(&report->note);
	buf_release(&report->long_ones);
	*report = (struct report){ 0 };
}

const struct tally_item *
report_tests(const struct report *report, size_t *n)
{
	const struct tally *t = &report->tally;

	*n = report->by_checks ? t->ncheck : t->nstep;
	return report->by_checks ? t->checks : t->steps;
}

const char *
report_abort(const struct report *report, const struct err *err)
{
	if (err->code)
		return err->msg;
	if (report->tally.exit > 1)
		return report->tally.cause ? report->tally.cause
					   : "the lab could not be run";
	return NULL;
}
