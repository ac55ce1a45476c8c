#include "config.h"

#include <string.h>

#include "common/course/directive.h"
#include "common/course/mdx_walk.h"

/*
 * ":::note" opens a component and ":::" closes the innermost one, as plugins
 * for Markdown have it. MDX has no such thing, so a strict walk takes it for
 * text.
 */

/* Is there room for one more, or one that it could close? */
static bool
has_place(const struct walk *w, const struct directive *d)
{
	int n = w->ndirective;

	return d->name_len ? n < DIRECTIVES_MAX
			   : n && w->directives[n - 1].colons <= d->colons;
}

static void
open_or_close(struct walk *w, const struct directive *d, struct mdx_part *part)
{
	struct opened *top;

	if (d->name_len) {
		top = &w->directives[w->ndirective++];
		*top = (struct opened){ (size_t)(d->name - w->text),
			d->name_len, d->colons };
	} else {
		top = &w->directives[--w->ndirective];
	}
	part->kind = d->name_len ? MDX_OPEN : MDX_CLOSE;
	part->text = top->name;
	part->text_len = top->name_len;
}

int
walk_directive(struct walk *w, struct line *line, bool *fits)
{
	struct mdx_part part = { .at = line->at,
		.len = line->end - line->at,
		.line = w->line,
		.flow = true,
		.starts = true,
		.ends = true,
		.component = true };
	struct directive d;
	int rc = 0;

	while (part.len && is_blank(w->text, part.at + part.len - 1, line->end))
		part.len--;
	*fits = w->mdx->lenient &&
		directive_read(&d, w->text + part.at, part.len) &&
		has_place(w, &d);
	if (!*fits || !walk_end_para(w, line->start, &rc))
		return rc;
	open_or_close(w, &d, &part);
	walk_close(w, line);
	rc = walk_offer_cut(w, line, 3);
	if (!rc)
		rc = walk_emit(w, &part);
	walk_pass(w, line);
	return rc;
}
