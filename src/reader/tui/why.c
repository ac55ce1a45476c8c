#include "config.h"

#include "reader/tui/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/port.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "reader/tui/state.h"
#include "reader/tui/textview.h"

static const struct {
	const char *layer;
	enum text text;
} layers[] = {
	{ "process", TEXT_LAYER_PROCESS },
	{ "port", TEXT_LAYER_PORT },
	{ "database", TEXT_LAYER_DATABASE },
	{ "slot", TEXT_LAYER_SLOT },
	{ "binlog", TEXT_LAYER_BINLOG },
	{ "worker", TEXT_LAYER_WORKER },
	{ "connector", TEXT_LAYER_CONNECTOR },
	{ "task", TEXT_LAYER_TASK },
	{ "topic", TEXT_LAYER_TOPIC },
	{ "consumer", TEXT_LAYER_CONSUMER },
	{ "lab", TEXT_LAYER_LAB },
};

static const char *
layer_text(const struct ui *ui, const char *layer)
{
	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		if (!strcmp(layers[i].layer, layer))
			return ui_text(ui, layers[i].text);
	return layer;
}

char *
why_where(const struct ui *ui, const struct lab_item *entry)
{
	const struct event *end = lab_item_end(entry);
	const char *layer = end->layer ? layer_text(ui, end->layer) : NULL;

	if (layer && end->service)
		return mem_printf("%s, %s", layer, end->service);
	if (layer || end->service)
		return mem_strdup(layer ? layer : end->service);
	return NULL;
}

char *
why_try(const struct ui *ui, const struct lab_item *entry)
{
	char *hint = explain_try(lab_item_end(entry), (int)ui->lang);
	char *text = port_text(hint);

	free(hint);
	return text;
}

/* What is known of it; TEXT_COUNT: nothing that its mark does not say. */
static enum text
now_text(const struct lab_item *item)
{
	if (!item->earned && !item->red)
		return TEXT_COUNT;
	if (item->doubt && item->now == NOW_UNASKABLE)
		return TEXT_NOW_UNASKABLE;
	if (item->doubt && item->now == NOW_UNASKED)
		return item->red ? TEXT_NOW_CHANGED : TEXT_NOW_UNASKED;
	if (item->doubt && item->earned)
		return TEXT_NOW_FALSE;
	if (item->earned && item->red)
		return TEXT_SHAKY;
	if (item->earned && item->now == NOW_UNASKED)
		return TEXT_NOW_UNASKED;
	if (item->red && item->now == NOW_UNASKED)
		return TEXT_RED_BEFORE;
	return TEXT_COUNT;
}

char *
why_now(const struct ui *ui, const struct lab_item *item)
{
	enum text text = now_text(item);
	const char *say, *place;

	if (text == TEXT_COUNT)
		return NULL;
	say = ui_text(ui, text);
	place = strstr(say, "{}");
	if (!place)
		return mem_strdup(say);
	return mem_printf(
		"%.*s%s%s", (int)(place - say), say, item->doubt, place + 2);
}

void
why_legend(const struct ui *ui, struct textview *textview)
{
	static const struct {
		enum sign sign;
		enum text text;
	} marks[] = {
		{ SIGN_GOOD, TEXT_MARK_GOOD },
		{ SIGN_GOOD_THEN, TEXT_MARK_GOOD_THEN },
		{ SIGN_SHAKY, TEXT_MARK_SHAKY },
		{ SIGN_RED, TEXT_MARK_RED },
		{ SIGN_RED_THEN, TEXT_MARK_RED_THEN },
		{ SIGN_WAIT, TEXT_IS_WAITING },
		{ SIGN_SKIP, TEXT_IS_SKIPPED },
		{ SIGN_NONE, TEXT_IS_NONE },
	};

	textview_line(textview);
	textview_rule(textview, ui_text(ui, TEXT_MARKS), "");
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		enum sign sign = marks[i].sign;

		textview_line(textview);
		textview_add(
			textview, sign_style(sign), sign_text(sign, ui->ascii));
		textview_add(textview, STYLE_TEXT, " ");
		textview_wrap(
			textview, STYLE_TEXT, 4, 0, ui_text(ui, marks[i].text));
	}
}

static enum text
state_text(const struct lab_item *e)
{
	static const enum text texts[] = {
		[SIGN_NONE] = TEXT_IS_NONE,
		[SIGN_WAIT] = TEXT_IS_WAITING,
		[SIGN_GOOD] = TEXT_IS_GOOD,
		[SIGN_GOOD_THEN] = TEXT_IS_GOOD,
		[SIGN_SHAKY] = TEXT_IS_GOOD,
		[SIGN_RED] = TEXT_IS_RED,
		[SIGN_RED_THEN] = TEXT_IS_RED,
		[SIGN_SKIP] = TEXT_IS_SKIPPED,
	};

	return texts[item_sign(e)];
}

static void
part(const struct ui *ui, struct textview *textview, enum text title,
	enum style style, const char *text)
{
	if (!text || !*text)
		return;
	textview_line(textview);
	textview_line(textview);
	textview_add(textview, STYLE_HEADING3, ui_text(ui, title));
	textview_block(textview, style, 2, text);
}

static void
conditions(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	const struct lab_detail *d = lab_item_detail(e);

	if (!d->ncondition)
		return;
	textview_line(textview);
	textview_line(textview);
	textview_add(textview, STYLE_HEADING3, ui_text(ui, TEXT_CONDITIONS));
	for (size_t i = 0; i < d->ncondition; i++) {
		enum sign sign = d->conditions[i].pass ? SIGN_GOOD : SIGN_RED;

		textview_line(textview);
		textview_to(textview, 2);
		textview_add(
			textview, sign_style(sign), sign_text(sign, ui->ascii));
		textview_add(textview, STYLE_TEXT, " ");
		textview_wrap(
			textview, STYLE_TEXT, 6, 0, d->conditions[i].text);
	}
}

const struct lab_item *
why_entry(const struct ui *ui)
{
	const struct lab_view *view = ui->view;

	return view && ui->why < view->nitem ? lab_view_item(view, ui->why)
					     : NULL;
}

void
why_write(const struct ui *ui, struct textview *textview,
	const struct lab_item *e)
{
	enum sign sign = item_sign(e);
	char *title = ui_title(ui, e), *where = why_where(ui, e);
	const struct lab_detail *d = lab_item_detail(e);
	const struct event *end = lab_item_end(e);
	char *try = end->cause ? why_try(ui, e) : NULL;
	char *now = why_now(ui, e);

	textview_line(textview);
	textview_add(textview, sign_style(sign), sign_text(sign, ui->ascii));
	textview_add(textview, STYLE_TEXT, " ");
	textview_wrap(textview, STYLE_STRONG, 4, 0, title);
	textview_line(textview);
	textview_to(textview, 4);
	textview_wrap(textview, STYLE_DIM, 4, 0,
		now ? now : ui_text(ui, state_text(e)));
	part(ui, textview, TEXT_WHERE, STYLE_FAIL, where);
	part(ui, textview, TEXT_WHY, STYLE_TEXT, end->cause);
	part(ui, textview, TEXT_TRY, STYLE_TEXT, try);
	part(ui, textview, TEXT_WAITS, STYLE_TEXT, d->wait);
	conditions(ui, textview, e);
	part(ui, textview, TEXT_PROBE, STYLE_BLOCK, end->probe);
	part(ui, textview, TEXT_EVIDENCE, STYLE_TEXT, end->text);
	part(ui, textview, TEXT_OUTPUT, STYLE_BLOCK, buf_str(&d->output));
	if (d->dropped)
		textview_addf(textview, STYLE_DIM, " (+%zu)", d->dropped);
	free(title);
	free(where);
	free(try);
	free(now);
}
