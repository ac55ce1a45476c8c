#include "config.h"

#include <string.h>

#include "common/course/mdx_walk.h"

/*
 * List items and quotes around a line, from the outermost. A line lies in as
 * many of them as it has marks and blanks for; a blank one in all items.
 */

bool
walk_in_list(const struct walk *w)
{
	return w->nin && !w->in[w->nin - 1].quote;
}

bool
walk_in_quote(const struct walk *w)
{
	for (int i = 0; i < w->nin; i++)
		if (w->in[i].quote)
			return true;
	return false;
}

static bool
is_quote_mark(const struct walk *w, const struct line *line, int base)
{
	return line->at < line->end && w->text[line->at] == '>' &&
		(!w->markdown || line->col < base + 4 || w->inner);
}

static void
pass_quote_mark(const char *text, struct line *line)
{
	line->at++;
	if (line->at < line->end && text[line->at] == ' ')
		line->at++;
	line->zero = line->at;
	line->col = 0;
	line_skip_blanks(text, line);
}

/* What stands before a line in the first n containers. */
static void
put_prefix(const struct walk *w, int n, int extra, char prefix[MDX_PREFIX])
{
	size_t len = 0, zero = 0;

	for (int i = 0; i < n; i++) {
		const struct mdx_container *c = &w->in[i];
		size_t to = c->quote ? len + 2 : zero + (size_t)c->out;

		if (to + 6 > MDX_PREFIX)
			break;
		if (c->quote) {
			memcpy(prefix + len, "> ", 2);
			zero = to;
		} else if (to > len) {
			memset(prefix + len, ' ', to - len);
		}
		len = to;
	}
	for (; extra > 0 && len + 1 < MDX_PREFIX; extra--)
		prefix[len++] = ' ';
	prefix[len] = '\0';
}

/* The containers that a line lies in; it is passed over their marks. */
void
walk_match(const struct walk *w, struct line *line)
{
	int base = 0;

	line->zero = line->start;
	line_skip_blanks(w->text, line);
	for (; line->matched < w->nin; line->matched++) {
		const struct mdx_container *c = &w->in[line->matched];

		if (c->quote) {
			if (!is_quote_mark(w, line, base))
				return;
			pass_quote_mark(w->text, line);
			base = 0;
		} else {
			if (line->at < line->end && line->col < c->col)
				return;
			base = c->col;
		}
	}
}

void
walk_set_prefix(const struct walk *w, struct line *line)
{
	if (w->mdx->tell_line)
		put_prefix(w, line->matched, line->extra, line->prefix);
}

/*
 * How far a line is indented beyond its containers, where that may mean code:
 * nowhere in MDX. Children of a tag are mostly indented with it, so the first
 * of them says how far.
 */
void
walk_indent(struct walk *w, struct line *line)
{
	int base = 0, extra;

	if (line->matched && !w->in[line->matched - 1].quote)
		base = w->in[line->matched - 1].col;
	extra = line->col - base - w->mdx->indent;
	extra = extra > 0 ? extra : 0;
	if (w->after_open || extra < w->inner)
		w->inner = extra;
	w->after_open = false;
	line->extra = w->markdown ? extra - w->inner : 0;
	walk_set_prefix(w, line);
}

/*
 * Into the item whose mark, so many columns wide with the blanks behind it, the
 * line has passed. A line has its prefix before the first mark; from there on
 * it is as in the source.
 */
void
walk_push_item(struct walk *w, struct line *line, int width)
{
	const struct mdx_container *around = w->nin ? &w->in[w->nin - 1] : NULL;
	int out = around && !around->quote ? around->out : 0;

	if (line->marked && around && around->quote)
		out = line->col - width;
	else if (!line->marked)
		out += line->extra;
	line->marked = true;
	line->extra = 0;
	if (w->nin < CONTAINERS_MAX)
		w->in[w->nin++] = (struct mdx_container){ .col = line->col,
			.out = out + width };
	line->matched = w->nin;
}

void
walk_push_quote(struct walk *w, struct line *line)
{
	pass_quote_mark(w->text, line);
	line->marked = true;
	line->extra = 0;
	if (w->nin < CONTAINERS_MAX)
		w->in[w->nin++] = (struct mdx_container){ .quote = true };
	line->matched = w->nin;
}

/* From the line's zero past at most that many columns of blanks. */
size_t
walk_cut_blanks(const struct walk *w, const struct line *line, int cols)
{
	size_t at = line->zero;

	for (int col = 0; col < cols && at < line->at; at++)
		col = w->text[at] == '\t' ? col / 4 * 4 + 4 : col + 1;
	return at;
}

void
walk_tell_line(const struct walk *w, const struct line *line, size_t from)
{
	char after[MDX_PREFIX];
	struct mdx_line told = { line->start, from, line->prefix, after };

	if (!w->mdx->tell_line)
		return;
	put_prefix(w, w->nin, 0, after);
	w->mdx->tell_line(w->ctx, &told);
}
