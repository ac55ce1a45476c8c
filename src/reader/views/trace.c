#include "config.h"

#include "common/base/lang.h"
#include "reader/views/views.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/msg.h"
#include "common/base/port.h"
#include "common/base/utf8.h"
#include "common/event/event.h"
#include "common/event/traces.h"
#include "common/explain/explain.h"
#include "reader/grid/textview.h"

#define BESIDE_COLS 40 /* a flow needs that much to stand beside another */
#define TIME_COLS 11   /* "1234567 ms " */

/* The part of a line that a flow has. */
struct lane {
	int col, cols;
};

/* In a lane; what has no room is cut. */
static void
lane_add(struct textview *textview, const struct lane *lane, enum style style,
	int indent, int room, const char *s)
{
	bool whole = utf8_cols(s, strlen(s)) <= room;
	size_t len = utf8_fit(s, strlen(s), whole ? room : room - 1);
	char *cut = mem_printf("%.*s%s", (int)len, s, whole ? "" : "\u2026");

	textview_to(textview, lane->col + indent);
	textview_add(textview, style, cut);
	free(cut);
}

static void
lane_place(struct textview *textview, const struct lane *lane,
	const struct trace_place *place)
{
	lane_add(textview, lane, STYLE_TEXT, 0, lane->cols - TIME_COLS,
		place->name);
	textview_to(textview, lane->col + lane->cols - TIME_COLS);
	textview_addf(textview, STYLE_STRONG, "%7lld ms",
		trace_percentile(place, 100));
}

/* Where it was seen, and by whose clock. */
static void
lane_note(struct textview *textview, const struct lane *lane,
	const struct trace_place *place)
{
	const char *word = trace_clock(place);
	char *where = msg_text(place->where);
	char *note = mem_printf("%s%s%s", word ? _(word) : "",
		word && where ? "; " : "", where ? where : "");

	lane_add(textview, lane, STYLE_DIM, 2, lane->cols - 3, note);
	free(note);
	free(where);
}

static size_t
most_places(const struct trace_way *ways, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < n; i++)
		if (ways[i].nplace > most)
			most = ways[i].nplace;
	return most;
}

/* n flows beside each other, a place a line and what is known of it below. */
static void
write_beside(struct textview *textview, const struct trace_way *ways, size_t n)
{
	struct lane lanes[2] = { { 0, textview->cols / (int)n },
		{ textview->cols / (int)n, textview->cols / (int)n } };

	textview_line(textview);
	for (size_t i = 0; i < n; i++)
		lane_add(textview, &lanes[i], STYLE_HEADING3, 0,
			lanes[i].cols - 1, ways[i].flow);
	for (size_t at = 0; at < most_places(ways, n); at++) {
		textview_line(textview);
		for (size_t i = 0; i < n; i++)
			if (at < ways[i].nplace)
				lane_place(textview, &lanes[i],
					&ways[i].places[at]);
		textview_line(textview);
		for (size_t i = 0; i < n; i++)
			if (at < ways[i].nplace)
				lane_note(textview, &lanes[i],
					&ways[i].places[at]);
	}
}

static void
write_part(struct textview *textview, const char *title, const char *text)
{
	if (!text || !*text)
		return;
	textview_line(textview);
	textview_to(textview, 2);
	textview_addf(textview, STYLE_DIM, "%s  ", title);
	textview_wrap(textview, STYLE_TEXT, 4, 0, text);
}

void
trace_write_stop(struct textview *textview, const struct event *stop)
{
	char *hint = explain_try(stop), *try = port_text(hint);

	textview_line(textview);
	textview_line(textview);
	textview_addf(textview, STYLE_FAIL, _("%s stops before %s"),
		stop->subject, stop->name);
	write_part(textview, C_("label", "why"), stop->cause);
	write_part(textview, C_("label", "try"), try);
	write_part(textview, C_("label", "probe"), stop->probe);
	free(hint);
	free(try);
}

void
trace_write(struct textview *textview, const struct traces *traces, bool going)
{
	size_t beside = textview->cols >= 2 * BESIDE_COLS ? 2 : 1;

	for (size_t i = 0; i < traces->nway; i += beside) {
		size_t left = traces->nway - i;

		if (i)
			textview_line(textview);
		write_beside(textview, &traces->ways[i],
			left < beside ? left : beside);
	}
	for (size_t i = 0; i < traces->nway; i++)
		if (traces->ways[i].stop)
			trace_write_stop(textview, traces->ways[i].stop);
	textview_line(textview);
	if (traces->nway)
		textview_line(textview);
	textview_wrap(textview, STYLE_DIM, 0, 0,
		going ? _("A row is on its way along each flow")
		      : _("Times are since the commit, as seen here where no "
			  "other clock is named"));
}
