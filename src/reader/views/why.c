#include "config.h"

#include "common/base/lang.h"
#include "reader/views/views.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/port.h"
#include "common/event/event.h"
#include "common/explain/explain.h"
#include "reader/grid/textview.h"
#include "reader/views/lab_view.h"

char *
why_where(const struct lab_item *entry)
{
	const struct event *end = lab_item_end(entry);
	const char *layer = end->layer ? layer_word(end->layer) : NULL;

	if (layer && end->service)
		return mem_printf("%s, %s", layer, end->service);
	if (layer || end->service)
		return mem_strdup(layer ? layer : end->service);
	return NULL;
}

char *
why_try(const struct lab_item *entry)
{
	char *hint = explain_try(lab_item_end(entry));
	char *text = port_text(hint);

	free(hint);
	return text;
}

char *
why_now(const struct lab_item *item)
{
	const char *other = item->doubt;

	if (!item->earned && !item->red)
		return NULL;
	if (other && item->now == NOW_UNASKABLE)
		return mem_printf(
			_("cannot be asked now: %s is not up"), other);
	if (other && item->now == NOW_UNASKED && item->red)
		return mem_printf(
			_("was red; %s has changed since, c asks again"),
			other);
	if (other && item->now != NOW_UNASKED && item->earned)
		return mem_printf(
			_("earned, but not true now: %s does not run"), other);
	if (item->earned && item->red)
		return mem_strdup(_("earned before, red now"));
	if (item->drill && item->now == NOW_UNASKED && item->earned)
		return mem_strdup(_("passed before; Enter begins it again"));
	if (item->drill && item->now == NOW_UNASKED && item->red)
		return mem_strdup(
			_("was red at the last try; Enter begins it again"));
	if (item->earned && item->now == NOW_UNASKED)
		return mem_strdup(_("earned; not asked since, c asks"));
	if (item->red && item->now == NOW_UNASKED)
		return mem_strdup(_("was red at the last try; c checks again"));
	return NULL;
}

void
why_legend(struct textview *textview, bool ascii)
{
	static const struct {
		enum sign sign;
		const char *text;
	} marks[] = {
		{ SIGN_GOOD, N_("earned, and true now") },
		{ SIGN_GOOD_THEN, N_("earned, not asked since") },
		{ SIGN_SHAKY,
			N_("earned, but not true now, or it cannot be asked") },
		{ SIGN_RED, N_("red now, not earned yet") },
		{ SIGN_RED_THEN, N_("was red, not asked since") },
		{ SIGN_WAIT, N_("going on") },
		{ SIGN_SKIP, N_("skipped") },
		{ SIGN_NONE, N_("not tried yet") },
	};

	textview_line(textview);
	textview_rule(textview, _("Marks"), "");
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		enum sign sign = marks[i].sign;

		textview_line(textview);
		textview_add(
			textview, sign_style(sign), sign_text(sign, ascii));
		textview_add(textview, STYLE_TEXT, " ");
		textview_wrap(textview, STYLE_TEXT, 4, 0, _(marks[i].text));
	}
}

static const char *
state_text(const struct lab_item *e)
{
	static const char *const texts[] = {
		[SIGN_NONE] = N_("not tried yet"),
		[SIGN_WAIT] = N_("going on"),
		[SIGN_GOOD] = N_("earned"),
		[SIGN_GOOD_THEN] = N_("earned"),
		[SIGN_SHAKY] = N_("earned"),
		[SIGN_RED] = N_("red"),
		[SIGN_RED_THEN] = N_("red"),
		[SIGN_SKIP] = N_("skipped"),
	};

	return texts[item_sign(e)];
}

static void
part(struct textview *textview, const char *title, enum style style,
	const char *text)
{
	if (!text || !*text)
		return;
	textview_line(textview);
	textview_line(textview);
	textview_add(textview, STYLE_HEADING3, _(title));
	textview_block(textview, style, 2, text);
}

static void
conditions(struct textview *textview, const struct lab_item *e, bool ascii)
{
	const struct lab_detail *d = lab_item_detail(e);

	if (!d->ncondition)
		return;
	textview_line(textview);
	textview_line(textview);
	textview_add(textview, STYLE_HEADING3, _("Conditions"));
	for (size_t i = 0; i < d->ncondition; i++) {
		enum sign sign = d->conditions[i].pass ? SIGN_GOOD : SIGN_RED;

		textview_line(textview);
		textview_to(textview, 2);
		textview_add(
			textview, sign_style(sign), sign_text(sign, ascii));
		textview_add(textview, STYLE_TEXT, " ");
		textview_wrap(
			textview, STYLE_TEXT, 6, 0, d->conditions[i].text);
	}
}

void
why_write(struct textview *textview, const struct lab_item *e,
	const char *title, const struct hints *hints, bool ascii)
{
	enum sign sign = item_sign(e);
	char *where = why_where(e);
	const struct lab_detail *d = lab_item_detail(e);
	const struct event *end = lab_item_end(e);
	char *try = end->cause ? why_try(e) : NULL;
	char *now = why_now(e);

	textview_line(textview);
	textview_add(textview, sign_style(sign), sign_text(sign, ascii));
	textview_add(textview, STYLE_TEXT, " ");
	textview_wrap(textview, STYLE_STRONG, 4, 0, title);
	textview_line(textview);
	textview_to(textview, 4);
	textview_wrap(textview, STYLE_DIM, 4, 0, now ? now : _(state_text(e)));
	part(textview, N_("Where"), STYLE_FAIL, where);
	part(textview, N_("Why"), STYLE_TEXT, end->cause);
	part(textview, N_("What to try"), STYLE_TEXT, try);
	if (hints)
		hints_write(textview, hints);
	part(textview, N_("Waits for"), STYLE_TEXT, d->wait);
	conditions(textview, e, ascii);
	part(textview, N_("Probe"), STYLE_BLOCK, end->probe);
	part(textview, N_("Proof"), STYLE_TEXT, end->text);
	part(textview, N_("Output"), STYLE_BLOCK, buf_str(&d->output));
	if (d->dropped)
		textview_addf(textview, STYLE_DIM, " (+%zu)", d->dropped);
	free(where);
	free(try);
	free(now);
}
