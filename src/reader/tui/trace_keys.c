#include "config.h"

#include "reader/tui/trace_keys.h"

#include "reader/tui/ask.h"
#include "reader/tui/state.h"
#include "reader/tui/view.h"

/* While one goes on, it is shown again. */
void
trace_show(struct ui *ui)
{
	const struct asked *lab = asked_for(&ui->asked, FOR_LAB);

	if (asked_step(&ui->asked))
		popup_open(ui, POPUP_ROW);
	else if ((lab && lab->verb == VERB_TRACE) || ask_trace(ui))
		popup_open(ui, POPUP_TRACE);
}

void
row_step(struct ui *ui)
{
	if (ask_step(ui, ui_times(ui)))
		popup_open(ui, POPUP_ROW);
}
