/*
 * What holds for every sequence diagram, on diagrams made by chance whose
 * labels are words that come once: so each can be found on the rows.
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

#define ACTORS_MAX 6
#define MESSAGES_MAX 24
#define ROUNDS 400

struct message {
	int from, to;
	const char *arrow, *head; /* the glyph that arrives; NULL: none */
};

/* What was made, and its drawing as cells. */
struct sample {
	struct buf source;
	int nactor, nmessage, nframe, nnote;
	struct message messages[MESSAGES_MAX];
	struct arena arena;
	struct diagram d;
	const char **cells; /* [row * cols + col], each begins a glyph */
	int lifelines[ACTORS_MAX];
};

static unsigned
chance(unsigned *seed, unsigned n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

static const struct {
	const char *arrow, *right, *left;
} arrows[] = {
	{ "->>", "►", "◄" },
	{ "-->>", "►", "◄" },
	{ "<<->>", "►", "◄" },
	{ "->", NULL, NULL },
	{ "-x", "×", "×" },
	{ "--)", ">", "<" },
};

static void
make_message(struct sample *sample, unsigned *seed)
{
	struct message *m = &sample->messages[sample->nmessage];
	size_t kind = chance(seed, ARRAY_LEN(arrows));

	m->from = (int)chance(seed, (unsigned)sample->nactor);
	m->to = (int)chance(seed, (unsigned)sample->nactor);
	m->arrow = arrows[kind].arrow;
	m->head = m->to > m->from ? arrows[kind].right : arrows[kind].left;
	buf_addf(&sample->source, "A%d%sA%d: m%da m%db m%dc\n", m->from,
		m->arrow, m->to, sample->nmessage, sample->nmessage,
		sample->nmessage);
	sample->nmessage++;
}

static void
make_note(struct sample *sample, unsigned *seed)
{
	static const char *const sides[] = { "left of", "right of", "over" };
	int a = (int)chance(seed, (unsigned)sample->nactor);
	int b = (int)chance(seed, (unsigned)sample->nactor);
	unsigned side = chance(seed, 4);

	if (side < 3)
		buf_addf(&sample->source, "Note %s A%d: ", sides[side], a);
	else
		buf_addf(&sample->source, "Note over A%d,A%d: ", a, b);
	buf_addf(&sample->source, "n%da n%db\n", sample->nnote, sample->nnote);
	sample->nnote++;
}

static void
make_frame(struct sample *sample, int *depth)
{
	buf_addf(&sample->source, "loop f%da f%db\n", sample->nframe,
		sample->nframe);
	sample->nframe++;
	++*depth;
}

static void
make(struct sample *sample, unsigned *seed)
{
	unsigned n = 4 + chance(seed, 20);
	int depth = 0;

	sample->nactor = 1 + (int)chance(seed, ACTORS_MAX);
	buf_adds(&sample->source, "sequenceDiagram\n");
	for (int i = 0; i < sample->nactor; i++)
		buf_addf(&sample->source, "participant A%d as a%da a%db\n", i,
			i, i);
	for (unsigned i = 0; i < n; i++) {
		unsigned what = chance(seed, 10);

		if (what < 5)
			make_message(sample, seed);
		else if (what < 7)
			make_note(sample, seed);
		else if (what < 8 && depth < 4)
			make_frame(sample, &depth);
		else if (what < 9 && depth > 0 && depth--)
			buf_adds(&sample->source, "end\n");
		else
			buf_addf(&sample->source, "%s A%u\n",
				chance(seed, 2) ? "activate" : "deactivate",
				chance(seed, (unsigned)sample->nactor));
	}
	while (depth-- > 0)
		buf_adds(&sample->source, "end\n");
}

static const char *
cell(const struct sample *sample, int x, int y)
{
	if (x < 0 || y < 0 || x >= sample->d.cols || y >= sample->d.nrow)
		return "";
	return sample->cells[y * sample->d.cols + x];
}

static bool
is_one_of(const char *at, const char *const glyphs)
{
	uint32_t cp;
	char glyph[5] = "";

	if (!*at)
		return false;
	utf8_decode(at, strlen(at), &cp);
	utf8_encode(cp, glyph);
	return strstr(glyphs, glyph);
}

#define UPRIGHT "│┃├┤┝┥┞┦┟┧┠┨┡┩┢┪┼╀╁╂╽╿┬┴┰┸"
#define ACROSS "─┄┼╀╁╂┬┴├┤"

/* All rows are as wide as they say; every cell begins a glyph. */
static void
take_cells(struct sample *sample)
{
	sample->cells = mem_alloc((size_t)sample->d.cols *
			(size_t)sample->d.nrow * sizeof(*sample->cells) +
		1);
	for (int y = 0; y < sample->d.nrow; y++) {
		const struct diagram_row *row = &sample->d.rows[y];
		size_t at = 0;

		for (int x = 0; x < sample->d.cols; x++) {
			uint32_t cp;

			if (at >= row->len)
				fail_msg("row %d is short in\n%s", y,
					buf_str(&sample->source));
			sample->cells[y * sample->d.cols + x] = row->text + at;
			at += utf8_decode(row->text + at, row->len - at, &cp);
			assert_int_equal(utf8_cp_cols(cp), 1);
		}
		assert_int_equal(at, row->len);
	}
}

static void
draw(struct sample *sample, int cols)
{
	sample->d = diagram_draw(&sample->arena, buf_str(&sample->source),
		sample->source.len, cols);
	assert_true(sample->d.end == DIAGRAM_DRAWN ||
		sample->d.end == DIAGRAM_WIDE);
	assert_int_equal(sample->d.end == DIAGRAM_WIDE, sample->d.cols > cols);
	assert_int_equal(sample->d.skipped, 0);
	take_cells(sample);
}

static void
drop(struct sample *sample)
{
	free(sample->cells);
	sample->cells = NULL;
	arena_release(&sample->arena);
}

static bool
is_word_at(const struct sample *sample, int x, int y, const char *word)
{
	const char *at = cell(sample, x, y), *after;
	size_t n = strlen(word);

	after = cell(sample, x + (int)n, y);
	return !strncmp(at, word, n) && !(*after >= '0' && *after <= '9') &&
		!(*after >= 'a' && *after <= 'z');
}

/* How often a word is there, and where it is last. */
static int
find_word(const struct sample *sample, const char *word, int *col, int *row)
{
	int n = 0;

	for (int y = 0; y < sample->d.nrow; y++)
		for (int x = 0; x < sample->d.cols; x++)
			if (is_word_at(sample, x, y, word)) {
				*col = x;
				*row = y;
				n++;
			}
	return n;
}

static void
fail_at(const struct sample *sample, const char *what, const char *which)
{
	struct buf b = { 0 };

	for (int y = 0; y < sample->d.nrow; y++)
		buf_addf(&b, "%.*s|\n", (int)sample->d.rows[y].len,
			sample->d.rows[y].text);
	fail_msg("%s %s in\n%s\n%s", which, what, buf_str(&sample->source),
		buf_str(&b));
}

static void
find_label(const struct sample *sample, char kind, int n, char part, int *col,
	int *row)
{
	char word[32];

	snprintf(word, sizeof(word), "%c%d%c", kind, n, part);
	if (find_word(sample, word, col, row) != 1)
		fail_at(sample, "is not there once", word);
}

static void
every_label_is_there(struct sample *sample)
{
	int col, row;

	for (int i = 0; i < sample->nmessage; i++)
		for (char part = 'a'; part <= 'c'; part++)
			find_label(sample, 'm', i, part, &col, &row);
	for (int i = 0; i < sample->nnote; i++)
		for (char part = 'a'; part <= 'b'; part++)
			find_label(sample, 'n', i, part, &col, &row);
	for (int i = 0; i < sample->nframe; i++)
		for (char part = 'a'; part <= 'b'; part++)
			find_label(sample, 'f', i, part, &col, &row);
}

/* Lifelines leave the boxes of the names: the first row that has them. */
static void
find_lifelines(struct sample *sample)
{
	int n = 0;

	for (int y = 0; y < sample->d.nrow && !n; y++)
		for (int x = 0; x < sample->d.cols; x++)
			if (is_one_of(cell(sample, x, y), "┬┰") &&
				n < ACTORS_MAX)
				sample->lifelines[n++] = x;
	assert_int_equal(n, sample->nactor);
}

static void
message_arrives(const struct sample *sample, int i)
{
	const struct message *m = &sample->messages[i];
	int from = sample->lifelines[m->from], to = sample->lifelines[m->to];
	int step = to > from ? 1 : -1, col, row;
	int gone = strncmp(m->arrow, "<<", 2) ? from : from + step;
	char name[32];

	snprintf(name, sizeof(name), "message %d", i);
	find_label(sample, 'm', i, 'c', &col, &row);
	row += m->from == m->to ? 2 : 1;
	if (m->from == m->to) {
		if (m->head && !is_one_of(cell(sample, to + 1, row), m->head))
			fail_at(sample, "does not come back", name);
		return;
	}
	if (!is_one_of(cell(sample, to, row), UPRIGHT) ||
		!is_one_of(cell(sample, from, row), UPRIGHT))
		fail_at(sample, "misses a lifeline", name);
	if (m->head && !is_one_of(cell(sample, to - step, row), m->head))
		fail_at(sample, "has no head at the lifeline", name);
	for (int x = gone + step; x != (m->head ? to - step : to); x += step)
		if (!is_one_of(cell(sample, x, row), ACROSS))
			fail_at(sample, "is broken", name);
}

/* From the title's corner down to the corner below, at both sides. */
static void
frame_is_closed(const struct sample *sample, int i)
{
	int col, row, right, bottom;
	char name[32];

	snprintf(name, sizeof(name), "frame %d", i);
	find_label(sample, 'f', i, 'a', &col, &row);
	while (col >= 0 && !is_one_of(cell(sample, col, row), "┌"))
		col--;
	for (right = col + 1; right < sample->d.cols &&
		!is_one_of(cell(sample, right, row), "┐");)
		right++;
	for (bottom = row + 1; is_one_of(cell(sample, col, bottom), "│");
		bottom++)
		if (!is_one_of(cell(sample, right, bottom), "│"))
			fail_at(sample, "is open at its right side", name);
	if (!is_one_of(cell(sample, col, bottom), "└") ||
		!is_one_of(cell(sample, right, bottom), "┘"))
		fail_at(sample, "is open at its bottom", name);
	for (int x = col + 1; x < right; x++)
		if (!is_one_of(cell(sample, x, bottom), ACROSS))
			fail_at(sample, "has a gap in its bottom", name);
}

static void
what_must_hold_holds(void **state)
{
	static const int widths[] = { 200, 100, 72, 40, 12 };
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct sample sample = { 0 };

		make(&sample, &seed);
		for (size_t w = 0; w < ARRAY_LEN(widths); w++) {
			draw(&sample, widths[w]);
			find_lifelines(&sample);
			every_label_is_there(&sample);
			for (int i = 0; i < sample.nmessage; i++)
				message_arrives(&sample, i);
			for (int i = 0; i < sample.nframe; i++)
				frame_is_closed(&sample, i);
			drop(&sample);
		}
		buf_release(&sample.source);
	}
}

static void
the_same_text_gives_the_same_bytes(void **state)
{
	unsigned seed = 11;

	(void)state;
	for (int round = 0; round < 20; round++) {
		struct sample one = { 0 }, two = { 0 };

		make(&one, &seed);
		buf_add(&two.source, one.source.data, one.source.len);
		draw(&one, 80);
		draw(&two, 80);
		assert_int_equal(one.d.nrow, two.d.nrow);
		for (int y = 0; y < one.d.nrow; y++) {
			assert_int_equal(one.d.rows[y].len, two.d.rows[y].len);
			assert_memory_equal(one.d.rows[y].text,
				two.d.rows[y].text, one.d.rows[y].len);
		}
		drop(&one);
		drop(&two);
		buf_release(&one.source);
		buf_release(&two.source);
	}
}

/* What a reader of plain text needs: the drawing never fails on much text. */
static void
large_texts_end_soon_and_say_so(void **state)
{
	static const struct {
		const char *line;
		int times;
		enum diagram_end end;
	} cases[] = {
		{ "A->>B: x\n", 1000, DIAGRAM_DRAWN },
		{ "A->>B: x\n", 100000, DIAGRAM_UNKNOWN },
		{ "loop x\n", 1500, DIAGRAM_LIST },
		{ "loop x\n", 100000, DIAGRAM_UNKNOWN },
		{ "end\n", 100000, DIAGRAM_UNKNOWN }, /* nobody takes part */
		{ "------------------------------\n", 20000, DIAGRAM_UNKNOWN },
		{ ";;;;;;;;;;;;;;;;\n", 20000, DIAGRAM_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf text = { 0 };
		struct arena arena = { 0 };
		struct diagram d;

		buf_adds(&text, "sequenceDiagram\n");
		if (cases[i].end != DIAGRAM_UNKNOWN)
			buf_adds(&text, "participant A\n");
		for (int n = 0; n < cases[i].times; n++)
			buf_adds(&text, cases[i].line);
		d = diagram_draw(&arena, text.data, text.len, 80);
		if (cases[i].end == DIAGRAM_LIST)
			assert_true(
				d.end == DIAGRAM_LIST || d.end == DIAGRAM_WIDE);
		else
			assert_int_equal(d.end, cases[i].end);
		arena_release(&arena);
		buf_release(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_must_hold_holds),
		cmocka_unit_test(the_same_text_gives_the_same_bytes),
		cmocka_unit_test(large_texts_end_soon_and_say_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
