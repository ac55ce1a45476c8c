/* A row that is held at each place of its flow, as each system sees it. */
#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "common/event/row_part.h"
#include "reader/report/text.h"

#define PLACE_COLS 34
#define LABEL_COLS 8
#define INDENT 4

/* -- for people --------------------------------------------------------------- */

static void
place_line(struct report *r, const struct event *ev)
{
	struct buf *b = &r->out;

	buf_addc(b, '\n');
	text_ink(b, r->colour, INK_STRONG, ev->name);
	for (size_t n = strlen(ev->name); n < PLACE_COLS; n++)
		buf_addc(b, ' ');
	if (!strcmp(ev->state, "committed"))
		buf_addf(b, "  %s  ", _("committed"));
	else
		buf_addf(b, " %7lld ms  ", ev->count);
	text_add(b, ev->text);
	buf_addc(b, '\n');
}

static void
part_lines(struct report *r, const struct event *ev)
{
	struct buf *b = &r->out, value = { 0 };

	if (ev->name) {
		buf_adds(&value, ev->name);
		buf_adds(&value, !strcmp(ev->state, "header") ? ": " : "\n");
	}
	msg_show(&value, ev->text);
	buf_addf(b, "%*s", INDENT, "");
	text_pad(b, _(row_part_label(ev->state)), LABEL_COLS);
	text_hang(b, buf_str(&value), INDENT + LABEL_COLS);
	buf_release(&value);
}

static void
held_line(struct report *r, const struct event *ev)
{
	char *said = msg_row(row_held_text(ev->state), ev->text);
	char *text = msg_text(said);

	buf_addf(&r->out, "%*s", INDENT, "");
	text_ink(&r->out, r->colour, INK_FAINT, text);
	buf_addc(&r->out, '\n');
	if (ev->count)
		buf_addf(&r->out, "%*s%s", INDENT, "",
			_("Enter lets it go on, Ctrl-C puts all back: "));
	free(text);
	free(said);
}

static void
stop_field(struct report *r, const char *label, const char *value)
{
	text_field(&r->out, INDENT, LABEL_COLS, label, value);
}

static void
stop_lines(struct report *r, const struct event *ev)
{
	char *hint = report_hint(ev);

	buf_addc(&r->out, '\n');
	text_pad(&r->out, ev->name, PLACE_COLS);
	text_ink(&r->out, r->colour, INK_BAD, _("not reached"));
	buf_addc(&r->out, '\n');
	stop_field(r, C_("label", "why"), ev->cause);
	stop_field(r, C_("label", "try"), hint);
	stop_field(r, C_("label", "probe"), ev->probe);
	free(hint);
}

static void
row_human_event(struct report *r, const struct event *ev)
{
	if (!row_event_is(ev))
		return;
	if (ev->kind == EV_ROW_AT)
		place_line(r, ev);
	else if (ev->kind == EV_ROW_PART)
		part_lines(r, ev);
	else if (ev->kind == EV_ROW_HELD)
		held_line(r, ev);
	else
		stop_lines(r, ev);
}

/* -- for programs ------------------------------------------------------------- */

static json_t *
list_of(json_t *o, const char *key)
{
	json_t *list = json_object_get(o, key);

	if (!list)
		json_object_set_new(o, key, list = json_array());
	return list;
}

static json_t *
object_of(struct report *r)
{
	if (!r->json)
		r->json = json_object();
	return r->json;
}

static void
add_place(json_t *o, const struct event *ev)
{
	json_t *place = json_object();

	object_str(o, "flow", ev->subject);
	object_str(place, "at", ev->name);
	object_str(place, "is", ev->state);
	object_str(place, "where", ev->text);
	json_set_int(place, "ms", ev->count);
	json_array_append_new(list_of(o, "hops"), place);
}

/* Of the last place, or of the whole before the first one. */
static json_t *
last_place(json_t *o)
{
	json_t *hops = list_of(o, "hops");
	size_t n = json_array_size(hops);

	return n ? json_array_get(hops, n - 1) : o;
}

static void
add_part(json_t *o, const struct event *ev)
{
	json_t *part = json_object();
	char *text = msg_text(ev->text);

	object_str(part, "is", ev->state);
	object_str(part, "name", ev->name);
	object_str(part, "text", text);
	json_array_append_new(list_of(last_place(o), "parts"), part);
	free(text);
}

static void
row_json_event(struct report *r, const struct event *ev)
{
	json_t *o = object_of(r);

	if (!row_event_is(ev))
		return;
	if (ev->kind == EV_ROW_AT)
		add_place(o, ev);
	else if (ev->kind == EV_ROW_PART)
		add_part(o, ev);
	else if (ev->kind == EV_ROW_HELD)
		object_str(last_place(o),
			!strcmp(ev->state, "job") ? "held_by_job"
						  : "held_by_connector",
			ev->text);
	if (ev->kind != EV_TRACE_STOP)
		return;
	object_str(o, "stops_at", ev->name);
	object_str(o, "cause", ev->cause);
	object_str(o, "explain", ev->explain);
}

static void
row_json_end(struct report *r, const struct err *err)
{
	json_t *o = object_of(r);

	r->json = NULL;
	object_end(o, r, err);
}

static const struct report_kind row_human = { "human", human_title,
	row_human_event, NULL };
static const struct report_kind row_json = { "json", NULL, row_json_event,
	row_json_end };

const struct report_kind *
report_row(bool json)
{
	return json ? &row_json : &row_human;
}
