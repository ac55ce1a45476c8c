/* The board of a class: painted again and again, as lines, or as JSON. */
#include "config.h"

#include "reader/report/report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/json_span.h"
#include "common/base/lang.h"
#include "common/base/utf8.h"
#include "common/event/event.h"
#include "reader/report/seats.h"
#include "reader/report/text.h"

#define NAME_COLS 20
#define NAMES_MAX 8 /* of a group, in its line */

/* -- what was told -------------------------------------------------------- */

/* "rows": those of all learners; "news": the keys of those that changed. */
static json_t *
part(struct report *r, const char *name)
{
	if (!r->json) {
		r->json = json_object();
		json_object_set_new(r->json, "rows", json_object());
		json_object_set_new(r->json, "news", json_object());
	}
	return json_object_get(r->json, name);
}

static void
take_row(struct report *r, const struct event *ev)
{
	struct err bad = { 0 };
	json_t *row = ev->text
		? json_parse("row", ev->text, strlen(ev->text), &bad)
		: NULL;
	char *key = mem_printf("%s/%s", json_str(row, "learner", ""),
		json_str(row, "lesson", ""));

	if (json_is_true(json_object_get(row, "left"))) {
		json_object_del(part(r, "rows"), key);
		json_object_del(part(r, "news"), key);
	} else if (row) {
		json_object_set(part(r, "rows"), key, row);
		json_object_set(part(r, "news"), key, row);
	}
	json_decref(row);
	free(key);
}

/* -- for people ----------------------------------------------------------- */

/* How much a line may take; all-zero: as much as it does. */
struct paper {
	int cols, lines; /* lines: that are left */
	bool cut;
};

/* line is ours or clean; it is emptied. */
static void
put_line(struct report *r, struct paper *paper, enum ink ink, struct buf *line)
{
	size_t fit = line->len;

	if (paper->cols)
		fit = utf8_fit(buf_str(line), line->len, paper->cols);
	if (!paper->cut || paper->lines-- > 0) {
		char *text = mem_strndup(buf_str(line), fit);

		text_ink(&r->out, r->colour, ink, text);
		buf_adds(&r->out, paper->cut ? "\033[K\n" : "\n");
		free(text);
	}
	buf_reset(line);
}

static void
add_red(struct buf *line, const struct seat *seat, long long now)
{
	char *cause = seat_cause(seat->red);
	long long times = json_int(seat->red, "times", 1);

	buf_adds(line, "  ");
	text_span(line, now > seat->since ? now - seat->since : 0);
	if (times > 1)
		buf_addf(line, _(", %lld times"), times);
	buf_adds(line, "  ");
	text_add(line, json_str(seat->red, "item", ""));
	buf_adds(line, ": ");
	text_add(line, cause);
	free(cause);
}

static void
add_marks(struct buf *line, const struct seat *seat)
{
	json_t *id;
	size_t i;

	json_array_foreach(json_object_get(seat->row, "checks"), i, id)
	{
		if (json_is_string(id))
			buf_addc(line, seat_mark(seat, json_string_value(id)));
	}
}

/* The last part of a lesson's id says enough beside a name. */
static const char *
short_lesson(const char *lesson)
{
	const char *slash = strrchr(lesson, '/');

	return slash ? slash + 1 : lesson;
}

static void
put_seat(struct report *r, struct paper *paper, const struct seat *seat,
	long long now)
{
	struct buf line = { 0 };

	text_pad(&line, seat->name, NAME_COLS);
	buf_addc(&line, ' ');
	add_marks(&line, seat);
	buf_adds(&line, "  ");
	buf_addf(&line, _("%d of %d"), seat->earned, seat->all);
	buf_adds(&line, "  ");
	text_add(&line, short_lesson(seat->lesson));
	if (seat->red)
		add_red(&line, seat, now);
	put_line(r, paper,
		seat->red                           ? INK_BAD
			: seat->earned == seat->all ? INK_GOOD
						    : INK_PLAIN,
		&line);
	buf_release(&line);
}

static void
put_group(struct report *r, struct paper *paper, const struct seat_group *g)
{
	struct buf line = { 0 };
	char *cause = seat_cause(g->red);

	buf_addf(&line, P_("%ld learner", "%ld learners", (long)g->n),
		(long)g->n);
	buf_adds(&line, ": ");
	text_add(&line, cause);
	put_line(r, paper, INK_STRONG, &line);
	buf_adds(&line, "    ");
	for (size_t i = 0; i < g->n && i < NAMES_MAX; i++) {
		buf_adds(&line, i ? ", " : "");
		text_add(&line, g->seats[i]->name);
	}
	if (g->n > NAMES_MAX)
		buf_adds(&line, ", ...");
	put_line(r, paper, INK_PLAIN, &line);
	buf_release(&line);
	free(cause);
}

/* Who waits for help, the longest first, and what is red there. */
static void
put_hand(struct report *r, struct paper *paper, const struct seat *seat,
	long long now)
{
	struct buf line = { 0 };

	text_pad(&line, seat->name, NAME_COLS);
	buf_addc(&line, ' ');
	buf_adds(&line, _("hand up"));
	buf_adds(&line, "  ");
	text_span(&line, now > seat->hand ? now - seat->hand : 0);
	buf_adds(&line, "  ");
	text_add(&line, short_lesson(seat->lesson));
	if (seat->red)
		add_red(&line, seat, now);
	put_line(r, paper, INK_STRONG, &line);
	buf_release(&line);
}

static void
put_head(struct report *r, struct paper *paper, const struct seats *seats,
	const json_t *frame)
{
	const char *id = json_str(frame, "class", "");
	char *name = mem_strndup(id, strcspn(id, "/"));
	struct buf line = { 0 };

	buf_addf(&line, _("class %s   learners: %zu   red: %zu"), name,
		seats->nlearner, seats->nred);
	free(name);
	put_line(r, paper, INK_STRONG, &line);
	buf_release(&line);
}

/* Records that count for nothing, since whom they name has not signed them. */
static void
put_unverified(struct report *r, struct paper *paper, const json_t *frame)
{
	static const struct {
		const char *key, *word;
	} words[] = {
		{ "forged", N_("forged") },
		{ "large", N_("too large") },
		{ "repeated", N_("repeated") },
		{ "flood", N_("too many at once") },
	};
	const json_t *counts = json_object_get(frame, "unverified");
	struct buf line = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		long long n = json_int(counts, words[i].key, 0);

		buf_adds(&line, n && line.len ? ", " : "");
		if (n)
			buf_addf(&line, "%s: %lld", _(words[i].word), n);
	}
	if (line.len) {
		char *all = mem_printf(
			_("unverified records (%s)"), buf_str(&line));

		buf_reset(&line);
		buf_adds(&line, all);
		put_line(r, paper, INK_BAD, &line);
		free(all);
	}
	buf_release(&line);
}

static void
put_all(struct report *r, struct paper *paper, const json_t *frame)
{
	long long now = json_int(frame, "now", 0);
	struct seats seats = { 0 };

	seats_take(&seats, part(r, "rows"));
	put_head(r, paper, &seats, frame);
	put_unverified(r, paper, frame);
	for (size_t i = 0; i < seats.nhand; i++)
		put_hand(r, paper, seats.hands[i], now);
	for (size_t i = 0; i < seats.ngroup && seats.groups[i].n > 1; i++)
		put_group(r, paper, &seats.groups[i]);
	for (size_t i = 0; i < seats.n; i++)
		put_seat(r, paper, &seats.seats[i], now);
	seats_release(&seats);
}

/* Over what was there, as far as there is room. */
static void
paint(struct report *r, const json_t *frame)
{
	struct paper paper = { .cols = 80, .lines = 23, .cut = true };
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 1) {
		paper.cols = size.ws_col;
		paper.lines = size.ws_row - 1;
	}
	buf_adds(&r->out, "\033[H");
	put_all(r, &paper, frame);
	buf_adds(&r->out, "\033[J");
}

/* The whole once, then whose state is another. */
static void
print_news(struct report *r, const json_t *frame)
{
	struct paper paper = { 0 };
	struct seats seats = { 0 };

	if (!r->told++) {
		put_all(r, &paper, frame);
		return;
	}
	seats_take(&seats, part(r, "news"));
	put_unverified(r, &paper, frame);
	for (size_t i = 0; i < seats.n; i++)
		put_seat(r, &paper, &seats.seats[i], json_int(frame, "now", 0));
	seats_release(&seats);
}

/* -- as JSON -------------------------------------------------------------- */

static json_t *
groups_json(const struct seats *seats)
{
	json_t *out = json_array();

	for (size_t i = 0; i < seats->ngroup; i++) {
		const struct seat_group *g = &seats->groups[i];
		json_t *o = json_object(), *names = json_array();
		char *cause = seat_cause(g->red);

		object_str(o, "cause", cause);
		object_str(o, "explain", json_str(g->red, "explain", NULL));
		for (size_t j = 0; j < g->n; j++)
			json_array_append_new(
				names, json_string(g->seats[j]->name));
		json_object_set_new(o, "learners", names);
		json_array_append_new(out, o);
		free(cause);
	}
	return out;
}

static json_t *
hands_json(const struct seats *seats)
{
	json_t *out = json_array();

	for (size_t i = 0; i < seats->nhand; i++) {
		const struct seat *seat = seats->hands[i];
		char *cause = seat->red ? seat_cause(seat->red) : NULL;
		json_t *o = json_object();

		object_str(o, "name", seat->name);
		object_str(o, "lesson", seat->lesson);
		json_set_int(o, "since", seat->hand);
		object_str(o, "item", json_str(seat->red, "item", NULL));
		object_str(o, "cause", cause);
		json_array_append_new(out, o);
		free(cause);
	}
	return out;
}

/* Its causes as people read them. */
static json_t *
seat_json(const struct seat *seat)
{
	json_t *o = json_deep_copy(seat->row), *red;
	size_t i;

	json_array_foreach(json_object_get(o, "red"), i, red)
	{
		char *cause = seat_cause(red);

		object_str(red, "cause", cause);
		free(cause);
	}
	return o;
}

static void
print_json(struct report *r, const json_t *frame)
{
	json_t *o = json_deep_copy(frame), *learners = json_array();
	struct seats seats = { 0 };
	char *text;

	seats_take(&seats, part(r, "rows"));
	for (size_t i = 0; i < seats.n; i++)
		json_array_append_new(learners, seat_json(&seats.seats[i]));
	json_object_set_new(o, "learners", learners);
	json_object_set_new(o, "groups", groups_json(&seats));
	json_object_set_new(o, "hands", hands_json(&seats));
	text = json_line(o);
	json_span_plain(&r->out, text, strlen(text));
	buf_addc(&r->out, '\n');
	free(text);
	json_decref(o);
	seats_release(&seats);
}

/* -- all of them ---------------------------------------------------------- */

static void
board_event(struct report *r, const struct event *ev,
	void (*show)(struct report *, const json_t *))
{
	struct err bad = { 0 };
	json_t *frame;

	if (!ev->request) /* how our own sending stands */
		return;
	if (ev->kind == EV_CLASS_ROW)
		take_row(r, ev);
	if (ev->kind != EV_CLASS_FRAME || !ev->text)
		return;
	frame = json_parse("frame", ev->text, strlen(ev->text), &bad);
	if (frame)
		show(r, frame);
	json_object_clear(part(r, "news"));
	json_decref(frame);
}

static void
live_event(struct report *r, const struct event *ev)
{
	board_event(r, ev, paint);
}

static void
lines_event(struct report *r, const struct event *ev)
{
	board_event(r, ev, print_news);
}

static void
json_event(struct report *r, const struct event *ev)
{
	board_event(r, ev, print_json);
}

static void
live_begin(struct report *r)
{
	buf_adds(&r->out, "\033[H\033[J");
}

static void
board_end(struct report *r, const struct err *err)
{
	(void)err;
	json_decref(r->json);
	r->json = NULL;
}

const struct report_kind *
report_board(bool live, bool json)
{
	static const struct report_kind painted = { "live", live_begin,
		live_event, board_end };
	static const struct report_kind lines = { "lines", NULL, lines_event,
		board_end };
	static const struct report_kind object = { "json", NULL, json_event,
		board_end };

	return json ? &object : live ? &painted : &lines;
}
