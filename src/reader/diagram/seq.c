#include "config.h"

#include "reader/diagram/family.h"

#include "common/base/arena.h"
#include "reader/diagram/canvas.h"
#include "reader/diagram/seq_layout.h"

#define TEXT_COLS 60 /* nobody reads longer lines between two lifelines */

/*
 * From wide to narrow: how narrow a text and a name may get. Within a step
 * texts get as much room as there is.
 */
static const struct seq_fit fits[] = {
	{ .text = 16, .name = 24 },
	{ .text = 12, .name = 12 },
	{ .text = 8, .name = 8 },
	{ .text = 10, .name = 10, .part = TEXT_SEAMS },
	{ .text = 8, .name = 8, .part = TEXT_SEAMS, .tight = true },
	{ .text = 10, .name = 10, .part = TEXT_ANYWHERE },
};

/* What is too wide for all that is read by panning, and laid out with ease. */
static const struct seq_fit at_ease = { .text = 28, .name = 24 };

static bool
try_fit(struct seq_layout *layout, const struct seq_fit *fit, int cols)
{
	seq_columns(layout, fit);
	return layout->cols <= cols;
}

/* The most room for texts with which it is no wider than cols. */
static bool
find_fit(struct seq_layout *layout, struct seq_fit *fit, int cols)
{
	int least = fit->text, most = TEXT_COLS;

	if (!try_fit(layout, fit, cols))
		return false;
	while (least < most) {
		fit->text = (least + most + 1) / 2;
		if (try_fit(layout, fit, cols))
			least = fit->text;
		else
			most = fit->text - 1;
	}
	fit->text = least;
	return try_fit(layout, fit, cols);
}

static void
lay_out_seq(struct seq_layout *layout, int cols)
{
	struct seq_fit fit = { 0 };

	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++) {
		fit = fits[i];
		if (find_fit(layout, &fit, cols)) {
			seq_rows(layout, &fit);
			return;
		}
	}
	seq_columns(layout, &at_ease);
	seq_rows(layout, &at_ease);
}

static struct diagram
paint_seq(
	const struct seq_layout *layout, struct arena *arena, struct room room)
{
	struct canvas canvas;

	if (room.told ||
		!canvas_init(&canvas, arena, layout->cols, layout->rows))
		return seq_list(layout, room.cols);
	seq_paint(layout, &canvas);
	return canvas_diagram(&canvas, room.cols);
}

struct diagram
seq_draw(const struct source_line *head, struct diagram_source *source,
	struct room room)
{
	struct arena *arena = source->arena;
	struct seq_model *model = seq_parse(head, source);
	struct seq_layout *layout = arena_alloc(arena, sizeof(*layout));
	struct diagram diagram;

	if (model->too_much)
		return family_unknown(DIAGRAM_LARGE);
	if (!model->nactor)
		return family_unknown(DIAGRAM_EMPTY);
	seq_measure(layout, model, source);
	lay_out_seq(layout, room.cols);
	diagram = paint_seq(layout, arena, room);
	diagram.skipped = model->skipped;
	diagram.skipped_line = model->skipped_line;
	return diagram;
}
