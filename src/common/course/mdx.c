#include "config.h"

#include "common/course/mdx.h"

#include <stdint.h>
#include <string.h>

#include "common/base/err.h"
#include "common/course/mdx_walk.h"

/*
 * The walk takes a line at a time. Lines of text gather into a paragraph; the
 * first line of something else ends it, and only then is it searched for tags
 * and expressions, because code spans hide them and may span lines. So a part
 * is always emitted after those before it.
 */

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
	line_skip_blanks(text, line);
	while (line->at < line->end && text[line->at] == '>' && line->col < 4) {
		line->quotes++;
		line->at++;
		if (line->at < line->end && text[line->at] == ' ')
			line->at++;
		line->col = 0;
		line_skip_blanks(text, line);
	}
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
	walk_pass(w, line);
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

	if (!walk_end_para(w, line->start, &rc))
		return rc;
	walk_pass(w, line);
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
		walk_pass(w, &line);
		return 0;
	}
	if (w->fence.mark && !w->fence.quotes)
		line_skip_blanks(w->text, &line);
	else
		skip_prefix(w->text, &line);
	if (w->fence.mark)
		return take_fenced(w, &line);
	if (line.at >= line.end && line.quotes == w->quotes)
		return take_blank(w, &line);
	if (line.quotes > w->quotes || (line.quotes < w->quotes && w->blank)) {
		rc = 0;
		if (!walk_end_para(w, line.start, &rc))
			return rc;
		w->nlist = 0;
	}
	w->quotes = line.quotes;
	if (line.at >= line.end)
		return take_blank(w, &line);
	rc = walk_line(w, &line);
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
		walk_end_para(w, w->mdx->to, &rc);
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
