/*
 * Which segments share a line.
 *
 * A line that forks must not say more than the source: where two edges run
 * into one, the reader can leave it at every other end. So all segments of a
 * net have one end in common and nothing else, and a segment is in one net
 * only: edges from one node may part, or edges to one node may meet, but not
 * both in one place.
 */
#include "config.h"

#include "common/base/arena.h"
#include "reader/diagram/scope.h"

/* A segment's end may be shared: not at a line, a label or a port. */
static bool
is_free_end(const struct scope *scope, const struct seg *seg, bool up)
{
	const struct scope_item *item = &scope->items[up ? seg->up : seg->down];
	enum item_kind kind = item->kind;
	int port = up ? seg->up_port : seg->down_port;
	enum shape shape = scope->graph->nodes[item->index].shape;

	return port < 0 &&
		(kind == ITEM_GROUP ||
			(kind == ITEM_NODE && shape != SHAPE_BAR));
}

static bool
is_like(const struct scope *scope, const struct seg *a, const struct seg *b,
	bool up)
{
	const struct graph_edge *edges = scope->graph->edges;

	return (up ? a->up == b->up && a->up_head == b->up_head
		   : a->down == b->down && a->down_head == b->down_head) &&
		edges[a->edge].kind == edges[b->edge].kind &&
		!edges[b->edge].hidden && is_free_end(scope, b, up);
}

static int
count_like(const struct scope *scope, const struct channel *c,
	const struct seg *seg, bool up)
{
	int n = 0;

	if (!is_free_end(scope, seg, up))
		return 0;
	for (int i = c->first; i < c->first + c->n; i++)
		n += is_like(scope, seg, &scope->segs[i], up);
	return n;
}

/* All that is like seg and wants to share the same end, as a new net. */
static void
make_net(struct scope *scope, int channel, int first, const bool *wants_up)
{
	const struct channel *c = &scope->channels[channel];
	struct seg *seg = &scope->segs[first];
	bool up = wants_up[first];
	struct net *net = &scope->nets[scope->nnet];

	*net = (struct net){ .channel = channel, .shares_up = up, .track = -1 };
	for (int i = first; i < c->first + c->n; i++) {
		struct seg *other = &scope->segs[i];

		if (other != seg &&
			(other->net >= 0 || wants_up[i] != up ||
				!is_free_end(scope, seg, up) ||
				!is_like(scope, seg, other, up)))
			continue;
		other->net = scope->nnet;
		net->n++;
	}
	scope->nnet++;
}

static void
make_nets(struct scope *scope, int channel, bool *wants_up)
{
	const struct channel *c = &scope->channels[channel];

	for (int i = c->first; i < c->first + c->n; i++)
		wants_up[i] = count_like(scope, c, &scope->segs[i], true) >=
			count_like(scope, c, &scope->segs[i], false);
	for (int i = c->first; i < c->first + c->n; i++)
		if (scope->segs[i].net < 0 &&
			!scope->graph->edges[scope->segs[i].edge].hidden)
			make_net(scope, channel, i, wants_up);
}

/* One net at one side of an item. */
struct net_port {
	int net;
	double far; /* mean place of its other ends */
	int n;
};

static void
add_port(struct net_port *ports, int *n, int net, double far)
{
	int i = 0;

	while (i < *n && ports[i].net != net)
		i++;
	if (i == *n)
		ports[(*n)++] = (struct net_port){ .net = net };
	ports[i].far += far;
	ports[i].n++;
}

static void
sort_ports(struct net_port *ports, int n)
{
	for (int i = 0; i < n; i++)
		ports[i].far /= ports[i].n;
	for (int i = 1; i < n; i++) {
		struct net_port port = ports[i];
		int k = i;

		for (; k && ports[k - 1].far > port.far; k--)
			ports[k] = ports[k - 1];
		ports[k] = port;
	}
}

/* Make the box wide enough for n lines at one side. */
static void
widen_box(const struct scope *scope, struct scope_item *item, int n)
{
	bool down = scope_is_down(scope);
	bool bar = item->kind == ITEM_NODE &&
		scope->graph->nodes[item->index].shape == SHAPE_BAR;
	int need = down ? (bar ? 8 : 2) * n + 1 : (bar ? 2 : 1) * n + 2;
	int more = need - (item->near + 1 + item->far);

	if (n < 2 || more <= 0)
		return;
	item->near += more / 2;
	item->far += more - more / 2;
}

/* Cells between neighbouring lines at a side of a box. */
static int
spacing(const struct scope *scope, const struct scope_item *item, int n)
{
	int room = item->near + item->far - 1, step;

	if (n < 2)
		return 0;
	step = room / n;
	if (!scope_is_down(scope))
		return step < 2 ? 1 : 2;
	return step < 4 ? 2 : step > 8 ? 8 : step / 2 * 2;
}

/* Does a line go through the frame there? */
static bool
is_taken_offset(const struct scope *scope, const struct channel *c, int item,
	bool up, int off)
{
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *seg = &scope->segs[i];

		if (up ? seg->up == item && seg->up_port >= 0 &&
					seg->up_off == off
		       : seg->down == item && seg->down_port >= 0 &&
					seg->down_off == off)
			return true;
	}
	return false;
}

static void
set_offset(struct scope *scope, const struct channel *c, int item, bool up,
	int net, int off)
{
	for (int i = c->first; i < c->first + c->n; i++) {
		struct seg *seg = &scope->segs[i];

		if (seg->net != net)
			continue;
		if (up && seg->up == item && seg->up_port < 0)
			seg->up_off = off;
		if (!up && seg->down == item && seg->down_port < 0)
			seg->down_off = off;
	}
}

static void
give_offsets(struct scope *scope, const struct channel *c, int item, bool up,
	const struct net_port *ports, int n)
{
	struct scope_item *box = &scope->items[item];
	int step, off;

	widen_box(scope, box, n);
	step = spacing(scope, box, n);
	off = -((n - 1) * step) / 2;
	if (n > 1 && off < 1 - box->near)
		off = 1 - box->near;
	for (int k = 0; k < n; k++, off += step) {
		while (is_taken_offset(scope, c, item, up, off))
			off++;
		if (n > 1 && off > box->far - 1)
			box->far = off + 1;
		set_offset(scope, c, item, up, ports[k].net, off);
	}
}

static void
attach_side(struct scope *scope, int item, bool up, struct net_port *ports)
{
	int rank = scope->items[item].rank, n = 0;
	const struct channel *c = &scope->channels[up ? rank : rank - 1];

	if (up ? rank + 1 >= scope->nrank : rank == 0)
		return;
	for (int i = c->first; i < c->first + c->n; i++) {
		const struct seg *seg = &scope->segs[i];

		if ((up ? seg->up : seg->down) == item && seg->net >= 0 &&
			(up ? seg->up_port : seg->down_port) < 0)
			add_port(ports, &n, seg->net,
				scope_place(scope, up ? seg->down : seg->up,
					up ? seg->down_port : seg->up_port));
	}
	sort_ports(ports, n);
	give_offsets(scope, c, item, up, ports, n);
}

/* Where the frame's ports came to lie is where their lines go on. */
static int
port_offset(const struct scope *scope, int item, int port)
{
	const struct scope_item *group = &scope->items[item];
	int start = scope_is_down(scope) ? group->inset
					 : FRAME_Y + scope_title_rows(group);

	return start + group->inner->items[port].cross - group->near;
}

static void
attach_ports(struct scope *scope)
{
	for (int i = 0; i < scope->nseg; i++) {
		struct seg *seg = &scope->segs[i];

		if (seg->up_port >= 0)
			seg->up_off = port_offset(scope, seg->up, seg->up_port);
		if (seg->down_port >= 0)
			seg->down_off =
				port_offset(scope, seg->down, seg->down_port);
	}
}

void
net_scope(struct scope *scope)
{
	size_t n = (size_t)scope->nseg;
	bool *wants_up = arena_alloc(scope->arena, n * sizeof(bool));
	struct net_port *ports = arena_alloc(scope->arena, n * sizeof(*ports));

	scope->nets = arena_alloc(scope->arena, n * sizeof(*scope->nets));
	for (int r = 0; r + 1 < scope->nrank; r++)
		make_nets(scope, r, wants_up);
	attach_ports(scope);
	for (int i = 0; i < scope->nitem; i++) {
		enum item_kind kind = scope->items[i].kind;

		if (kind != ITEM_NODE && kind != ITEM_GROUP)
			continue;
		attach_side(scope, i, true, ports);
		attach_side(scope, i, false, ports);
	}
}
