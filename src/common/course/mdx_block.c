#include "config.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/jsx.h"
#include "common/course/mdx_walk.h"

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

int
walk_base_col(const struct walk *w)
{
	return walk_in_list(w) ? w->in[w->nin - 1].col : 0;
}

/* Out of what the line does not lie in. */
void
walk_close(struct walk *w, const struct line *line)
{
	w->nin = line->matched;
}

static bool
at_column0(const struct line *line)
{
	return line->at == line->start;
}

bool
walk_end_para(struct walk *w, size_t end, int *rc)
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

void
walk_pass(struct walk *w, const struct line *line)
{
	w->at = line->next;
	w->line++;
}

int
walk_offer_cut(struct walk *w, const struct line *line, int level)
{
	struct mdx_part part = { .kind = MDX_CUT,
		.at = line->start,
		.line = w->line,
		.level = level };

	if (!at_column0(line) || w->nin || w->jsx)
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
mdx_block_take_heading(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = { .kind = MDX_HEADING, .line = w->line };
	int rc = 0;

	part.text = line_heading(w->text, line, &part.level);
	*fits = part.text != 0;
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	rc = walk_offer_cut(w, line, 1);
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
	walk_pass(w, line);
	walk_end_para(w, line->next, &rc);
	return rc;
}

static int
mdx_block_take_fence(struct walk *w, struct line *line, bool *fits)
{
	char mark;
	int rc = 0, n = line_fence(w->text, line, &mark);
	size_t info = line->at + (size_t)n;

	*fits = n &&
		!(mark == '`' && memchr(w->text + info, '`', line->end - info));
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	w->fence = (struct fence){
		.mark = mark, .count = n, .col = line->col, .extra = line->extra
	};
	w->fence.part = (struct mdx_part){ .kind = MDX_FENCE,
		.at = line->start,
		.line = w->line,
		.text = line->next,
		.info = info,
		.info_len = line->end - info,
		.column0 = at_column0(line) };
	rc = walk_offer_cut(w, line, 3);
	walk_pass(w, line);
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
		w->after_open = emit && part.ends && part.kind == MDX_OPEN;
	}
}

static int
mdx_block_take_flow(struct walk *w, struct line *line, bool *fits)
{
	size_t end;
	int rc = flow_end(w, line->at, &end, false);

	*fits = end != 0;
	if (rc || !*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	rc = walk_offer_cut(w, line, 3);
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
	*fits = part.level && w->in_para && line->matched == w->nin;
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	while (end > part.text && is_blank(w->text, end - 1, end))
		end--;
	part.text_len = end - part.text;
	part.column0 = w->para_column0 && !w->jsx && !w->nin;
	rc = walk_emit(w, &part);
	walk_pass(w, line);
	return rc;
}

static int
take_rule(struct walk *w, struct line *line, bool *fits)
{
	int rc = 0;

	*fits = line_is_rule(w->text, line);
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	rc = walk_offer_cut(w, line, 3);
	walk_pass(w, line);
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
	line_skip_blanks(w->text, line);
	part.text = line->at;
	part.text_len = line->end - line->at;
	return walk_emit(w, &part);
}

/* A quote's mark, beyond those of the quotes that the line lies in already. */
static int
take_quote(struct walk *w, struct line *line, bool *fits)
{
	int rc = 0;

	*fits = w->text[line->at] == '>';
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	walk_push_quote(w, line);
	return 0;
}

/* A list's marker; the rest of the line is looked at as a line of its own. */
static int
take_item(struct walk *w, struct line *line, bool *fits)
{
	int number, rc = 0, col, was = line->col;
	size_t n = line_marker(w->text, line, &number);

	*fits = n &&
		!(w->in_para && !walk_in_list(w) && number >= 0 && number != 1);
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	rc = walk_offer_cut(w, line, 3);
	line->at += n;
	line->col += (int)n;
	col = line->col;
	line_skip_blanks(w->text, line);
	if (line->at >= line->end || line->col > col + 4)
		line->col = col + 1;
	walk_push_item(w, line, line->col - was);
	return rc ? rc : take_task(w, line);
}

static int
mdx_block_take_linkdef(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = { .at = line->at, .line = w->line };
	const char *s = w->text + line->at;
	size_t end;
	int rc = 0;

	*fits = false;
	if (walk_in_quote(w))
		return 0;
	if (line->end - line->at > 3 && s[1] == '^' &&
		memmem(s, line->end - line->at, "]:", 2)) {
		part.kind = MDX_FOOTNOTE;
		part.len = 1;
		/* One after another: each ends the paragraph before it. */
		if (!walk_end_para(w, line->start, &rc))
			return rc;
		return walk_emit(w, &part);
	}
	if (w->in_para)
		return 0;
	end = line_linkdef(w->text, line->at, w->mdx->to, &part.text_len);
	*fits = end != 0;
	if (!*fits)
		return 0;
	walk_close(w, line);
	part.kind = MDX_LINKDEF;
	part.text = line->at + 1;
	part.len = end - line->at;
	rc = walk_emit(w, &part);
	go_to(w, end);
	return rc;
}

static int
mdx_block_take_esm(struct walk *w, struct line *line, bool *fits)
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
	walk_close(w, line);
	rc = walk_offer_cut(w, line, 3);
	if (!rc)
		rc = walk_emit(w, &part);
	go_to(w, line->at + part.len);
	w->after_esm = true;
	return rc;
}

/* In order: the first that fits takes the line. */
static const struct line_kind kinds[] = {
	{ "#", mdx_block_take_heading },
	{ "`~", mdx_block_take_fence },
	{ "<{", mdx_block_take_flow },
	{ "=-", take_setext },
	{ "-*_", take_rule },
	{ ":", walk_directive },
	{ "[", mdx_block_take_linkdef },
	{ "ie", mdx_block_take_esm },
};

static int
take_text(struct walk *w, const struct line *line)
{
	int rc = 0;

	if (!w->in_para) {
		walk_close(w, line);
		if (w->blank && !w->nin)
			rc = walk_offer_cut(w, line, 2);
		w->in_para = true;
		w->para = line->at;
		w->para_line = w->line;
		w->para_column0 = at_column0(line);
	}
	walk_pass(w, line);
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

/* The kinds are in a table, but most lines begin with a letter. */
static bool
is_special(unsigned char c)
{
	if (c > 'i')
		return c == '{' || c == '~';
	return one_of("#`<=-*_[:ie+>0123456789", (char)c);
}

static int
mdx_block_take_line(struct walk *w, struct line *line)
{
	int rc;
	bool fits = true;

	while (line->at < line->end &&
		is_special((unsigned char)w->text[line->at])) {
		size_t was = w->at;

		if (line->extra >= 4)
			break; /* code, or a paragraph goes on */
		if (line_is_rule(w->text, line) || line_setext(w->text, line))
			return take_by_kind(w, line);
		rc = take_quote(w, line, &fits);
		if (!rc && w->at == was && !fits)
			rc = take_item(w, line, &fits);
		if (rc || w->at != was)
			return rc;
		if (!fits)
			return take_by_kind(w, line);
	}
	if (line->at >= line->end) { /* an empty item */
		walk_pass(w, line);
		return 0;
	}
	return take_text(w, line);
}

int
walk_line(struct walk *w, struct line *line)
{
	size_t from = line->at;
	int rc = mdx_block_take_line(w, line);

	if (w->at > line->start)
		walk_tell_line(w, line, from);
	return rc;
}
