/*
 * Microseconds to draw a flowchart of 30 nodes, the least of many: not a
 * test. Arguments are files of Mermaid text to be measured instead.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/diagram/diagram.h"
#include "tests/unit/said.h"

#define TIMES 500
#define TEXT_MAX ((size_t)1 << 20)

static const char *const ends[] = { "drawn", "wide", "list", "unknown" };

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
measure(const char *name, const struct buf *text, int cols)
{
	enum diagram_end end = DIAGRAM_DRAWN;
	double least = 0;

	for (int i = 0; i < TIMES; i++) {
		struct arena arena = { 0 };
		double start = now_us(), took;

		end = diagram_draw(&arena, buf_str(text), text->len, cols).end;
		took = now_us() - start;
		least = i == 0 || took < least ? took : least;
		arena_release(&arena);
	}
	printf("%-24s %4d columns  %8.1f us  %s\n", name, cols, least,
		ends[end]);
}

static void
measure_all(const char *name, const struct buf *text)
{
	static const int widths[] = { 300, 120, 80, 40 };

	for (size_t i = 0; i < ARRAY_LEN(widths); i++)
		measure(name, text, widths[i]);
}

/* Thirty nodes, two groups, labels, an edge back. */
static void
make(struct buf *b, const char *way)
{
	buf_addf(b, "flowchart %s\nsubgraph a [Источник]\n", way);
	for (int i = 0; i < 8; i++)
		buf_addf(b, "n%d[узел номер %d]\n", i, i);
	buf_adds(b, "end\nsubgraph b [Приёмник]\n");
	for (int i = 20; i < 26; i++)
		buf_addf(b, "n%d[(узел %d)]\n", i, i);
	buf_adds(b, "end\n");
	for (int i = 1; i < 30; i++)
		buf_addf(b, "n%d -->%s n%d\n", (i - 1) / 2,
			i % 3 ? "" : "|событие|", i);
	buf_adds(b, "n29 -.-> n3\nn12 ==> n27\n");
}

int
main(int argc, char **argv)
{
	static const char *const ways[] = { "TD", "LR" };

	for (size_t i = 0; argc < 2 && i < ARRAY_LEN(ways); i++) {
		struct buf text = { 0 };

		make(&text, ways[i]);
		measure_all(ways[i], &text);
		buf_release(&text);
	}
	for (int i = 1; i < argc; i++) {
		struct buf text = { 0 };
		struct err err = { 0 };

		if (buf_read_file(&text, argv[i], TEXT_MAX, &err) < 0)
			fprintf(stderr, "%s\n", said(err.msg));
		else
			measure_all(argv[i], &text);
		buf_release(&text);
	}
	return 0;
}
