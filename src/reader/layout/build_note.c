#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/course/scan_note.h"
#include "reader/layout/build.h"
#include "reader/layout/doc_parts.h"

/* The first reference in s: its note, *at and *len its bytes. NULL: none. */
static const struct footnote *
next_ref(
	const struct build *b, const char *s, size_t n, size_t *at, size_t *len)
{
	const char *p = s, *end = s + n, *close;
	const struct footnote *note;

	while ((p = memmem(p, (size_t)(end - p), "[^", 2))) {
		p += 2;
		close = memchr(p, ']', (size_t)(end - p));
		note = close ? note_of(&b->doc->scan, p, (size_t)(close - p))
			     : NULL;
		if (!note)
			continue;
		*at = (size_t)(p - s) - 2;
		*len = (size_t)(close - p) + 3;
		return note;
	}
	return NULL;
}

static void
add_with_refs(struct build *b, const char *s, size_t n)
{
	const struct footnote *note;
	size_t at, len;
	char mark[16], target[20];
	struct node *ref;

	while ((note = next_ref(b, s, n, &at, &len))) {
		if (at)
			build_text(b, NODE_TEXT, s, at);
		snprintf(mark, sizeof(mark), "[%d]", note->number);
		snprintf(target, sizeof(target), "#%s", mark);
		ref = build_text(b, NODE_NOTE, mark, strlen(mark));
		ref->target = arena_dup(b->arena, target, strlen(target));
		s += at + len;
		n -= at + len;
	}
	if (n)
		build_text(b, NODE_TEXT, s, n);
}

static void
build_note_add_back(struct build *b, struct node *node)
{
	node->next = NULL;
	if (b->at->last)
		b->at->last->next = node;
	else
		b->at->child = node;
	b->at->last = node;
}

/* A parser cuts text at brackets: pieces are joined and cut again. */
static void
build_note_add_texts(struct build *b, struct node *from, const struct node *to)
{
	struct buf text = { 0 };

	for (struct node *n = from; n != to; n = n->next)
		buf_add(&text, n->text, n->len);
	if (memmem(buf_str(&text), text.len, "[^", 2)) {
		add_with_refs(b, text.data, text.len);
	} else {
		for (struct node *n = from, *next; n != to; n = next) {
			next = n->next;
			build_note_add_back(b, n);
		}
	}
	buf_release(&text);
}

/* NODE_DEPTH bounds the recursion. */
void
build_refs(struct build *b, struct node *root)
{
	struct node *n = root->child, *next, *was = b->at;

	root->child = root->last = NULL;
	for (; n; n = next) {
		b->at = root;
		next = n->next;
		if (n->kind == NODE_TEXT) {
			while (next && next->kind == NODE_TEXT)
				next = next->next;
			build_note_add_texts(b, n, next);
		} else {
			build_note_add_back(b, n);
			build_refs(b, n);
		}
	}
	b->at = was;
}
