#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/base/err.h"
#include "common/course/jsx.h"
#include "common/course/mdx_walk.h"

/*
 * What does not end is looked at this far, and a text that keeps doing it is
 * given up on; so time stays linear whatever is thrown at us.
 */
#define REACH ((size_t)64 << 10)
#define REACH_SHORT ((size_t)256)
#define FAILS_MAX 64

#define TICKS_MAX 64 /* longer runs of backticks open no code */

/* Where c comes next at or after from; the end if it does not. */
size_t
near_byte(struct walk *w, struct near *near, char c, size_t from)
{
	const char *p;

	if (near->known && near->at >= from)
		return near->at;
	p = memchr(w->text + from, c, w->mdx->to - from);
	near->at = p ? (size_t)(p - w->text) : w->mdx->to;
	near->known = true;
	return near->at;
}

/* How far JSX that begins at may reach. */
size_t
walk_limit(const struct walk *w, size_t at)
{
	size_t reach = w->fails < FAILS_MAX ? REACH : REACH_SHORT;
	size_t left = w->mdx->to - at;

	return at + (left < reach ? left : reach);
}

/* Components that are open from here on, or within the paragraph alone. */
static void
count_component(struct walk *w, struct mdx_part *part)
{
	if (part->kind == MDX_OPEN)
		part->loose = !part->flow && !part->starts;
	else
		part->loose = w->loose > 0;
	if (part->loose)
		w->loose += part->kind == MDX_OPEN ? 1 : -1;
	else if (part->kind == MDX_OPEN)
		w->jsx++;
	else if (w->jsx)
		w->jsx--;
}

int
walk_emit(struct walk *w, struct mdx_part *part)
{
	if (part->component &&
		(part->kind == MDX_OPEN || part->kind == MDX_CLOSE))
		count_component(w, part);
	return w->take(w->ctx, part, w->err);
}

static int
endless(struct walk *w, const char *what, int len, const char *name,
	const char *want, int line)
{
	w->fails++;
	if (w->mdx->lenient)
		return 0;
	return err_at(w->err, w->mdx->name, line,
		"%s%.*s is never closed, expected \"%s\"", what, len, name,
		want);
}

static void
fill_tag(struct mdx_part *part, const struct jsx_tag *tag, const char *s)
{
	part->text = part->at + (size_t)(tag->name - s);
	part->text_len = tag->name_len;
	part->kind = tag->close ? MDX_CLOSE : tag->self ? MDX_VOID : MDX_OPEN;
	part->component = jsx_is_component(tag);
}

/* NULL: s does not have it. */
static const char *
find_close(const char *s, const char *end)
{
	while ((s = memchr(s, '<', (size_t)(end - s)))) {
		if (end - s > 5 && !strncasecmp(s, "</pre", 5))
			return s;
		s++;
	}
	return NULL;
}

/* <pre> holds lines, not Markdown: one part, if it ends. */
static void
take_pre(const struct walk *w, struct mdx_part *part, const struct jsx_tag *tag,
	size_t len)
{
	const char *s = w->text + part->at;
	const char *close, *end = NULL;

	if (tag->close || tag->self || tag->name_len != 3 ||
		strncasecmp(tag->name, "pre", 3) != 0)
		return;
	close = find_close(s + part->len, s + len);
	if (close)
		end = memchr(close, '>', (size_t)(s + len - close));
	if (!end)
		return;
	part->kind = MDX_PRE;
	part->info = part->at;
	part->info_len = part->len;
	part->text = part->at + part->len;
	part->text_len = (size_t)(close - s) - part->len;
	part->len = (size_t)(end - s) + 1;
	part->base = walk_base_col(w);
	part->quotes = 0;
	for (int i = 0; i < w->nin; i++)
		part->quotes += w->in[i].quote;
}

static size_t
html_comment(const char *s, size_t len)
{
	const char *end;

	if (len < 5 || memcmp(s, "<!--", 4))
		return 0;
	if (s[4] == '>')
		return 5;
	if (len > 5 && s[4] == '-' && s[5] == '>')
		return 6;
	end = memmem(s + 4, len - 4, "-->", 3);
	return end ? (size_t)(end - s) + 3 : 0;
}

/*
 * The tag, expression or comment at '<' or '{'. part->len 0: text. Non-zero:
 * something that should have ended did not.
 */
int
walk_jsx(struct walk *w, size_t at, size_t limit, struct mdx_part *part)
{
	const char *s = w->text + at;
	size_t len = limit - at;
	struct jsx_tag tag;
	bool cut;

	part->at = at;
	part->len = part->text = part->text_len = 0;
	part->component = false;
	if (*s == '{') {
		part->len = jsx_expr(s, len);
		part->kind = part->len && jsx_is_comment(s, part->len)
			? MDX_COMMENT
			: MDX_EXPR;
		w->fails += !part->len;
		return part->len || !part->flow || limit < w->mdx->to
			? 0
			: endless(w, "expression", 0, "", "}", part->line);
	}
	part->len = html_comment(s, len);
	part->kind = MDX_COMMENT;
	if (part->len)
		return 0;
	part->len = jsx_tag(s, len, &tag, &cut);
	if (part->len) {
		fill_tag(part, &tag, s);
		take_pre(w, part, &tag, len);
		return 0;
	}
	if (cut && tag.name_len && jsx_is_component(&tag))
		return endless(
			w, "<", (int)tag.name_len, tag.name, ">", part->line);
	w->fails += cut || (len > 3 && s[1] == '!');
	return 0;
}

/* The walk through one paragraph. */
struct inner {
	struct walk *w;
	size_t at, end, counted;
	int line;
	size_t row_end; /* of a table's row: code does not span rows */
	bool fresh;     /* only blanks since the line began */
	bool hopeless[TICKS_MAX + 1]; /* no run of that length comes any more */
};

static void
mdx_inline_count_lines(struct inner *in, size_t to)
{
	const char *text = in->w->text, *p;

	while (in->counted < to &&
		(p = memchr(text + in->counted, '\n', to - in->counted))) {
		in->line++;
		in->counted = (size_t)(p - text) + 1;
	}
	in->counted = to;
}

static size_t
run_of(const char *text, size_t at, size_t end)
{
	size_t i = at;

	while (i < end && text[i] == text[at])
		i++;
	return i - at;
}

/* Past the code that the backticks at in->at open, or past them alone. */
static void
mdx_inline_skip_code(struct inner *in)
{
	const char *text = in->w->text, *p;
	size_t end = in->row_end > in->at ? in->row_end : in->end;
	size_t n = run_of(text, in->at, end), i = in->at + n, m;

	in->at = i;
	if (n > TICKS_MAX || in->hopeless[n])
		return;
	while (i < end && (p = memchr(text + i, '`', end - i))) {
		i = (size_t)(p - text);
		m = run_of(text, i, end);
		i += m;
		if (m == n) {
			in->at = i;
			return;
		}
	}
	in->hopeless[n] = true;
}

static bool
ends_line(const struct walk *w, size_t at)
{
	while (at < w->mdx->to &&
		(w->text[at] == ' ' || w->text[at] == '\t' ||
			w->text[at] == '\r'))
		at++;
	return at >= w->mdx->to || w->text[at] == '\n';
}

static int
take_jsx(struct inner *in)
{
	struct walk *w = in->w;
	struct mdx_part part = { 0 };
	size_t past;
	int rc;

	mdx_inline_count_lines(in, in->at);
	part.line = in->line;
	rc = walk_jsx(w, in->at, walk_limit(w, in->at), &part);
	if (rc || !part.len) {
		in->at++;
		return rc;
	}
	past = in->at + part.len;
	part.starts = in->fresh;
	part.ends = ends_line(w, past);
	in->fresh = false;
	in->at = past;
	return walk_emit(w, &part);
}

/* Rows of a table begin with "|": each is looked at alone. */
static void
enter_row(struct inner *in)
{
	const char *text = in->w->text;
	const char *nl;

	if (text[in->at] != '|')
		return;
	nl = memchr(text + in->at, '\n', in->end - in->at);
	in->row_end = nl ? (size_t)(nl - text) : in->end;
	memset(in->hopeless, 0, sizeof(in->hopeless));
}

/* What a walk through text stops at. */
static const bool stops[256] = {
	['\n'] = true, ['\\'] = true, ['`'] = true, ['<'] = true, ['{'] = true
};

static void
step_text(struct inner *in, char c)
{
	const unsigned char *s = (const unsigned char *)in->w->text;

	in->at++;
	if (c == '\n') {
		in->fresh = true;
		if (in->at < in->end)
			enter_row(in);
		return;
	}
	if (c == '\\' && in->at < in->end && in->w->text[in->at] != '\n')
		in->at++;
	if (c == ' ' || c == '\t')
		return;
	in->fresh = false;
	while (in->at < in->end && !stops[s[in->at]])
		in->at++;
}

static int
take_inner(struct walk *w, size_t end)
{
	struct inner in = { .w = w,
		.at = w->para,
		.end = end,
		.counted = w->para,
		.line = w->para_line,
		.fresh = true };
	int rc = 0;

	w->loose = 0;
	enter_row(&in);
	while (!rc && in.at < end) {
		char c = w->text[in.at];

		if (c == '<' || c == '{') {
			rc = take_jsx(&in);
		} else if (c == '`') {
			mdx_inline_skip_code(&in);
			in.fresh = false;
		} else {
			step_text(&in, c);
		}
	}
	if (in.at > end) {
		mdx_inline_count_lines(&in, in.at);
		w->at = in.at;
		w->line = in.line;
		w->mid = true;
	}
	return rc;
}

/*
 * The tags and expressions of the paragraph that ends at end. It may turn out
 * to go on, when one of them has blank lines within: then w->at is beyond end
 * and w->mid is set.
 */
int
walk_inline(struct walk *w, size_t end)
{
	if (near_byte(w, &w->lt, '<', w->para) >= end &&
		near_byte(w, &w->brace, '{', w->para) >= end)
		return 0;
	return take_inner(w, end);
}
