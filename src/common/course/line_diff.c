#include "config.h"

#include "common/course/line_diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

#define AROUND 3 /* lines beside a change */
/* Pairs of lines that are compared; what is longer is replaced as a whole. */
#define PAIRS_MAX ((size_t)4 << 20)

struct line {
	const char *s;
	size_t len; /* its newline included */
};

struct lines {
	struct line *lines;
	size_t n;
};

/* A line of the result. */
struct edit_line {
	char sign; /* ' ', '-' or '+' */
	const struct line *line;
	size_t a, b; /* how many lines of each stand before it */
};

struct script {
	struct edit_line *edits;
	size_t n, a, b;
};

static struct lines
split(const char *s, size_t len)
{
	struct lines all = { 0 };

	while (len) {
		const char *end = memchr(s, '\n', len);
		size_t n = end ? (size_t)(end - s) + 1 : len;

		all.lines = mem_more(all.lines, all.n, sizeof(*all.lines));
		all.lines[all.n++] = (struct line){ s, n };
		s += n;
		len -= n;
	}
	return all;
}

static bool
same(const struct line *a, const struct line *b)
{
	return a->len == b->len && !memcmp(a->s, b->s, a->len);
}

static void
put(struct script *script, char sign, const struct line *line)
{
	script->edits =
		mem_more(script->edits, script->n, sizeof(*script->edits));
	script->edits[script->n++] =
		(struct edit_line){ sign, line, script->a, script->b };
	script->a += sign != '+';
	script->b += sign != '-';
}

/*
 * longest[i * (bn + 1) + j]: how many lines the rests from i and j have in
 * common, in order.
 */
static uint32_t *
measure(const struct line *a, size_t an, const struct line *b, size_t bn)
{
	size_t row = bn + 1;
	uint32_t *longest = mem_alloc((an + 1) * row * sizeof(*longest));

	for (size_t i = an; i-- > 0;)
		for (size_t j = bn; j-- > 0;) {
			uint32_t down = longest[(i + 1) * row + j],
				 right = longest[i * row + j + 1];

			longest[i * row + j] = same(&a[i], &b[j])
				? longest[(i + 1) * row + j + 1] + 1
				: down > right ? down
					       : right;
		}
	return longest;
}

/* The part between what both begin and end with. */
static void
compare(struct script *script, const struct line *a, size_t an,
	const struct line *b, size_t bn)
{
	bool small = (an + 1) * (bn + 1) <= PAIRS_MAX;
	uint32_t *longest = small ? measure(a, an, b, bn) : NULL;
	size_t i = 0, j = 0, row = bn + 1;

	while (longest && i < an && j < bn) {
		if (same(&a[i], &b[j])) {
			put(script, ' ', &a[i++]);
			j++;
		} else if (longest[(i + 1) * row + j] >=
			longest[i * row + j + 1]) {
			put(script, '-', &a[i++]);
		} else {
			put(script, '+', &b[j++]);
		}
	}
	while (i < an)
		put(script, '-', &a[i++]);
	while (j < bn)
		put(script, '+', &b[j++]);
	free(longest);
}

static struct script
find_script(const struct lines *a, const struct lines *b)
{
	struct script script = { 0 };
	size_t most = a->n < b->n ? a->n : b->n, head = 0, tail = 0;

	while (head < most && same(&a->lines[head], &b->lines[head]))
		head++;
	while (tail < most - head &&
		same(&a->lines[a->n - 1 - tail], &b->lines[b->n - 1 - tail]))
		tail++;
	for (size_t i = 0; i < head; i++)
		put(&script, ' ', &a->lines[i]);
	compare(&script, a->lines + head, a->n - head - tail, b->lines + head,
		b->n - head - tail);
	for (size_t i = a->n - tail; i < a->n; i++)
		put(&script, ' ', &a->lines[i]);
	return script;
}

static void
write_line(const struct edit_line *edit, struct buf *out)
{
	buf_addc(out, edit->sign);
	buf_add(out, edit->line->s, edit->line->len);
	if (edit->line->s[edit->line->len - 1] != '\n')
		buf_adds(out, "\n\\ No newline at end of file\n");
}

/* "3,7", as diff writes it: a part without lines stands behind a line. */
static void
write_range(struct buf *out, size_t before, size_t n)
{
	buf_addf(out, "%zu", before + (n ? 1 : 0));
	if (n != 1)
		buf_addf(out, ",%zu", n);
}

static void
write_hunk(
	const struct script *script, size_t from, size_t end, struct buf *out)
{
	const struct edit_line *first = &script->edits[from];
	size_t a = 0, b = 0;

	for (size_t i = from; i < end; i++) {
		a += script->edits[i].sign != '+';
		b += script->edits[i].sign != '-';
	}
	buf_adds(out, "@@ -");
	write_range(out, first->a, a);
	buf_adds(out, " +");
	write_range(out, first->b, b);
	buf_adds(out, " @@\n");
	for (size_t i = from; i < end; i++)
		write_line(&script->edits[i], out);
}

/* The first change at or behind i; n: there is none. */
static size_t
next_change(const struct script *script, size_t i)
{
	while (i < script->n && script->edits[i].sign == ' ')
		i++;
	return i;
}

void
line_diff(
	const char *a, size_t alen, const char *b, size_t blen, struct buf *out)
{
	struct lines from = split(a, alen), to = split(b, blen);
	struct script script = find_script(&from, &to);
	size_t at = next_change(&script, 0);

	while (at < script.n) {
		size_t end = at, next = at;

		/* changes that share the lines between them are one hunk */
		while (next < script.n && next <= end + 2 * AROUND) {
			while (next < script.n &&
				script.edits[next].sign != ' ')
				next++;
			end = next;
			next = next_change(&script, end);
		}
		write_hunk(&script, at > AROUND ? at - AROUND : 0,
			end + AROUND < script.n ? end + AROUND : script.n, out);
		at = next;
	}
	free(script.edits);
	free(from.lines);
	free(to.lines);
}
