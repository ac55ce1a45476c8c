#include "config.h"

#include "common/course/scan_note.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/mdx.h"
#include "common/course/scan.h"
#include "common/course/scan_chunk.h"

#define LABEL_MAX 200                  /* bytes */
#define CHUNK_BYTES ((size_t)32 << 10) /* of notes that are shown together */

/* Columns of blanks; -1: there is nothing else. */
static int
indent_of(const char *s, const char *end)
{
	int cols = 0;

	for (; s < end; s++)
		if (*s == ' ')
			cols++;
		else if (*s == '\t')
			cols += 4;
		else if (*s != '\r')
			return cols;
	return -1;
}

/* Lines that are indented, and those that go on with the paragraph. */
static size_t
text_end(const char *text, size_t at, size_t to)
{
	size_t end = at;
	bool blank = false, first = true;

	while (at < to) {
		const char *s = text + at, *nl = memchr(s, '\n', to - at);
		const char *past = nl ? nl + 1 : text + to;
		int cols = indent_of(s, nl ? nl : past);

		if (!first && cols >= 0 && cols < 4 &&
			(blank || strchr("#>`~-*+[|<{=", s[cols])))
			break;
		blank = cols < 0;
		at = (size_t)(past - text);
		end = blank ? end : at;
		first = false;
	}
	return end;
}

/* Bytes of the label of "[^label]" at s; 0: it is none. */
static size_t
label_len(const char *s, size_t len)
{
	size_t n = 0;

	if (len < 4 || s[0] != '[' || s[1] != '^')
		return 0;
	s += 2;
	len = len - 2 < LABEL_MAX ? len - 2 : LABEL_MAX;
	while (n < len && !strchr("[] \t\r\n", s[n]))
		n++;
	return n < len && s[n] == ']' ? n : 0;
}

void
note_begin(struct scan *scan, const struct mdx_part *part)
{
	const char *s = scan->text + part->at;
	size_t n = label_len(s, scan->len - part->at), text;

	if (!n || s[n + 3] != ':' || scan->nnote == SCAN_MAX ||
		(part->at && s[-1] != '\n'))
		return;
	text = part->at + n + 4;
	scan->notes = mem_more(scan->notes, scan->nnote, sizeof(*scan->notes));
	scan->notes[scan->nnote++] = (struct footnote){
		.at = part->at,
		.len = text_end(scan->text, part->at, scan->len) - part->at,
		.label = part->at + 2,
		.label_len = n,
		.text = text,
		.line = part->line,
	};
}

/* A note by its label: what is sorted, and searched in. */
struct named_note {
	const char *label;
	size_t len, index;
};

static int
by_label(const void *a, const void *b)
{
	const struct named_note *x = a, *y = b;
	size_t len = x->len < y->len ? x->len : y->len;
	int diff = strncasecmp(x->label, y->label, len);

	if (diff || x->len == y->len)
		return diff;
	return x->len < y->len ? -1 : 1;
}

static void
sort_notes(struct scan *scan)
{
	struct named_note *named = mem_alloc(scan->nnote * sizeof(*named));

	for (size_t i = 0; i < scan->nnote; i++)
		named[i] =
			(struct named_note){ scan->text + scan->notes[i].label,
				scan->notes[i].label_len, i };
	qsort(named, scan->nnote, sizeof(*named), by_label);
	scan->by_label = named;
}

static struct footnote *
scan_note_find(const struct scan *scan, const char *label, size_t len)
{
	const struct named_note key = { label, len, 0 };
	const struct named_note *found = scan->nnote
		? bsearch(&key, scan->by_label, scan->nnote,
			  sizeof(*scan->by_label), by_label)
		: NULL;

	return found ? &scan->notes[found->index] : NULL;
}

const struct footnote *
note_of(const struct scan *scan, const char *label, size_t len)
{
	return scan_note_find(scan, label, len);
}

const struct footnote *
note_at(const struct scan *scan, size_t at)
{
	size_t low = 0, high = scan->nnote;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (scan->notes[mid].at == at)
			return &scan->notes[mid];
		if (scan->notes[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* How far the references are numbered. */
struct numbering {
	struct scan *scan;
	size_t at;
	int last;
};

static void
number_up_to(struct numbering *n, size_t to)
{
	const char *text = n->scan->text, *p;
	struct footnote *note;
	size_t len;

	while (n->at < to && (p = memmem(text + n->at, to - n->at, "[^", 2))) {
		n->at = (size_t)(p - text) + 2;
		len = label_len(p, (size_t)(text + to - p));
		if (!len || note_at(n->scan, (size_t)(p - text)))
			continue;
		note = scan_note_find(n->scan, p + 2, len);
		if (note && !note->number)
			note->number = ++n->last;
	}
	n->at = to > n->at ? to : n->at;
}

/* What looks like one in a block of code is none. */
static int
skip_fence(void *ctx, const struct mdx_part *part, struct err *err)
{
	struct numbering *n = ctx;

	(void)err;
	if (part->kind != MDX_FENCE)
		return 0;
	number_up_to(n, part->at);
	n->at = part->at + part->len;
	return 0;
}

/* By first use; what is never used comes last. */
static void
number(struct scan *scan)
{
	struct numbering n = { .scan = scan, .at = scan->front.len };
	struct mdx mdx = { .name = scan->name,
		.text = scan->text,
		.from = n.at,
		.to = scan->len,
		.line = 1,
		.lenient = true };
	struct err err = { 0 };

	mdx_walk(&mdx, skip_fence, &n, &err);
	number_up_to(&n, scan->len);
	for (size_t i = 0; i < scan->nnote; i++)
		if (!scan->notes[i].number)
			scan->notes[i].number = ++n.last;
}

static int
by_number(const void *a, const void *b)
{
	const struct footnote *const *x = a, *const *y = b;

	return (*x)->number - (*y)->number;
}

static void
add_chunks(struct scan *scan)
{
	size_t bytes = 0;
	int line = chunk_last_line(scan), first = 1, n = (int)scan->nnote;

	for (int i = 1; i <= n; i++) {
		bytes += scan->by_number[i - 1]->len;
		if (i < n && bytes < CHUNK_BYTES)
			continue;
		chunk_begin(scan, scan->len, line);
		scan->chunks[scan->nchunk - 1].note = first;
		scan->chunks[scan->nchunk - 1].nnote = i + 1 - first;
		first = i + 1;
		bytes = 0;
	}
}

void
note_end(struct scan *scan)
{
	if (!scan->nnote)
		return;
	sort_notes(scan);
	number(scan);
	scan->by_number = mem_alloc(scan->nnote * sizeof(*scan->by_number));
	for (size_t i = 0; i < scan->nnote; i++)
		scan->by_number[i] = &scan->notes[i];
	qsort(scan->by_number, scan->nnote, sizeof(*scan->by_number),
		by_number);
	add_chunks(scan);
}
