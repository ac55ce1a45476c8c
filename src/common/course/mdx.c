#include "config.h"

#include "common/course/mdx.h"

#include <stdint.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/jsx.h"
#include "common/course/mdx_walk.h"

/*
 * The walk takes a line at a time. Lines of text gather into a paragraph; the
 * first line of something else ends it, and only then is it searched for tags
 * and expressions, because code spans hide them and may span lines. So a part
 * is always emitted after those before it.
 */

#define FAR ((size_t)64 << 10) /* bytes; the longest import statement */

/* A kind of line. take: non-zero ends the walk; *fits: was it of this kind. */
struct line_kind {
	const char *first; /* bytes that it may begin with */
	int (*take)(struct walk *w, struct line *line, bool *fits);
};

static bool
one_of(const char *set, char c)
{
	return c && strchr(set, c);
}

static int
column_after(int col, char c)
{
	return c == '\t' ? col / 4 * 4 + 4 : col + 1;
}

static void
skip_blanks(const char *text, struct line *line)
{
	while (line->at < line->end &&
		(text[line->at] == ' ' || text[line->at] == '\t'))
		line->col = column_after(line->col, text[line->at++]);
}

static struct line
next_line(const struct walk *w, size_t at)
{
	const char *nl = memchr(w->text + at, '\n', w->mdx->to - at);
	struct line line = { .start = at, .at = at };

	line.next = nl ? (size_t)(nl - w->text) + 1 : w->mdx->to;
	line.end = nl ? line.next - 1 : line.next;
	if (line.end > at && w->text[line.end - 1] == '\r')
		line.end--;
	return line;
}

static void
skip_prefix(const char *text, struct line *line)
{
	skip_blanks(text, line);
	while (line->at < line->end && text[line->at] == '>' && line->col < 4) {
		line->quotes++;
		line->at++;
		if (line->at < line->end && text[line->at] == ' ')
			line->at++;
		line->col = 0;
		skip_blanks(text, line);
	}
}

static int
base_col(const struct walk *w)
{
	return w->nlist ? w->lists[w->nlist - 1] : 0;
}

static void
close_lists(struct walk *w, const struct line *line)
{
	while (w->nlist && line->col < base_col(w))
		w->nlist--;
}

static bool
at_column0(const struct line *line)
{
	return line->at == line->start;
}

/* End the paragraph. false: it goes on beyond the line, or the walk ends. */
static bool
end_para(struct walk *w, size_t end, int *rc)
{
	if (!w->in_para)
		return true;
	*rc = walk_inline(w, end);
	w->in_para = w->mid;
	w->para = w->at;
	w->para_line = w->line;
	return !*rc && !w->mid;
}

static void
go_to(struct walk *w, size_t at)
{
	const char *p;

	while (w->at < at && (p = memchr(w->text + w->at, '\n', at - w->at))) {
		w->at = (size_t)(p - w->text) + 1;
		w->line++;
	}
	w->at = at;
}

/* On to the next line; line is the one that w->at lies in. */
static void
pass_line(struct walk *w, const struct line *line)
{
	w->at = line->next;
	w->line++;
}

static int
offer_cut(struct walk *w, const struct line *line, int level)
{
	struct mdx_part part = { .kind = MDX_CUT,
		.at = line->start,
		.line = w->line,
		.level = level };

	if (!at_column0(line) || line->quotes || w->jsx)
		return 0;
	return walk_emit(w, &part);
}

/* Without blanks and a closing row of "#" at the end. */
static size_t
heading_end(const char *text, size_t from, size_t end)
{
	size_t hash;

	while (end > from && is_blank(text, end - 1, end))
		end--;
	for (hash = end; hash > from && text[hash - 1] == '#'; hash--)
		;
	if (hash == end || (hash > from && !is_blank(text, hash - 1, hash)))
		return end;
	while (hash > from && is_blank(text, hash - 1, hash))
		hash--;
	return hash;
}

static int
take_heading(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = { .kind = MDX_HEADING, .line = w->line };
	int rc = 0;

	part.text = line_heading(w->text, line, &part.level);
	*fits = part.text != 0;
	if (!*fits || !end_para(w, line->start, &rc))
		return rc;
	close_lists(w, line);
	rc = offer_cut(w, line, 1);
	part.column0 = at_column0(line) && !w->jsx;
	part.at = line->start;
	part.len = line->end - line->start;
	part.text_len = heading_end(w->text, part.text, line->end) - part.text;
	if (!rc)
		rc = walk_emit(w, &part);
	if (rc)
		return rc;
	w->in_para = true; /* of one line: it may hold tags */
	w->para = line->at;
	w->para_line = w->line;
	pass_line(w, line);
	end_para(w, line->next, &rc);
	return rc;
}

static int
take_fence(struct walk *w, struct line *line, bool *fits)
{
	char mark;
	int rc = 0, n = line_fence(w->text, line, &mark);
	size_t info = line->at + (size_t)n;

	*fits = n &&
		!(mark == '`' && memchr(w->text + info, '`', line->end - info));
	if (!*fits || !end_para(w, line->start, &rc))
		return rc;
	close_lists(w, line);
	w->fence = (struct fence){ .mark = mark,
		.count = n,
		.col = line->col,
		.quotes = line->quotes,
		.base = base_col(w) };
	w->fence.part = (struct mdx_part){ .kind = MDX_FENCE,
		.at = line->start,
		.line = w->line,
		.text = line->next,
		.info = info,
		.info_len = line->end - info,
		.column0 = at_column0(line) };
	rc = offer_cut(w, line, 3);
	pass_line(w, line);
	return rc;
}

/*
 * Is the text from at to the end of a line nothing but tags and expressions?
 * *end: where the next line begins, 0: it is not.
 */
static int
flow_end(struct walk *w, size_t at, size_t *end, bool emit)
{
	struct mdx_part part = { .flow = true, .starts = true };
	int rc;

	*end = 0;
	for (;;) {
		while (at < w->mdx->to && one_of(" \t\r", w->text[at]))
			at++;
		if (at >= w->mdx->to || w->text[at] == '\n') {
			*end = at < w->mdx->to ? at + 1 : at;
			return 0;
		}
		if (w->text[at] != '<' && w->text[at] != '{')
			return 0;
		if (emit)
			go_to(w, at);
		part.line = w->line;
		rc = walk_jsx(w, at, w->fails ? walk_limit(w, at) : w->mdx->to,
			&part);
		if (rc || !part.len)
			return rc;
		at += part.len;
		part.ends = at >= w->mdx->to || one_of("\r\n", w->text[at]);
		rc = emit ? walk_emit(w, &part) : 0;
		if (rc)
			return rc;
	}
}

static int
take_flow(struct walk *w, struct line *line, bool *fits)
{
	size_t end;
	int rc = flow_end(w, line->at, &end, false);

	*fits = end != 0;
	if (rc || !*fits || !end_para(w, line->start, &rc))
		return rc;
	close_lists(w, line);
	rc = offer_cut(w, line, 3);
	if (!rc)
		rc = flow_end(w, line->at, &end, true);
	go_to(w, end);
	return rc;
}

static int
take_setext(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = { .kind = MDX_HEADING,
		.line = w->para_line,
		.at = w->para,
		.len = line->end - w->para,
		.text = w->para };
	size_t end = line->start;
	int rc = 0;

	part.level = line_setext(w->text, line);
	*fits = part.level && w->in_para && line->quotes == w->quotes;
	if (!*fits || !end_para(w, line->start, &rc))
		return rc;
	while (end > part.text && is_blank(w->text, end - 1, end))
		end--;
	part.text_len = end - part.text;
	part.column0 = w->para_column0 && !w->jsx && !w->nlist && !line->quotes;
	rc = walk_emit(w, &part);
	pass_line(w, line);
	return rc;
}

static int
take_rule(struct walk *w, struct line *line, bool *fits)
{
	int rc = 0;

	*fits = line_is_rule(w->text, line);
	if (!*fits || !end_para(w, line->start, &rc))
		return rc;
	close_lists(w, line);
	rc = offer_cut(w, line, 3);
	pass_line(w, line);
	return rc;
}

static int
take_task(struct walk *w, struct line *line)
{
	struct mdx_part part = {
		.kind = MDX_TASK, .line = w->line, .at = line->at, .len = 3
	};
	const char *s = w->text + line->at;

	if (line->end - line->at < 4 || s[0] != '[' || s[2] != ']' ||
		!one_of(" xX", s[1]) || !one_of(" \t", s[3]))
		return 0;
	part.checked = s[1] != ' ';
	line->at += 3;
	skip_blanks(w->text, line);
	part.text = line->at;
	part.text_len = line->end - line->at;
	return walk_emit(w, &part);
}

/* A list's marker; the rest of the line is looked at as a line of its own. */
static int
take_item(struct walk *w, struct line *line, bool *fits)
{
	int number, rc = 0, col;
	size_t n = line_marker(w->text, line, &number);

	*fits = n && !(w->in_para && !w->nlist && number >= 0 && number != 1);
	if (!*fits || !end_para(w, line->start, &rc))
		return rc;
	close_lists(w, line);
	rc = offer_cut(w, line, 3);
	line->at += n;
	line->col += (int)n;
	col = line->col;
	skip_blanks(w->text, line);
	if (line->at >= line->end || line->col > col + 4)
		line->col = col + 1;
	if (w->nlist < LISTS_MAX)
		w->lists[w->nlist++] = line->col;
	return rc ? rc : take_task(w, line);
}

static int
take_linkdef(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = { .at = line->at, .line = w->line };
	const char *s = w->text + line->at;
	size_t end;
	int rc;

	*fits = false;
	if (w->in_para || line->quotes)
		return 0;
	if (line->end - line->at > 3 && s[1] == '^' &&
		memmem(s, line->end - line->at, "]:", 2)) {
		part.kind = MDX_FOOTNOTE;
		part.len = 1;
		return walk_emit(w, &part);
	}
	end = line_linkdef(w->text, line->at, w->mdx->to, &part.text_len);
	*fits = end != 0;
	if (!*fits)
		return 0;
	close_lists(w, line);
	part.kind = MDX_LINKDEF;
	part.text = line->at + 1;
	part.len = end - line->at;
	rc = walk_emit(w, &part);
	go_to(w, end);
	return rc;
}

static int
take_esm(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = {
		.kind = MDX_ESM, .at = line->at, .line = w->line
	};
	size_t far = w->mdx->to - line->at;
	int rc;

	*fits = false;
	if (!at_column0(line) || w->in_para || !w->blank)
		return 0;
	part.len = jsx_esm(w->text + line->at, far < FAR ? far : FAR);
	*fits = part.len != 0;
	if (!*fits)
		return 0;
	w->nlist = 0;
	rc = offer_cut(w, line, 3);
	if (!rc)
		rc = walk_emit(w, &part);
	go_to(w, line->at + part.len);
	w->after_esm = true;
	return rc;
}

/* In order: the first that fits takes the line. */
static const struct line_kind kinds[] = {
	{ "#", take_heading },
	{ "`~", take_fence },
	{ "<{", take_flow },
	{ "=-", take_setext },
	{ "-*_", take_rule },
	{ "[", take_linkdef },
	{ "ie", take_esm },
};

static int
take_text(struct walk *w, const struct line *line)
{
	int rc = 0;

	if (!w->in_para) {
		close_lists(w, line);
		if (w->blank && !w->nlist)
			rc = offer_cut(w, line, 2);
		w->in_para = true;
		w->para = line->at;
		w->para_line = w->line;
		w->para_column0 = at_column0(line);
	}
	pass_line(w, line);
	return rc;
}

static int
take_by_kind(struct walk *w, struct line *line)
{
	const char c = w->text[line->at];
	bool fits;
	int rc;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!one_of(kinds[i].first, c))
			continue;
		rc = kinds[i].take(w, line, &fits);
		if (rc || fits)
			return rc;
	}
	return take_text(w, line);
}

static int
take_line(struct walk *w, struct line *line)
{
	/* the kinds are in a table, but most lines begin with a letter */
	static const char special[] = "#`~<{=-*_[ie+0123456789";
	int rc;
	bool fits = true;

	while (line->at < line->end && one_of(special, w->text[line->at])) {
		size_t was = w->at;

		if (line->col >= base_col(w) + 4 && !w->jsx &&
			w->text[line->at] != '<' && w->text[line->at] != '{')
			break; /* indented: code, or a paragraph goes on */
		if (line_is_rule(w->text, line) || line_setext(w->text, line))
			return take_by_kind(w, line);
		rc = take_item(w, line, &fits);
		if (rc || w->at != was)
			return rc;
		if (!fits)
			return take_by_kind(w, line);
	}
	if (line->at >= line->end) { /* an empty item */
		pass_line(w, line);
		return 0;
	}
	return take_text(w, line);
}

static int
end_fence(struct walk *w, size_t text_end, size_t at)
{
	struct mdx_part *part = &w->fence.part;

	part->text_len = text_end - part->text;
	part->len = at - part->at;
	w->fence.mark = 0;
	return walk_emit(w, part);
}

/* A line while a fence is open. */
static int
take_fenced(struct walk *w, struct line *line)
{
	const struct fence *fence = &w->fence;
	bool blank = line->at >= line->end;
	char mark;
	int n = blank ? 0 : line_fence(w->text, line, &mark);

	if (line->quotes < fence->quotes ||
		(!blank && line->col < fence->base && !line->quotes))
		return end_fence(w, line->start, line->start); /* seen again */
	pass_line(w, line);
	if (n >= fence->count && mark == fence->mark &&
		(line->col < fence->base + 4 || line->col <= fence->col + 3) &&
		is_blank(w->text, line->at + (size_t)n, line->end))
		return end_fence(w, line->start, line->next);
	return 0;
}

static int
take_blank(struct walk *w, const struct line *line)
{
	int rc = 0;

	if (!end_para(w, line->start, &rc))
		return rc;
	pass_line(w, line);
	w->blank = true;
	return 0;
}

static int
step(struct walk *w)
{
	struct line line = next_line(w, w->at);
	int rc;

	if (w->mid) { /* the paragraph goes on after what was within it */
		w->mid = false;
		w->in_para = true;
		pass_line(w, &line);
		return 0;
	}
	if (w->fence.mark && !w->fence.quotes)
		skip_blanks(w->text, &line);
	else
		skip_prefix(w->text, &line);
	if (w->fence.mark)
		return take_fenced(w, &line);
	if (line.at >= line.end && line.quotes == w->quotes)
		return take_blank(w, &line);
	if (line.quotes > w->quotes || (line.quotes < w->quotes && w->blank)) {
		rc = 0;
		if (!end_para(w, line.start, &rc))
			return rc;
		w->nlist = 0;
	}
	w->quotes = line.quotes;
	if (line.at >= line.end)
		return take_blank(w, &line);
	rc = take_line(w, &line);
	if (w->at > line.start) {
		w->blank = w->after_esm;
		w->after_esm = false;
	}
	return rc;
}

static int
finish(struct walk *w)
{
	const struct fence *fence = &w->fence;
	int rc = 0;

	if (!fence->mark) {
		end_para(w, w->mdx->to, &rc);
		return rc;
	}
	if (fence->base || fence->quotes || w->mdx->lenient)
		return end_fence(w, w->mdx->to, w->mdx->to);
	return err_at(w->err, w->mdx->name, fence->part.line,
		"fence is never closed, expected a line of %d \"%c\"",
		fence->count, fence->mark);
}

int
mdx_walk(const struct mdx *mdx, mdx_fn take, void *ctx, struct err *err)
{
	struct walk w = { .mdx = mdx,
		.take = take,
		.ctx = ctx,
		.err = err,
		.text = mdx->text,
		.at = mdx->from,
		.line = mdx->line,
		.blank = true };
	int rc = 0;

	while (!rc && w.at < mdx->to)
		rc = step(&w);
	return rc ? rc : finish(&w);
}
