#include "config.h"

#include "reader/tui/hint.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/lang.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "reader/talk/talk.h"
#include "reader/tui/ask_parts.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"
#include "reader/views/views.h"

/*
 * It is shown at once: the engine only writes down that it was opened, and where
 * it cannot, that is said.
 */
bool
hint_take(struct ui *ui, const struct lab_item *item)
{
	const char *name = item->id;
	struct request req = { .verb = VERB_HINT,
		.names = &name,
		.nname = 1,
		.count = item->hints + 1 };

	if (!item->is_check)
		ui_note(ui, STYLE_TEXT, "%s", _("Only checks have hints"));
	else if (item->hints == LAB_HINTS)
		ui_note(ui, STYLE_TEXT, "%s", _("There are no more hints"));
	if (!item->is_check || item->hints == LAB_HINTS ||
		!ask_put_lab(ui, &req))
		return false;
	ask_engine(ui, &req, FOR_HINT);
	lab_state_event(&ui->view->state,
		&(struct event){
			.kind = EV_HINT, .subject = name, .count = req.count });
	return true;
}

void
hint_open(struct ui *ui)
{
	if (!ui->view || ui->why >= ui->view->nitem)
		return;
	if (hint_take(ui, lab_view_item(ui->view, ui->why)))
		ui->popup_at = popup_selected_top(ui);
}

/* Where the block stands that is to be run, else the item itself; owned. */
static char *
section_of(const struct ui *ui, const struct lab_item *check)
{
	const struct scan *scan = page_scan(&ui->page);
	const char *name = hints_block(ui->view, check);
	const struct block *block = name ? scan_block(scan, name) : NULL;
	const struct item *item = scan_item(scan, check->id);
	int line = block ? block->line : item ? item->line : 0;

	return page_heading(&ui->page, page_section_of(&ui->page, line));
}

static struct hints
hints_of(const struct ui *ui, const struct lab_item *item,
	struct hint_keys keys, const char *section)
{
	return (struct hints){ .view = ui->view,
		.item = item,
		.scan = page_scan(&ui->page),
		.lang = ui->lang,
		.section = section,
		.next = keys.next,
		.run = keys.run,
		.ascii = ui->ascii };
}

void
hint_write(const struct ui *ui, struct textview *textview,
	const struct lab_item *check, struct hint_keys keys)
{
	char *section = section_of(ui, check);
	struct hints hints = hints_of(ui, check, keys, section);

	hints_write(textview, &hints);
	free(section);
}

void
hint_write_why(const struct ui *ui, struct textview *textview,
	const struct lab_item *entry, struct hint_keys keys)
{
	char *title = ui_title(ui, entry);
	char *section = entry->is_check ? section_of(ui, entry) : NULL;
	struct hints hints = hints_of(ui, entry, keys, section);

	why_write(textview, entry, title, entry->is_check ? &hints : NULL,
		ui->ascii);
	free(section);
	free(title);
}
