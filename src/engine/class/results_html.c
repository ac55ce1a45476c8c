/* What a class leaves, as one page to look at after it. */
#include "config.h"

#include "engine/class/results.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/json.h"
#include "common/base/san.h"

#define MINUTE_MS 60000

static const char head[] =
	"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
	"'none'; style-src 'unsafe-inline'\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<style>body{font:16px/1.4 system-ui,sans-serif;max-width:70em;"
	"margin:2em auto;padding:0 1em;color:#222;background:#fff}"
	"table{border-collapse:collapse;margin:1em 0}"
	"th,td{text-align:left;padding:.2em .8em;border-bottom:1px solid #ccc;"
	"vertical-align:top}td.n{text-align:right}"
	".no{color:#a00000}</style>\n";

/* Nothing of a learner's becomes a tag. */
static void
add_text(struct buf *out, const char *text)
{
	struct buf clean = { 0 };

	san_add(&clean, SAN_LINE, text, strlen(text));
	san_add(out, SAN_XML, buf_str(&clean), clean.len);
	buf_release(&clean);
}

static void
add_cell(struct buf *out, const char *text)
{
	buf_adds(out, "<td>");
	add_text(out, text);
}

static void
add_number(struct buf *out, long long n)
{
	buf_addf(out, "<td class=\"n\">%lld", n);
}

static void
add_when(struct buf *out, long long wall_ms)
{
	char text[40] = "";

	if (wall_ms)
		clock_text(text, sizeof(text), true, wall_ms);
	add_text(out, text);
}

/* -- what held the class up ------------------------------------------------ */

/* What learners had in common; each stands in a lesson once. */
struct cause {
	const char *text, *item, *lesson, *last; /* lent; last: counted */
	long long learners, times, ms;
};

struct causes {
	struct cause *list;
	size_t n;
};

/* One item of a lesson that was red for one reason. */
static struct cause *
cause_of(struct causes *all, const json_t *learner, const json_t *red)
{
	const char *lesson = json_str(learner, "lesson", "");
	const char *item = json_str(red, "item", "");
	const char *text = json_str(red, "cause", "it was red");

	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->list[i].text, text) &&
			!strcmp(all->list[i].item, item) &&
			!strcmp(all->list[i].lesson, lesson))
			return &all->list[i];
	all->list = mem_more(all->list, all->n, sizeof(*all->list));
	all->list[all->n] = (struct cause){
		.text = text, .item = item, .lesson = lesson, .last = ""
	};
	return &all->list[all->n++];
}

static void
count_red(struct causes *all, const json_t *learner, const json_t *red,
	long long closed)
{
	struct cause *c = cause_of(all, learner, red);
	const char *who = json_str(learner, "learner", "");

	c->learners += strcmp(c->last, who) != 0;
	c->last = who;
	c->times += json_int(red, "times", 0);
	c->ms += class_red_ms(red, closed);
}

static int
by_learners(const void *left, const void *right)
{
	const struct cause *a = left, *b = right;

	if (a->learners != b->learners)
		return a->learners > b->learners ? -1 : 1;
	return a->ms == b->ms   ? strcmp(a->text, b->text)
		: a->ms > b->ms ? -1
				: 1;
}

static void
add_causes(struct buf *out, const json_t *results)
{
	long long closed = json_int(results, "closed", 0);
	struct causes all = { 0 };
	json_t *learner, *red;
	size_t i, j;

	json_array_foreach(json_object_get(results, "learners"), i, learner)
		json_array_foreach(json_object_get(learner, "reds"), j, red)
			count_red(&all, learner, red, closed);
	if (all.n)
		qsort(all.list, all.n, sizeof(*all.list), by_learners);
	buf_adds(out,
		"<h2>What held the class up</h2>\n<table><tr><th>Lesson<th>"
		"Item<th>Cause<th>Learners<th>Times red<th>Minutes\n");
	for (i = 0; i < all.n; i++) {
		buf_adds(out, "<tr>");
		add_cell(out, all.list[i].lesson);
		add_cell(out, all.list[i].item);
		add_cell(out, all.list[i].text);
		add_number(out, all.list[i].learners);
		add_number(out, all.list[i].times);
		add_number(out, all.list[i].ms / MINUTE_MS);
		buf_addc(out, '\n');
	}
	buf_adds(out, "</table>\n");
	free(all.list);
}

/* -- learners -------------------------------------------------------------- */

static void
add_check(struct buf *out, const json_t *learner, const char *check,
	long long closed)
{
	struct class_reds reds = class_reds_of(learner, check, closed);
	long long earned = class_earned_at(learner, check);

	buf_adds(out, "<tr>");
	add_cell(out, json_str(learner, "name", ""));
	add_cell(out, json_str(learner, "lesson", ""));
	add_cell(out, check);
	buf_adds(out, earned ? "<td>" : "<td class=\"no\">not earned");
	add_when(out, earned);
	add_number(out, reds.times);
	add_number(out, reds.ms / MINUTE_MS);
	add_cell(out, reds.cause);
	buf_addc(out, '\n');
}

static void
add_learners(struct buf *out, const json_t *results)
{
	long long closed = json_int(results, "closed", 0);
	json_t *learner, *check;
	size_t i, j;

	buf_adds(out,
		"<h2>Learners</h2>\n<table><tr><th>Name<th>Lesson<th>Item<th>"
		"Earned<th>Times red<th>Minutes red<th>Last cause\n");
	json_array_foreach(json_object_get(results, "learners"), i,
		learner) json_array_foreach(json_object_get(learner, "checks"),
		j, check) add_check(out, learner,
		json_is_string(check) ? json_string_value(check) : "", closed);
	buf_adds(out, "</table>\n");
}

void
class_results_html(struct buf *out, const json_t *results)
{
	const char *name = json_str(results, "class", "");

	buf_adds(out, head);
	buf_adds(out, "<title>Class ");
	add_text(out, name);
	buf_adds(out, "</title></head><body>\n<h1>Class ");
	add_text(out, name);
	buf_adds(out, "</h1>\n<p>From ");
	add_when(out, json_int(results, "opened", 0));
	buf_adds(out, " to ");
	add_when(out, json_int(results, "closed", 0));
	buf_adds(out, ".</p>\n");
	add_causes(out, results);
	add_learners(out, results);
	buf_adds(out, "</body></html>\n");
}
