#include "config.h"

#include <string.h>

#include "common/course/directive.h"
#include "common/course/mdx_walk.h"

/*
 * ":::note" opens a component and ":::" closes the innermost one, as plugins
 * for Markdown have it; Microsoft Learn has others, and so have GitBook and
 * Hugo, see directive.c. MDX has no such thing, so a strict walk takes it for
 * text.
 */

/* How many are open outside of the one that it closes; -1: it closes none. */
static int
closed_by(const struct walk *w, const struct directive *d)
{
	for (int n = w->ndirective; n--;) {
		const struct opened *o = &w->directives[n];

		if (!d->name_len)
			return o->colons <= d->colons ? n : -1;
		if (o->name_len == d->name_len &&
			!memcmp(w->text + o->name, d->name, d->name_len))
			return n;
	}
	return -1;
}

/* Else it is text: an end of nothing, one too many. */
static bool
has_place(const struct walk *w, const struct directive *d)
{
	bool braces = d->colons == DIRECTIVE_BRACES;

	if (d->kind == DIRECTIVE_OPEN)
		return w->ndirective < DIRECTIVES_MAX;
	return d->kind == DIRECTIVE_VOID || (d->name_len && !braces) ||
		closed_by(w, d) >= 0;
}

/* The line is one, and has its place here. */
static bool
read_here(
	const struct walk *w, const struct mdx_part *part, struct directive *d)
{
	size_t end = part->at + part->len;

	if (!w->mdx->lenient ||
		!directive_read(d, w->text + part->at, part->len))
		return false;
	if (d->colons == DIRECTIVE_BRACES && d->kind == DIRECTIVE_OPEN &&
		!directive_ends(d, w->text + end, w->mdx->to - end))
		d->kind = DIRECTIVE_VOID;
	return has_place(w, d);
}

static void
close_directive(
	struct walk *w, const struct directive *d, struct mdx_part *part)
{
	int n = closed_by(w, d);

	part->kind = MDX_CLOSE;
	if (n < 0) {
		part->kind = MDX_COMMENT; /* its beginning is elsewhere */
		return;
	}
	part->text = w->directives[n].name;
	part->text_len = w->directives[n].name_len;
	for (; w->ndirective > n + 1; w->ndirective--)
		w->jsx -= w->jsx > 0; /* those within it end too */
	w->ndirective = n;
}

static void
open_or_close(struct walk *w, const struct directive *d, struct mdx_part *part)
{
	part->kind = d->kind == DIRECTIVE_OPEN ? MDX_OPEN : MDX_VOID;
	part->text = (size_t)(d->name - w->text);
	part->text_len = d->name_len;
	if (d->kind == DIRECTIVE_CLOSE)
		close_directive(w, d, part);
	if (d->kind == DIRECTIVE_OPEN)
		w->directives[w->ndirective++] =
			(struct opened){ part->text, d->name_len, d->colons };
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
		.component = true,
		.directive = true };
	struct directive d;
	int rc = 0;

	while (part.len && is_blank(w->text, part.at + part.len - 1, line->end))
		part.len--;
	*fits = read_here(w, &part, &d);
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
