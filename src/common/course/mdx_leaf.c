/* Lines that are whole blocks: headings, fences, tags, rules, definitions. */
#include "config.h"

#include <string.h>

#include "common/course/jsx.h"
#include "common/course/mdx_walk.h"

#define FAR ((size_t)64 << 10) /* bytes; the longest import statement */

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

int
walk_heading(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = { .kind = MDX_HEADING, .line = w->line };
	int rc = 0;

	part.text = line_heading(w->text, line, &part.level);
	*fits = part.text != 0;
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	rc = walk_offer_cut(w, line, 1);
	part.column0 = line_at_column0(line) && !w->jsx;
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

int
walk_fence(struct walk *w, struct line *line, bool *fits)
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
		.column0 = line_at_column0(line) };
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

int
walk_flow(struct walk *w, struct line *line, bool *fits)
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

int
walk_setext(struct walk *w, struct line *line, bool *fits)
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

int
walk_rule(struct walk *w, struct line *line, bool *fits)
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

int
walk_linkdef(struct walk *w, struct line *line, bool *fits)
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
		if (walk_end_para(w, line->start, &rc))
			return walk_emit(w, &part);
		*fits = true; /* of something within the paragraph */
		return rc;
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

int
walk_esm(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = {
		.kind = MDX_ESM, .at = line->at, .line = w->line
	};
	size_t far = w->mdx->to - line->at;
	int rc;

	*fits = false;
	if (!line_at_column0(line) || w->in_para || !w->blank)
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
