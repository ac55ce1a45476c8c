/*
 * Tracks: where between two ranks a line runs across.
 *
 * A line comes down from its upper ends to its track and from there to its
 * lower ends. Where one line has an upper end and another a lower end in the
 * same column, the first must have the higher track, or they would lie on one
 * another. Lines that ask this of each other in a ring are set apart by a jog:
 * the lower end moves to a free column and comes back in a row of its own
 * below all tracks.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "reader/diagram/scope.h"
#include "reader/diagram/shape.h"

/* One end of a net in a channel. */
struct pin {
	int net, col;
};

struct router {
	struct scope *scope;
	const struct channel *channel;
	struct pin *up, *down; /* sorted by column */
	int nup, ndown;
	int *nets; /* those that need a track */
	int nnet;
	int *order; /* of nets, the highest track first */
	int norder;
	long *score; /* of nets: the less, the higher */
	bool *done;  /* of nets: it is in order */
};

static int
compare_pins(const void *a, const void *b)
{
	const struct pin *x = a, *y = b;

	if (x->col != y->col)
		return x->col < y->col ? -1 : 1;
	return x->net < y->net ? -1 : x->net > y->net;
}

/* Sort, and keep one of each. */
static int
sort_pins(struct pin *pins, int n)
{
	int kept = 0;

	qsort(pins, (size_t)n, sizeof(*pins), compare_pins);
	for (int i = 0; i < n; i++)
		if (!kept || compare_pins(&pins[kept - 1], &pins[i]) != 0)
			pins[kept++] = pins[i];
	return kept;
}

static void
take_pins(struct router *r)
{
	r->nup = r->ndown = 0;
	for (int i = 0; i < r->channel->n; i++) {
		const struct seg *seg = &r->scope->segs[r->channel->first + i];

		if (seg->net < 0)
			continue;
		r->up[r->nup++] = (struct pin){ seg->net, seg->up_col };
		r->down[r->ndown++] = (struct pin){ seg->net, seg->mid_col };
	}
	r->nup = sort_pins(r->up, r->nup);
	r->ndown = sort_pins(r->down, r->ndown);
}

static void
stretch(struct net *net, int col)
{
	net->lo = net->lo < 0 || col < net->lo ? col : net->lo;
	net->hi = col > net->hi ? col : net->hi;
}

/* The extents of all nets; those that are not straight want a track. */
static void
take_nets(struct router *r)
{
	struct net *nets = r->scope->nets;

	r->nnet = 0;
	for (int i = 0; i < r->nup; i++)
		nets[r->up[i].net].lo = nets[r->up[i].net].hi = -1;
	for (int i = 0; i < r->nup; i++)
		stretch(&nets[r->up[i].net], r->up[i].col);
	for (int i = 0; i < r->ndown; i++)
		stretch(&nets[r->down[i].net], r->down[i].col);
	for (int i = 0; i < r->nup; i++) {
		struct net *net = &nets[r->up[i].net];

		if (net->lo == net->hi || net->track == -2)
			continue;
		net->track = -2; /* taken, and without one yet */
		r->nets[r->nnet++] = r->up[i].net;
	}
}

/* The first pin of a sorted list at col or behind it. */
static int
first_pin(const struct pin *pins, int n, int col)
{
	int from = 0, to = n;

	while (from < to) {
		int half = (from + to) / 2;

		if (pins[half].col < col)
			from = half + 1;
		else
			to = half;
	}
	return from;
}

/* A net other than but with a pin at col; -1: none. */
static int
pin_at(const struct pin *pins, int n, int col, int but)
{
	for (int i = first_pin(pins, n, col); i < n && pins[i].col == col; i++)
		if (pins[i].net != but)
			return pins[i].net;
	return -1;
}

/* Pins of net strictly between two columns. */
static int
pins_between(const struct pin *pins, int n, int lo, int hi, int net)
{
	int found = 0;

	for (int i = first_pin(pins, n, lo + 1); i < n && pins[i].col < hi; i++)
		found += pins[i].net == net;
	return found;
}

/* Crossings when a is above b, less those when it is below. */
static int
preference(const struct router *r, int a, int b)
{
	const struct net *x = &r->scope->nets[a], *y = &r->scope->nets[b];

	return pins_between(r->down, r->ndown, y->lo, y->hi, a) +
		pins_between(r->up, r->nup, x->lo, x->hi, b) -
		pins_between(r->up, r->nup, y->lo, y->hi, a) -
		pins_between(r->down, r->ndown, x->lo, x->hi, b);
}

#define SCORED 48 /* nets in one channel whose crossings are counted */

static void
score_nets(struct router *r)
{
	for (int i = 0; i < r->nnet; i++) {
		r->score[i] = i;
		r->done[i] = false;
		for (int k = 0; r->nnet <= SCORED && k < r->nnet; k++)
			if (k != i)
				r->score[i] += 1024L *
					preference(r, r->nets[i], r->nets[k]);
	}
}

/* Those that wait ask no more about one that has its place. */
static void
settle(struct router *r, int chosen)
{
	r->done[chosen] = true;
	r->order[r->norder++] = r->nets[chosen];
	r->scope->nets[r->nets[chosen]].track = -3; /* in order */
	for (int i = 0; r->nnet <= SCORED && i < r->nnet; i++)
		if (!r->done[i])
			r->score[i] -= 1024L *
				preference(r, r->nets[i], r->nets[chosen]);
}

/* Must one that waits have a higher track? */
static bool
must_wait(const struct router *r, int net)
{
	for (int i = 0; i < r->ndown; i++) {
		int other;

		if (r->down[i].net != net)
			continue;
		other = pin_at(r->up, r->nup, r->down[i].col, net);
		if (other >= 0 && r->scope->nets[other].track == -2)
			return true;
	}
	return false;
}

static int
route_choose(const struct router *r)
{
	int best = -1;

	for (int i = 0; i < r->nnet; i++)
		if (!r->done[i] && (best < 0 || r->score[i] < r->score[best]) &&
			!must_wait(r, r->nets[i]))
			best = i;
	return best;
}

/* false: those that are left ask it of each other in a ring. */
static bool
order_nets(struct router *r)
{
	r->norder = 0;
	score_nets(r);
	while (r->norder < r->nnet) {
		int next = route_choose(r);

		if (next < 0)
			return false;
		settle(r, next);
	}
	return true;
}

static bool
is_free(const struct router *r, int col)
{
	return col >= 0 && pin_at(r->up, r->nup, col, -1) < 0 &&
		pin_at(r->down, r->ndown, col, -1) < 0;
}

static int
free_column(const struct router *r, int near)
{
	int d = 1;

	while (!is_free(r, near + d) && !is_free(r, near - d))
		d++;
	return is_free(r, near + d) ? near + d : near - d;
}

static void
move_pin(struct router *r, struct pin pin, int to, int jog)
{
	for (int i = 0; i < r->channel->n; i++) {
		struct seg *seg = &r->scope->segs[r->channel->first + i];

		if (seg->net != pin.net || seg->mid_col != pin.col)
			continue;
		seg->mid_col = to;
		seg->jog = jog;
	}
	if (to >= r->scope->cross)
		r->scope->cross = to + 1;
}

/* Move one lower end of a net that waits away from another's upper end. */
static void
break_ring(struct router *r, int jog)
{
	for (int i = 0; i < r->ndown; i++) {
		struct pin pin = r->down[i];

		if (r->scope->nets[pin.net].track != -2 ||
			pin_at(r->up, r->nup, pin.col, pin.net) < 0)
			continue;
		move_pin(r, pin, free_column(r, pin.col), jog);
		return;
	}
}

/* Each net in the highest row below what overlaps it and comes before. */
static int
give_tracks(struct router *r)
{
	int rows = 0;

	for (int i = 0; i < r->nnet; i++) {
		struct net *net = &r->scope->nets[r->order[i]];

		net->track = 0;
		for (int k = 0; k < i; k++) {
			const struct net *other = &r->scope->nets[r->order[k]];

			if (other->lo <= net->hi + 1 &&
				net->lo <= other->hi + 1 &&
				other->track >= net->track)
				net->track = other->track + 1;
		}
		rows = net->track >= rows ? net->track + 1 : rows;
	}
	return rows;
}

static void
route_channel(struct router *r, struct channel *channel)
{
	int jogs = 0, rows;

	r->channel = channel;
	take_pins(r);
	take_nets(r);
	while (!order_nets(r)) {
		break_ring(r, jogs++);
		for (int i = 0; i < r->nnet; i++)
			r->scope->nets[r->nets[i]].track = -1;
		take_pins(r);
		take_nets(r);
	}
	rows = give_tracks(r);
	for (int i = channel->first; i < channel->first + channel->n; i++)
		if (r->scope->segs[i].jog >= 0)
			r->scope->segs[i].jog += rows;
	channel->tracks = rows + jogs;
}

/* Cells between two ranks that are there even for straight lines. */
static int
least_size(const struct scope *scope, int r)
{
	bool down = scope_is_down(scope), tight = scope->spec->tight;
	int between = down ? (tight ? 1 : 2) : (tight ? 3 : 5);

	if (!scope->channels[r].n)
		return 1;
	if (scope->has_in && r < scope->unit)
		return r ? 0 : down ? 1 : 2;
	if (scope->has_out && r + 1 + scope->unit >= scope->nrank)
		return r + 2 < scope->nrank ? 0 : down ? tight ? 0 : 1 : 1;
	if (scope->unit == 1)
		return between;
	if (r % 2 == 0)
		return down ? 0 : 1;
	if (!scope->ranks[r].size)
		return down ? between : between - 1;
	return down ? 1 : 2;
}

/* Heads first and last, tracks and jogs between; across, lines have stems. */
static void
size_channel(struct scope *scope, int r)
{
	struct channel *c = &scope->channels[r];
	int first = 0, last = 0, stem = 0, least = least_size(scope, r);
	int taken;

	for (int i = c->first; i < c->first + c->n; i++) {
		first |= scope->segs[i].up_head && scope->segs[i].net >= 0;
		last |= scope->segs[i].down_head && scope->segs[i].net >= 0;
	}
	if (c->tracks && !scope_is_down(scope))
		stem = 1;
	c->top = first + stem;
	c->step = scope_is_down(scope) || scope->spec->tight ? 1 : 2;
	taken = c->tracks ? (c->tracks - 1) * c->step + 1 : 0;
	c->size = c->top + taken + stem + last;
	if (first && last && c->size < 3)
		c->size = 3; /* two heads want a line between them */
	if (c->size < least) {
		c->top += c->tracks ? (least - c->size) / 2 : 0;
		c->size = least;
	}
}

static void
size_rank(struct scope *scope, struct rank *rank)
{
	for (int i = 0; i < rank->n; i++) {
		const struct scope_item *item = &scope->items[rank->item[i]];

		rank->size = item->size > rank->size ? item->size : rank->size;
	}
}

/* Boxes of one rank look tidy when they are equally long. */
static void
stretch_box(const struct scope *scope, struct scope_item *item, int size)
{
	if (item->kind == ITEM_NODE && !item->beside && !item->loop &&
		shape_stretches(scope->graph->nodes[item->index].shape) &&
		item->box * 2 >= size)
		item->box = size;
}

static void
set_main(struct scope *scope)
{
	int at = 0;

	for (int r = 0; r < scope->nrank; r++) {
		struct rank *rank = &scope->ranks[r];

		rank->main = at;
		at += rank->size;
		for (int i = 0; i < rank->n; i++) {
			struct scope_item *item = &scope->items[rank->item[i]];

			stretch_box(scope, item, rank->size);
			item->main = rank->main + (rank->size - item->box) / 2;
		}
		if (r + 1 == scope->nrank)
			break;
		scope->channels[r].main = at;
		at += scope->channels[r].size;
	}
	scope->main = at;
}

static struct router
router_make(struct scope *scope)
{
	size_t n = (size_t)scope->nseg;
	struct arena *arena = scope->arena;
	struct router r = { .scope = scope };

	r.up = arena_alloc(arena, n * sizeof(*r.up));
	r.down = arena_alloc(arena, n * sizeof(*r.down));
	r.nets = arena_alloc(arena, n * sizeof(int));
	r.order = arena_alloc(arena, n * sizeof(int));
	r.score = arena_alloc(arena, n * sizeof(long));
	r.done = arena_alloc(arena, n * sizeof(bool));
	return r;
}

void
route_scope(struct scope *scope)
{
	struct router r = router_make(scope);

	for (int i = 0; i < scope->nrank; i++)
		size_rank(scope, &scope->ranks[i]);
	for (int i = 0; i + 1 < scope->nrank; i++) {
		route_channel(&r, &scope->channels[i]);
		size_channel(scope, i);
	}
	set_main(scope);
}
