#include "config.h"

#include "common/base/lang.h"
#include "reader/views/views.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/course/trust.h"
#include "reader/grid/textview.h"
#include "reader/views/lab_view.h"

static const struct lab_check *
check_of(const struct lab *lab, const struct lab_item *item)
{
	return &lab->checks[lab_check_index(lab, item->id)];
}

/* The steps that a check needs, in an order in which they can run; owned. */
static const struct lab_step **
steps_of(const struct lab *lab, const struct lab_item *item, size_t *n)
{
	size_t room = lab->nstep + lab->ncheck;
	size_t check = lab->nstep + (size_t)lab_check_index(lab, item->id);
	size_t *parts = mem_alloc(room * sizeof(*parts));
	size_t nparts = lab_needs_all(lab, check, parts);
	const struct lab_step **steps =
		mem_alloc(room * sizeof(struct lab_step *));

	*n = 0;
	for (size_t i = 0; i < nparts; i++)
		if (parts[i] < lab->nstep)
			steps[(*n)++] = &lab->steps[parts[i]];
	free(parts);
	return steps;
}

static bool
step_is_done(const struct lab_view *view, const struct lab_step *step)
{
	const struct lab_item *item = lab_view_find(view, false, step->id);

	return item && item->earned && !lab_item_is_lost(item);
}

/* Of a drill, whose solution has steps of its own. */
static const char *
solution_block(const struct lab_drill *drill)
{
	for (size_t i = 0; drill && i < drill->nsolution; i++)
		if (drill->solution[i].block)
			return drill->solution[i].block;
	return NULL;
}

const char *
hints_block(const struct lab_view *view, const struct lab_item *item)
{
	const struct lab_drill *drill = check_of(&view->lab, item)->drill;
	const char *block = solution_block(drill);
	size_t n;
	const struct lab_step **steps = steps_of(&view->lab, item, &n);

	for (size_t i = 0; !drill && i < n; i++) {
		if (!steps[i]->block)
			continue;
		block = steps[i]->block;
		if (!step_is_done(view, steps[i]))
			break;
	}
	free((void *)steps);
	return block;
}

/* What is opened last is what the reader wants to see. */
static void
hint_heading(struct textview *textview, const char *title)
{
	textview_line(textview);
	textview_line(textview);
	textview->select_first = textview->select_end = textview->nline - 1;
	textview_add(textview, STYLE_HEADING3, title);
}

static void
write_hint(struct textview *textview, const struct hints *h)
{
	const struct lab_check *check = check_of(&h->view->lab, h->item);
	const char *says = lab_word(check->hint, h->lang, NULL);
	char *text = says
		? mem_strdup(says)
		: mem_printf(_("See the section \"%s\" of the lesson."),
			  h->section);

	hint_heading(textview, _("Hint"));
	textview_block(textview, STYLE_TEXT, 2, text);
	free(text);
}

/* The last line of a solution; text is given up. */
static void
write_how(struct textview *textview, char *text)
{
	textview_line(textview);
	textview_to(textview, 2);
	textview_wrap(textview, STYLE_TIP, 2, 0, text);
	free(text);
}

/* "[x] A table of orders  sql/orders.sql" */
static void
write_step(struct textview *textview, const struct hints *h,
	const struct lab_step *step)
{
	const struct lab_item *item = lab_view_find(h->view, false, step->id);
	enum sign sign = item ? item_sign(item) : SIGN_NONE;

	textview_line(textview);
	textview_to(textview, 2);
	textview_add(textview, sign_style(sign), sign_text(sign, h->ascii));
	textview_add(textview, STYLE_TEXT, " ");
	textview_wrap(textview, STYLE_TEXT, 6, 0,
		lab_word(step->title, h->lang, step->id));
	if (!step->block)
		return;
	textview_add(textview, STYLE_TEXT, "  ");
	textview_wrap(textview, STYLE_DIM, 6, 0, step->block);
}

static void
write_steps(struct textview *textview, const struct hints *h)
{
	size_t n, missing = 0;
	const struct lab_step **steps = steps_of(&h->view->lab, h->item, &n);

	for (size_t i = 0; i < n; i++) {
		write_step(textview, h, steps[i]);
		missing += !step_is_done(h->view, steps[i]);
	}
	free((void *)steps);
	if (!n)
		write_how(textview,
			mem_strdup(_("The lab has no step for this check.")));
	else if (!missing)
		write_how(textview,
			mem_strdup(_("All of these steps are done.")));
	else if (*h->run)
		write_how(textview,
			mem_printf(_("%s runs the steps that are not done."),
				h->run));
}

static void
write_deeds(struct textview *textview, const struct hints *h,
	const struct lab_drill *drill)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < drill->nsolution; i++) {
		trust_say_action(drill->solution[i].run, h->scan, &out);
		textview_block(textview, STYLE_TEXT, 2,
			buf_str(&out) + strspn(buf_str(&out), " "));
		buf_reset(&out);
	}
	buf_release(&out);
	if (*h->run)
		write_how(textview,
			mem_printf(_("%s runs this while the drill goes on."),
				h->run));
}

static void
write_solution(struct textview *textview, const struct hints *h)
{
	const struct lab_drill *drill = check_of(&h->view->lab, h->item)->drill;

	hint_heading(textview, _("Solution"));
	if (drill)
		write_deeds(textview, h, drill);
	else
		write_steps(textview, h);
}

static void
write_next(struct textview *textview, const struct hints *h)
{
	int next = h->item->hints + 1;
	char *text =
		mem_printf(next < LAB_HINTS ? _("%s: a hint, %d of %d")
					    : _("%s: the solution, %d of %d"),
			h->next, next, LAB_HINTS);

	textview_line(textview);
	textview_line(textview);
	textview_wrap(textview, STYLE_DIM, 0, 0, text);
	free(text);
}

void
hints_write(struct textview *textview, const struct hints *h)
{
	if (h->item->hints > 0)
		write_hint(textview, h);
	if (h->item->hints > 1)
		write_solution(textview, h);
	if (h->item->hints < LAB_HINTS)
		write_next(textview, h);
}
