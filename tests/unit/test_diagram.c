/*
 * What holds for every flowchart, on graphs made at random: boxes stand
 * apart, every label is there in full, all rows are equally wide, and whoever
 * follows a line from a node comes to the nodes that the source says and to
 * no other.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmock.h"
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "reader/diagram/diagram.h"

#define NODES 14
#define EDGES 24
#define ROOMY 4000 /* columns: nothing is flipped or broken to fit */

enum {
	UP = 1,
	RIGHT = 2,
	DOWN = 4,
	LEFT = 8
};

struct cell {
	uint32_t cp;
	enum style style;
};

struct picture {
	struct cell *cells;
	int cols, rows;
};

struct box {
	int left, top, right, bottom;
};

/* A graph and its text; node i is called "n<i>x". */
struct sample {
	struct buf text;
	int nodes, nedge;
	struct {
		int from, to;
		bool label;
	} edges[EDGES];
	const char *way;
};

static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static const struct cell *
at(const struct picture *p, int x, int y)
{
	static const struct cell none = { ' ', STYLE_TEXT };

	if (x < 0 || y < 0 || x >= p->cols || y >= p->rows)
		return &none;
	return &p->cells[y * p->cols + x];
}

static enum style
style_at(const struct diagram_row *row, size_t byte)
{
	for (size_t i = 0; i < row->nrun; i++)
		if (byte >= row->runs[i].at &&
			byte < row->runs[i].at + row->runs[i].len)
			return row->runs[i].style;
	return STYLE_TEXT;
}

static struct picture
look(const struct diagram *d)
{
	struct picture p = { mem_alloc((size_t)d->cols * (size_t)d->nrow *
				     sizeof(struct cell)),
		d->cols, d->nrow };

	for (int y = 0; y < d->nrow; y++) {
		const struct diagram_row *row = &d->rows[y];
		size_t i = 0;

		assert_int_equal(utf8_cols(row->text, row->len), d->cols);
		for (int x = 0; x < d->cols; x++) {
			struct cell *cell = &p.cells[y * d->cols + x];

			cell->style = style_at(row, i);
			i += utf8_decode(
				row->text + i, row->len - i, &cell->cp);
		}
	}
	return p;
}

/* In which directions a thin or dotted line leaves its cell. */
static int
arms(uint32_t cp)
{
	static const struct {
		uint32_t cp;
		int dirs;
	} glyphs[] = {
		{ 0x2500, LEFT | RIGHT },
		{ 0x2504, LEFT | RIGHT },
		{ 0x2502, UP | DOWN },
		{ 0x2506, UP | DOWN },
		{ 0x250c, RIGHT | DOWN },
		{ 0x2510, LEFT | DOWN },
		{ 0x2514, UP | RIGHT },
		{ 0x2518, UP | LEFT },
		{ 0x251c, UP | RIGHT | DOWN },
		{ 0x2524, UP | LEFT | DOWN },
		{ 0x252c, LEFT | RIGHT | DOWN },
		{ 0x2534, LEFT | RIGHT | UP },
		{ 0x253c, UP | RIGHT | DOWN | LEFT },
	};

	for (size_t i = 0; i < ARRAY_LEN(glyphs); i++)
		if (glyphs[i].cp == cp)
			return glyphs[i].dirs;
	return 0;
}

static int
head(uint32_t cp)
{
	return cp == 0x25bc    ? DOWN
		: cp == 0x25b2 ? UP
		: cp == 0x25ba ? RIGHT
		: cp == 0x25c4 ? LEFT
			       : 0;
}

static int
dx(int dir)
{
	return (dir == RIGHT) - (dir == LEFT);
}

static int
dy(int dir)
{
	return (dir == DOWN) - (dir == UP);
}

static int
back(int dir)
{
	return dir == UP ? DOWN : dir == DOWN ? UP : dir == LEFT ? RIGHT : LEFT;
}

/* Where word stands; asserts that it stands in one place. */
static void
find_word(const struct picture *p, const char *word, int *x, int *y)
{
	int len = (int)strlen(word), found = 0;

	for (int r = 0; r < p->rows; r++)
		for (int c = 0; c + len <= p->cols; c++) {
			int i = 0;

			while (i < len &&
				at(p, c + i, r)->cp == (unsigned char)word[i])
				i++;
			if (i < len)
				continue;
			*x = c;
			*y = r;
			found++;
		}
	if (found != 1)
		fail_msg("\"%s\" stands in %d places", word, found);
}

static struct box
find_box(const struct picture *p, int node)
{
	char name[16];
	struct box box;
	int x = 0, y = 0;

	snprintf(name, sizeof(name), "n%dx", node);
	find_word(p, name, &x, &y);
	box = (struct box){ x, y, x, y };
	while (at(p, box.left, y)->style != STYLE_BOX && box.left >= 0)
		box.left--;
	while (at(p, box.right, y)->style != STYLE_BOX && box.right < p->cols)
		box.right++;
	while (at(p, x, box.top)->style != STYLE_BOX && box.top >= 0)
		box.top--;
	while (at(p, x, box.bottom)->style != STYLE_BOX && box.bottom < p->rows)
		box.bottom++;
	return box;
}

static bool
is_on(const struct box *box, int x, int y)
{
	return x >= box->left && x <= box->right && y >= box->top &&
		y <= box->bottom;
}

static bool
overlap(const struct box *a, const struct box *b)
{
	return a->left <= b->right && b->left <= a->right &&
		a->top <= b->bottom && b->top <= a->bottom;
}

/* A reader's finger: goes on in one main direction, and to both sides. */
struct walk {
	const struct picture *p;
	const struct box *boxes;
	int nodes;
	int main;      /* UP, RIGHT, DOWN or LEFT */
	bool *seen;    /* cell and direction */
	bool *reached; /* node */
};

static bool follow(struct walk *w, int x, int y, int dir);

static int
bit(int dir)
{
	return dir == UP ? 0 : dir == RIGHT ? 1 : dir == DOWN ? 2 : 3;
}

static void
reach(struct walk *w, int x, int y)
{
	for (int i = 0; i < w->nodes; i++)
		if (is_on(&w->boxes[i], x, y))
			w->reached[i] = true;
}

/* Into the cell in that direction; false: there is no line there. */
static bool
follow(struct walk *w, int x, int y, int dir)
{
	const struct cell *cell;
	int out;

	x += dx(dir);
	y += dy(dir);
	cell = at(w->p, x, y);
	if (cell->style != STYLE_EDGE)
		return false;
	if (head(cell->cp) == dir)
		reach(w, x + dx(dir), y + dy(dir));
	out = arms(cell->cp);
	if (!out || w->seen[(y * w->p->cols + x) * 4 + bit(dir)])
		return false;
	w->seen[(y * w->p->cols + x) * 4 + bit(dir)] = true;
	if (!(out & back(dir))) /* it passes below an upright line */
		return follow(w, x, y, dir);
	for (int next_dir = UP; next_dir <= LEFT; next_dir *= 2)
		if (out & next_dir && next_dir != back(dir) &&
			next_dir != back(w->main))
			follow(w, x, y, next_dir);
	return true;
}

/* From each place where a line leaves the box in the main direction. */
static void
walk_from(struct walk *w, int node)
{
	const struct box *box = &w->boxes[node];

	memset(w->seen, 0, (size_t)w->p->cols * (size_t)w->p->rows * 4);
	for (int y = box->top; y <= box->bottom; y++)
		for (int x = box->left; x <= box->right; x++)
			if (!is_on(box, x + dx(w->main), y + dy(w->main)) &&
				arms(at(w->p, x, y)->cp) & w->main)
				follow(w, x, y, w->main);
}

static void
make_edges(struct sample *s, unsigned *seed, bool labels)
{
	bool has[NODES][NODES] = { 0 };

	for (int n = (int)(next(seed) % EDGES); n > 0; n--) {
		int from = (int)next(seed) % s->nodes;
		int to = (int)next(seed) % s->nodes;
		bool label = labels && next(seed) % 2;

		if (from == to || has[from][to])
			continue;
		has[from][to] = true;
		if (label)
			buf_addf(&s->text, "n%d -->|m%dy| n%d\n", from,
				s->nedge, to);
		else
			buf_addf(&s->text, "n%d %s n%d\n", from,
				next(seed) % 4 ? "-->" : "-.->", to);
		s->edges[s->nedge].from = from;
		s->edges[s->nedge].to = to;
		s->edges[s->nedge++].label = label;
	}
}

static void
make_groups(struct sample *s, unsigned *seed)
{
	for (int g = (int)(next(seed) % 3); g > 0; g--) {
		buf_addf(&s->text, "subgraph g%d [G %d]\n", g, g);
		if (next(seed) % 2)
			buf_addf(&s->text, "subgraph h%d\nn%d\nend\n", g,
				(int)next(seed) % s->nodes);
		for (int n = (int)(next(seed) % 4); n > 0; n--)
			buf_addf(&s->text, "n%d\n", (int)next(seed) % s->nodes);
		buf_adds(&s->text, "end\n");
	}
}

static struct sample
make_sample(unsigned seed)
{
	static const char *const ways[] = { "TD", "LR", "BT", "RL" };
	struct sample s = { .way = ways[seed % 4] };

	seed = seed * 2654435761u + 1;
	s.nodes = 2 + (int)(next(&seed) % (NODES - 1));
	buf_addf(&s.text, "flowchart %s\n", s.way);
	for (int i = 0; i < s.nodes; i++)
		buf_addf(&s.text, "n%d[n%dx%s]\n", i, i,
			next(&seed) % 3 ? "" : "<br>второй ряд");
	make_groups(&s, &seed);
	/* a label in a row breaks the line that the finger follows */
	make_edges(&s, &seed, *s.way == 'T' || *s.way == 'B');
	return s;
}

static void
check_boxes(const struct sample *s, const struct picture *p, struct box *boxes)
{
	for (int i = 0; i < s->nodes; i++) {
		boxes[i] = find_box(p, i);
		for (int k = 0; k < i; k++)
			if (overlap(&boxes[i], &boxes[k]))
				fail_msg("n%d and n%d overlap in\n%s", i, k,
					buf_str(&s->text));
	}
}

static void
check_labels(const struct sample *s, const struct picture *p)
{
	for (int i = 0; i < s->nedge; i++) {
		char label[16];
		int x, y;

		snprintf(label, sizeof(label), "m%dy", i);
		if (s->edges[i].label)
			find_word(p, label, &x, &y);
	}
}

/* What a finger reaches from node is what the source says. */
static void
check_lines(const struct sample *s, const struct picture *p,
	const struct box *boxes, int node)
{
	int main = *s->way == 'L' || *s->way == 'R' ? RIGHT : DOWN;
	bool want[NODES] = { 0 }, reached[NODES] = { 0 };
	struct walk w = { p, boxes, s->nodes, main, NULL, reached };

	w.seen = mem_alloc((size_t)p->cols * (size_t)p->rows * 4);
	walk_from(&w, node);
	w.main = back(main);
	walk_from(&w, node);
	free(w.seen);
	for (int i = 0; i < s->nedge; i++)
		want[s->edges[i].to] |= s->edges[i].from == node;
	for (int i = 0; i < s->nodes; i++)
		if (want[i] != reached[i])
			fail_msg("n%d %s n%d in\n%s", node,
				want[i] ? "does not reach" : "reaches", i,
				buf_str(&s->text));
}

static void
lines_lead_where_the_source_says(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 400; seed++) {
		struct sample s = make_sample(seed);
		struct arena arena = { 0 };
		struct diagram d = diagram_draw(
			&arena, buf_str(&s.text), s.text.len, ROOMY);
		struct picture p = look(&d);
		struct box boxes[NODES];

		assert_int_equal(d.end, DIAGRAM_DRAWN);
		assert_int_equal(d.skipped, 0);
		check_boxes(&s, &p, boxes);
		check_labels(&s, &p);
		for (int i = 0; i < s.nodes; i++)
			check_lines(&s, &p, boxes, i);
		free(p.cells);
		arena_release(&arena);
		buf_release(&s.text);
	}
}

static void
at_every_width_labels_are_there_and_the_end_tells_if_it_fits(void **state)
{
	static const int widths[] = { 1, 20, 40, 80, 120 };

	(void)state;
	for (unsigned seed = 0; seed < 200; seed++) {
		struct sample s = make_sample(seed);
		int cols = widths[seed % ARRAY_LEN(widths)];
		struct arena arena = { 0 };
		struct diagram d = diagram_draw(
			&arena, buf_str(&s.text), s.text.len, cols);
		struct picture p = look(&d);
		struct box boxes[NODES];

		assert_int_equal(
			d.end, d.cols > cols ? DIAGRAM_WIDE : DIAGRAM_DRAWN);
		check_boxes(&s, &p, boxes);
		check_labels(&s, &p);
		free(p.cells);
		arena_release(&arena);
		buf_release(&s.text);
	}
}

static void
the_same_text_gives_the_same_bytes(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 50; seed++) {
		struct sample s = make_sample(seed);
		struct arena arena = { 0 };
		struct diagram a =
			diagram_draw(&arena, buf_str(&s.text), s.text.len, 60);
		struct diagram b =
			diagram_draw(&arena, buf_str(&s.text), s.text.len, 60);

		assert_int_equal(a.nrow, b.nrow);
		for (int i = 0; i < a.nrow; i++) {
			assert_int_equal(a.rows[i].len, b.rows[i].len);
			assert_memory_equal(
				a.rows[i].text, b.rows[i].text, a.rows[i].len);
		}
		arena_release(&arena);
		buf_release(&s.text);
	}
}

/* Too much to draw is a list of its edges; a bad line is only a bad line. */
static void
hostile_texts_end_soon(void **state)
{
	struct buf b = { 0 };
	struct arena arena = { 0 };
	struct diagram d;

	(void)state;
	buf_adds(&b, "flowchart TD\n");
	for (int i = 0; i < 128; i++)
		buf_addf(&b, "a%d & a%d & a%d & a%d --> b%d\n", i % 60, i % 7,
			i % 11, i % 13, i % 60);
	d = diagram_draw(&arena, buf_str(&b), b.len, 80);
	assert_int_not_equal(d.end, DIAGRAM_UNKNOWN);
	buf_reset(&b);
	buf_adds(&b, "flowchart TD\na -. ");
	for (int i = 0; i < 500000; i++)
		buf_addc(&b, i % 2 ? '.' : '"');
	d = diagram_draw(&arena, buf_str(&b), b.len, 80);
	assert_int_equal(d.skipped, 1);
	buf_reset(&b);
	buf_adds(&b, "flowchart TD\n");
	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "subgraph s%d\n%%%%{\n\"\n", i);
	d = diagram_draw(&arena, buf_str(&b), b.len, 80);
	assert_int_equal(d.end, DIAGRAM_LIST);
	arena_release(&arena);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_lead_where_the_source_says),
		cmocka_unit_test(
			at_every_width_labels_are_there_and_the_end_tells_if_it_fits),
		cmocka_unit_test(the_same_text_gives_the_same_bytes),
		cmocka_unit_test(hostile_texts_end_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
