/* What a line outside of fences is, and which containers it begins. */
#include "config.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/course/mdx_walk.h"

/* A kind of line. take: non-zero ends the walk; *fits: was it of this kind. */
struct line_kind {
	const char *first; /* bytes that it may begin with */
	int (*take)(struct walk *w, struct line *line, bool *fits);
};

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

	if (!line_at_column0(line) || w->nin || w->jsx)
		return 0;
	return walk_emit(w, &part);
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

/* In order: the first that fits takes the line. */
static const struct line_kind kinds[] = {
	{ "#", walk_heading },
	{ "`~", walk_fence },
	{ "{", walk_directive },
	{ "<{", walk_flow },
	{ "=-", walk_setext },
	{ "-*_", walk_rule },
	{ ":", walk_directive },
	{ "[", walk_linkdef },
	{ "ie", walk_esm },
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
		w->para_column0 = line_at_column0(line);
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
take_line(struct walk *w, struct line *line)
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
	int rc = take_line(w, line);

	if (w->at > line->start)
		walk_tell_line(w, line, from);
	return rc;
}
