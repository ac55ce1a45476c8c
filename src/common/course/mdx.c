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
	char mark;
	int n = line->at < line->end ? line_fence(w->text, line, &mark) : 0;

	if (line->matched < w->nin)
		return end_fence(w, line->start, line->start); /* seen again */
	walk_pass(w, line);
	line->extra = fence->extra;
	walk_set_prefix(w, line);
	walk_tell_line(w, line, walk_cut_blanks(w, line, fence->col));
	if (n < fence->count || mark != fence->mark ||
		!is_blank(w->text, line->at + (size_t)n, line->end) ||
		(w->markdown && line->col > fence->col + 3 &&
			line->col >= walk_base_col(w) + 4))
		return 0;
	return end_fence(w, line->start, line->next);
}

static int
take_blank(struct walk *w, struct line *line)
{
	int rc = 0;

	if (!walk_end_para(w, line->start, &rc))
		return rc;
	walk_close(w, line);
	walk_set_prefix(w, line);
	walk_pass(w, line);
	walk_tell_line(w, line, line->at);
	w->blank = true;
	return 0;
}

static int
take_any(struct walk *w, struct line *line)
{
	int rc;

	if (line->at >= line->end)
		return take_blank(w, line);
	walk_indent(w, line);
	rc = walk_line(w, line);
	if (w->at > line->start) {
		w->blank = w->after_esm;
		w->after_esm = false;
	}
	return rc;
}

static int
walk_step(struct walk *w)
{
	struct line line = next_line(w, w->at);

	if (w->mid) { /* the paragraph goes on after what was within it */
		w->mid = false;
		w->in_para = true;
		walk_pass(w, &line);
		return 0;
	}
	walk_match(w, &line);
	return w->fence.mark ? take_fenced(w, &line) : take_any(w, &line);
}

static int
mdx_finish(struct walk *w)
{
	const struct fence *fence = &w->fence;
	int rc = 0;

	if (!fence->mark) {
		walk_end_para(w, w->mdx->to, &rc);
		return rc;
	}
	if (w->nin || w->mdx->lenient)
		return end_fence(w, w->mdx->to, w->mdx->to);
	return err_at(w->err, w->mdx->name, fence->part.line,
		"fence is never closed, expected a line of %d \"%c\"",
		fence->count, fence->mark);
}

bool
mdx_is_markdown(const char *name)
{
	const char *dot = strrchr(name, '.');

	return !dot || strcmp(dot, ".mdx") != 0;
}

int
mdx_walk(const struct mdx *mdx, mdx_fn take, void *ctx, struct err *err)
{
	struct walk w = { .mdx = mdx,
		.take = take,
		.ctx = ctx,
		.err = err,
		.text = mdx->text,
		.markdown = mdx_is_markdown(mdx->name),
		.at = mdx->from,
		.line = mdx->line,
		.blank = true };
	int rc = 0;

	while (!rc && w.at < mdx->to)
		rc = walk_step(&w);
	return rc ? rc : mdx_finish(&w);
}
