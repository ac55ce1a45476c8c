#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/port.h"
#include "common/event/event.h"
#include "common/explain/explain.h"

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
	report->lab.keep = KEEP_OUTPUT;
	for (size_t i = 0; i < report->lab.nitem; i++)
		report->by_checks |= report->lab.items[i]->is_check &&
			report->lab.items[i]->listed;
	if (report->kind->begin)
		report->kind->begin(report);
}

/* Its command is for where the server is. */
char *
report_hint(const struct event *ev)
{
	char *hint = explain_try(ev);
	char *text = port_text(hint);

	free(hint);
	return text;
}

/* text is "file:line: " where a file is at fault. */
static void
take_end(struct report *report, const struct event *ev)
{
	report->exit = ev->exit;
	free(report->cause);
	free(report->hint);
	report->hint = report_hint(ev);
	report->cause = ev->cause
		? mem_printf("%s%s", ev->text ? ev->text : "", ev->cause)
		: NULL;
}

/* While checks are proved, one that a step waits for tells nothing of them. */
static bool
is_of_a_wait(const struct report *report, const struct event *ev)
{
	return report->verb == VERB_PROVE &&
		event_topic(ev->kind) == TOPIC_CHECK &&
		ev->kind != EV_PROOF_CHECK;
}

void
report_event(struct report *report, const struct event *ev)
{
	if (!is_of_a_wait(report, ev))
		lab_state_event(&report->lab, ev);
	if (ev->kind == EV_END)
		take_end(report, ev);
	servers_event(&report->servers, ev, TELLER_REQUEST, 0);
	report->kind->event(report, ev);
}

void
report_end(struct report *report, const struct err *err)
{
	if (report->kind->end)
		report->kind->end(report, err);
}

static bool
counts(const struct lab_item *item)
{
	return item->is_check && !item->optional && report_has(item);
}

size_t
report_asked(const struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->lab.nitem; i++)
		n += counts(report->lab.items[i]);
	return n;
}

size_t
report_passed(const struct report *report)
{
	size_t n = 0;

	for (size_t i = 0; i < report->lab.nitem; i++)
		n += counts(report->lab.items[i]) &&
			report->lab.items[i]->state == ITEM_PASS;
	return n;
}

static bool
steps_are_good(const struct lab_state *lab)
{
	for (size_t i = 0; i < lab->nitem; i++) {
		const struct lab_item *step = lab->items[i];

		if (step->is_check)
			continue;
		if (step->state == ITEM_FAIL ||
			(step->listed && !lab_item_is_good(step)))
			return false;
	}
	return true;
}

int
report_exit(const struct report *report, const struct err *err)
{
	int up = servers_up(&report->servers);

	if (err->code)
		return err_exit(err);
	if (report->exit)
		return report->exit;
	if (report->verb == VERB_STATUS && up < servers_count(&report->servers))
		return up ? 1 : 3;
	return !steps_are_good(&report->lab) ||
		report_passed(report) < report_asked(report);
}

void
report_release(struct report *report)
{
	lab_state_release(&report->lab);
	servers_release(&report->servers);
	proof_fold_free(report->proof);
	traces_release(&report->traces);
	free(report->cause);
	free(report->hint);
	buf_release(&report->out);
	buf_release(&report->note);
	buf_release(&report->long_ones);
	*report = (struct report){ 0 };
}

bool
report_is_test(const struct report *report, const struct lab_item *item)
{
	return item->is_check == report->by_checks && item->listed;
}

bool
report_has(const struct lab_item *item)
{
	return item->listed || item->state != ITEM_WAITING;
}

char *
report_try(const struct lab_item *item)
{
	char *hint = report_hint(lab_item_end(item));

	if (!hint && item->advice && item->state == ITEM_FAIL)
		hint = mem_strdup(item->advice);
	return hint;
}

void
report_output(struct buf *out, const struct lab_item *item)
{
	const struct lab_detail *d = lab_item_detail(item);

	if (!item->is_check)
		buf_add(out, d->output.data, d->output.len);
	for (size_t i = 0; i < d->ncondition; i++)
		buf_addf(out, "%s %s\n", d->conditions[i].pass ? "[x]" : "[ ]",
			d->conditions[i].text);
}

const char *
report_abort(const struct report *report, const struct err *err)
{
	if (err->code)
		return err->msg;
	if (report->exit > 1)
		return report->cause ? report->cause
				     : _("the lab could not be run");
	return NULL;
}
