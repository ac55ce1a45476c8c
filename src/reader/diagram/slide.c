/*
 * Ends of lines slide along their boxes until the lines are straight.
 *
 * Boxes are placed by their middles; a line between two that are not quite
 * above one another would bend by a cell or two for nothing.
 */
#include "config.h"

#include "common/base/arena.h"
#include "reader/diagram/scope.h"
#include "reader/diagram/shape.h"

/* The columns that an end may be in; empty when lo > hi. */
struct range {
	int lo, hi;
};

static int
column(const struct seg *seg, bool up)
{
	return up ? seg->up_col : seg->down_col;
}

static int
item_of(const struct seg *seg, bool up)
{
	return up ? seg->up : seg->down;
}

/* Lines of one net stay together at their common end. */
static bool
may_slide(const struct scope *scope, const struct seg *seg, bool up)
{
	const struct net *net = &scope->nets[seg->net];
	enum item_kind kind = scope->items[item_of(seg, up)].kind;

	return (kind == ITEM_NODE || kind == ITEM_GROUP) &&
		(up ? seg->up_port : seg->down_port) < 0 &&
		(net->n == 1 || net->shares_up != up);
}

/* Columns at a box's ends where its outline is not straight. */
static int
corner(const struct scope *scope, const struct scope_item *item)
{
	enum shape shape = scope->graph->nodes[item->index].shape;

	return scope_is_down(scope) ? shape_inset(shape) : 0;
}

static struct range
range_of(const struct scope *scope, const struct seg *seg, bool up)
{
	const struct scope_item *item = &scope->items[item_of(seg, up)];
	int at = column(seg, up), space = scope_is_down(scope) ? 2 : 1;
	const struct channel *c;
	struct range range = { at, at };

	if (!may_slide(scope, seg, up))
		return range;
	c = &scope->channels[scope->nets[seg->net].channel];
	range.lo = item->cross - item->near + 1 + corner(scope, item);
	range.hi = item->cross + item->far - 1 - corner(scope, item);
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *other = &scope->segs[i];
		int col = column(other, up);

		if (other->net < 0 || other->net == seg->net ||
			item_of(other, up) != item_of(seg, up))
			continue;
		if (col < at && col + space > range.lo)
			range.lo = col + space;
		if (col > at && col - space < range.hi)
			range.hi = col - space;
	}
	return range;
}

static int
width(const struct scope *scope, const struct seg *seg, bool up)
{
	const struct scope_item *item = &scope->items[item_of(seg, up)];

	return may_slide(scope, seg, up) ? item->near + item->far : 0;
}

static struct range
common_slide(struct range a, struct range b)
{
	return (struct range){ a.lo > b.lo ? a.lo : b.lo,
		a.hi < b.hi ? a.hi : b.hi };
}

/* As near as can be to where the end with less room is. */
static void
slide(const struct scope *scope, struct seg *seg)
{
	struct range up = range_of(scope, seg, true);
	struct range down = range_of(scope, seg, false);
	struct range both = common_slide(up, down);
	bool keep_up = width(scope, seg, true) <= width(scope, seg, false);
	int at = column(seg, keep_up);

	if (both.lo > both.hi)
		return;
	at = at < both.lo ? both.lo : at > both.hi ? both.hi : at;
	seg->up_col = seg->down_col = seg->mid_col = at;
}

/* Where an item may be between its neighbours of the rank. */
static struct range
slide_room(const struct scope *scope, const struct scope_item *item)
{
	const struct rank *rank = &scope->ranks[item->rank];
	int i = rank->item[item->at];
	struct range range = { item->near, scope->cross - 1 - item->far };

	if (item->at)
		range.lo = scope->items[rank->item[item->at - 1]].cross +
			scope_distance(scope, rank->item[item->at - 1], i);
	if (item->at + 1 < rank->n)
		range.hi = scope->items[rank->item[item->at + 1]].cross -
			scope_distance(scope, i, rank->item[item->at + 1]);
	return range;
}

/* A line through a rank moves to where it is straight above and below. */
static void
slide_line(struct scope *scope, struct seg *in, struct seg *out)
{
	struct scope_item *item = &scope->items[in->down];
	struct range range =
		common_slide(common_slide(range_of(scope, in, true),
				     range_of(scope, out, false)),
			slide_room(scope, item));
	int at = item->cross;

	if (range.lo > range.hi)
		return;
	at = at < range.lo ? range.lo : at > range.hi ? range.hi : at;
	item->cross = at;
	in->up_col = in->down_col = in->mid_col = at;
	out->up_col = out->down_col = out->mid_col = at;
}

static bool
is_bent(const struct seg *seg)
{
	return seg->up_col != seg->down_col;
}

static void
slide_lines(struct scope *scope)
{
	int *in = arena_alloc(scope->arena, (size_t)scope->nitem * sizeof(*in));

	for (int i = 0; i < scope->nseg; i++) {
		struct seg *seg = &scope->segs[i], *before;
		enum item_kind kind = scope->items[seg->up].kind;

		in[seg->down] = i;
		if (seg->net < 0 || (kind != ITEM_LINE && kind != ITEM_LABEL))
			continue;
		before = &scope->segs[in[seg->up]];
		if (is_bent(seg) || is_bent(before))
			slide_line(scope, before, seg);
	}
}

void
slide_scope(struct scope *scope)
{
	slide_lines(scope);
	for (int i = 0; i < scope->nseg; i++)
		if (scope->segs[i].net >= 0 && is_bent(&scope->segs[i]))
			slide(scope, &scope->segs[i]);
}
