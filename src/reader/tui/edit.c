#include "config.h"

#include "reader/tui/edit.h"

#include <string.h>

#include "common/base/utf8.h"
#include "reader/tui/keys.h"

static uint32_t
cp_at(const struct edit *edit, size_t at, size_t *len)
{
	uint32_t cp;

	*len = utf8_decode(edit->text.data + at, edit->text.len - at, &cp);
	return cp;
}

/* Behind the character at at, its combining marks too. */
static size_t
after(const struct edit *edit, size_t at)
{
	size_t len;

	if (at >= edit->text.len)
		return edit->text.len;
	cp_at(edit, at, &len);
	at += len;
	while (at < edit->text.len && utf8_cp_cols(cp_at(edit, at, &len)) == 0)
		at += len;
	return at;
}

static size_t
before(const struct edit *edit, size_t at)
{
	size_t start = 0, next = 0;

	while (next < at) {
		start = next;
		next = after(edit, start);
	}
	return start;
}

/* The beginning of the word that ends before the cursor, as a shell has it. */
static size_t
word_before(const struct edit *edit)
{
	size_t at = edit->at;

	while (at && edit->text.data[at - 1] == ' ')
		at--;
	while (at && edit->text.data[at - 1] != ' ')
		at--;
	return at;
}

/* Let s take the place of the bytes between two places. */
static void
edit_splice(
	struct edit *edit, size_t from, size_t to, const char *s, size_t len)
{
	struct buf b = { 0 };

	buf_add(&b, buf_str(&edit->text), from);
	buf_add(&b, s, len);
	buf_adds(&b, buf_str(&edit->text) + to);
	buf_release(&edit->text);
	edit->text = b;
	edit->at = from + len;
}

static enum edited
edit_insert(struct edit *edit, int key)
{
	char utf8[4];
	size_t len;

	if (key < ' ' || key == 127 || key >= KEY_BASE)
		return EDIT_FOREIGN;
	len = utf8_encode((uint32_t)key, utf8);
	if (edit->text.len + len > EDIT_MAX)
		return EDIT_MOVED;
	edit_splice(edit, edit->at, edit->at, utf8, len);
	return EDIT_CHANGED;
}

static enum edited
edit_go(struct edit *edit, size_t to)
{
	edit->at = to;
	return EDIT_MOVED;
}

static enum edited
edit_cut(struct edit *edit, size_t from, size_t to)
{
	if (from == to)
		return EDIT_MOVED;
	edit_splice(edit, from, to, "", 0);
	return EDIT_CHANGED;
}

enum edited
edit_key(struct edit *edit, int key)
{
	size_t at = edit->at, end = edit->text.len;

	switch (key) {
	case KEY_GO_LEFT:
	case KEY_CTRL('B'):
		return edit_go(edit, before(edit, at));
	case KEY_GO_RIGHT:
	case KEY_CTRL('F'):
		return edit_go(edit, after(edit, at));
	case KEY_FIRST:
	case KEY_CTRL('A'):
		return edit_go(edit, 0);
	case KEY_LAST:
	case KEY_CTRL('E'):
		return edit_go(edit, end);
	case KEY_BACK:
		return edit_cut(edit, before(edit, at), at);
	case KEY_DELETE:
	case KEY_CTRL('D'):
		return edit_cut(edit, at, after(edit, at));
	case KEY_CTRL('U'):
		return edit_cut(edit, 0, at);
	case KEY_CTRL('K'):
		return edit_cut(edit, at, end);
	case KEY_CTRL('W'):
		return edit_cut(edit, word_before(edit), at);
	default:
		return edit_insert(edit, key);
	}
}

void
edit_set(struct edit *edit, const char *text)
{
	buf_reset(&edit->text);
	buf_adds(&edit->text, text);
	edit->at = edit->text.len;
}

void
edit_replace(struct edit *edit, size_t from, const char *s)
{
	edit_splice(edit, from < edit->at ? from : edit->at, edit->at, s,
		strlen(s));
}
