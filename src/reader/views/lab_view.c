#include "config.h"

#include "reader/views/lab_view.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/place.h"
#include "common/course/catalog.h"

#define OUTPUT_MAX ((size_t)64 << 10) /* bytes kept of what a step prints */

static void
add_check(struct lab_view *view, const struct lab_check *check)
{
	struct lab_item *item = lab_state_add(&view->state, true, check->id);

	item->listed = true;
	item->optional = check->optional;
	item->drill = check->drill != NULL;
}

static void
add_items(struct lab_view *view)
{
	const struct lab *lab = &view->lab;

	view->state.keep = KEEP_OUTPUT;
	view->state.output_max = OUTPUT_MAX;
	for (size_t i = 0; i < lab->ncheck; i++)
		add_check(view, &lab->checks[i]);
	for (size_t i = 0; i < lab->nstep; i++)
		lab_state_add(&view->state, false, lab->steps[i].id)->listed =
			true;
	view->ncheck = lab->ncheck;
	view->nitem = view->state.nitem;
}

static void
lab_view_take_record(void *ctx, const struct event *ev)
{
	lab_state_event(ctx, ev);
}

bool
lab_view_follow(struct lab_view *view)
{
	enum journal_news news;

	if (!view->journal)
		return false;
	news = journal_follow(
		view->journal, &view->seen, lab_view_take_record, &view->state);
	if (news != JOURNAL_REPLACED)
		return news == JOURNAL_GREW;
	lab_state_take_back(&view->state);
	journal_follow(
		view->journal, &view->seen, lab_view_take_record, &view->state);
	lab_state_age(&view->state);
	return true;
}

/*
 * The journal tells again what was heard: a doubt that came after an answer must
 * outlive that.
 */
void
lab_view_catch_up(struct lab_view *view)
{
	struct lab_item **items = view->state.items;
	size_t n = view->state.nitem;
	enum now *now = mem_alloc((n + 1) * sizeof(*now));
	char **doubts = mem_alloc((n + 1) * sizeof(*doubts));

	for (size_t i = 0; i < n; i++) {
		now[i] = items[i]->now;
		doubts[i] =
			items[i]->doubt ? mem_strdup(items[i]->doubt) : NULL;
	}
	lab_view_follow(view);
	for (size_t i = 0; i < n; i++) {
		if (doubts[i])
			lab_item_doubt(view->state.items[i], now[i], doubts[i]);
		free(doubts[i]);
	}
	free(doubts);
	free(now);
}

/* What is in the journal at first is no news. */
static void
read_journal(struct lab_view *view, const struct place *place)
{
	struct err err = { 0 };

	view->journal = place_lab(place, view->lesson, "journal");
	if (journal_read(view->journal, NULL, NULL, &err) < 0)
		view->lab_err = err;
	lab_view_follow(view);
	lab_state_age(&view->state);
}

struct lab_view *
lab_view_new(const struct place *place, const struct lesson_ref *lesson)
{
	struct lab_view *view = mem_alloc(sizeof(*view));

	view->lesson = mem_strdup(lesson->id);
	if (!lesson->lab)
		return view;
	view->has_lab = lab_load(&view->lab, lesson->lab, place->data,
				&view->lab_err) == 0;
	if (view->has_lab) {
		add_items(view);
		read_journal(view, place);
	}
	return view;
}

void
lab_view_free(struct lab_view *view)
{
	if (!view)
		return;
	lab_state_release(&view->state);
	lab_release(&view->lab);
	free(view->lesson);
	free(view->journal);
	free(view);
}

struct lab_item *
lab_view_item(const struct lab_view *view, size_t i)
{
	assert(i < view->nitem);
	return view->state.items[i];
}

size_t
lab_view_index(const struct lab_view *view, const struct lab_item *item)
{
	size_t i = 0;

	while (i < view->nitem && view->state.items[i] != item)
		i++;
	return i;
}

struct lab_item *
lab_view_find(const struct lab_view *view, bool is_check, const char *id)
{
	struct lab_item *item = lab_state_find(&view->state, is_check, id);

	return item && item->listed ? item : NULL;
}

enum sign
item_sign(const struct lab_item *item)
{
	if (item->state == ITEM_RUNNING)
		return SIGN_WAIT;
	if (lab_item_is_lost(item))
		return SIGN_SHAKY;
	if (item->earned)
		return item->now == NOW_TRUE ? SIGN_GOOD : SIGN_GOOD_THEN;
	if (item->red)
		return item->now == NOW_FALSE ? SIGN_RED : SIGN_RED_THEN;
	return item->state == ITEM_SKIP ? SIGN_SKIP : SIGN_NONE;
}

bool
sign_is_red(enum sign sign)
{
	return sign == SIGN_RED || sign == SIGN_RED_THEN || sign == SIGN_SHAKY;
}

enum sign
count_sign(struct lab_count n)
{
	if (!n.all || n.earned < n.all)
		return SIGN_NONE;
	if (n.lost)
		return SIGN_SHAKY;
	return n.holds == n.all ? SIGN_GOOD : SIGN_GOOD_THEN;
}

void
count_add(struct lab_count n, bool ascii, struct buf *out)
{
	if (n.lost)
		buf_addf(out, "%s%d", ascii ? "~" : "\u00b1", n.lost);
	if (n.red)
		buf_addf(out, "%s%d%s", out->len ? " " : "", n.red,
			ascii ? "!" : "\u2717");
}

static const struct {
	const char *text, *ascii;
	enum style style;
} signs[SIGN_COUNT] = {
	[SIGN_NONE] = { "[ ]", "[ ]", STYLE_TEXT },
	[SIGN_WAIT] = { "[\u2026]", "[.]", STYLE_WAIT },
	[SIGN_GOOD] = { "[\u2713]", "[x]", STYLE_PASS },
	[SIGN_GOOD_THEN] = { "(\u2713)", "(x)", STYLE_TEXT },
	[SIGN_SHAKY] = { "[\u00b1]", "[~]", STYLE_WARNING },
	[SIGN_RED] = { "[\u2717]", "[!]", STYLE_FAIL },
	[SIGN_RED_THEN] = { "(\u2717)", "(!)", STYLE_WARNING },
	[SIGN_SKIP] = { "[-]", "[-]", STYLE_DIM },
};

const char *
sign_text(enum sign sign, bool ascii)
{
	return ascii ? signs[sign].ascii : signs[sign].text;
}

enum style
sign_style(enum sign sign)
{
	return signs[sign].style;
}
