/* mdx_walk.h - what the files of the walk over MDX share among themselves. */
#ifndef CDCLAB_COURSE_MDX_WALK_H
#define CDCLAB_COURSE_MDX_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "common/course/mdx.h"

#define CONTAINERS_MAX 32 /* followed; deeper ones count as the deepest */
#define DIRECTIVES_MAX 16

/* The next place of a byte, so that it is looked for once. */
struct near {
	size_t at;
	bool known;
};

/* A list item or a quote around a line; columns count from a quote's mark. */
struct mdx_container {
	bool quote;
	int col; /* where an item's content begins in the source */
	int out; /* and where in the line that mdx_line has of it */
};

/* An open fence. mark 0: none is open. */
struct fence {
	struct mdx_part part;
	char mark;
	int count, col, extra;
};

/* ":::name", still open: its name in the text. */
struct opened {
	size_t name, name_len;
	int colons;
};

struct walk {
	const struct mdx *mdx;
	mdx_fn take;
	void *ctx;
	struct err *err;
	const char *text;
	bool markdown; /* and not MDX */
	size_t at;     /* of the line that comes next */
	int line;
	bool mid;   /* at is within a paragraph's line */
	bool blank; /* the line before was blank or ESM, or there is none */
	bool after_esm;
	bool in_para;
	size_t para; /* where the paragraph begins */
	int para_line;
	bool para_column0;
	struct mdx_container in[CONTAINERS_MAX];
	int nin;
	int jsx;   /* components that are open */
	int loose; /* of those, opened within this paragraph's text */
	int inner; /* columns that lines within a tag are indented by */
	bool after_open;
	struct opened directives[DIRECTIVES_MAX];
	int ndirective;
	struct fence fence;
	struct near lt, brace;
	int fails; /* things that looked like JSX and did not end */
};

/* One line, past the marks of the containers that it lies in, and blanks. */
struct line {
	size_t start; /* of the whole line */
	size_t zero;  /* past the last quote's mark */
	size_t at;    /* first byte that is not blank */
	size_t end;   /* without the newline and a CR before it */
	size_t next;  /* of the next line */
	int col;
	int matched; /* containers that it lies in */
	bool marked; /* it begins one of them */
	int extra;   /* columns of indentation that have a meaning */
	size_t no_rule_at, no_rule; /* from there to there no rule begins */
	char prefix[MDX_PREFIX];    /* see mdx_line */
};

/* Here, as each line of a file passes through it. */
static inline void
line_skip_blanks(const char *text, struct line *line)
{
	for (; line->at < line->end; line->at++) {
		if (text[line->at] == ' ')
			line->col++;
		else if (text[line->at] == '\t')
			line->col = line->col / 4 * 4 + 4;
		else
			return;
	}
}

static inline bool
line_at_column0(const struct line *line)
{
	return line->at == line->start;
}

/* strchr() without the NUL at its end. */
static inline bool
one_of(const char *set, char c)
{
	return c && strchr(set, c);
}

/* mdx_line.c: pure, on one line */
size_t line_heading(const char *text, const struct line *line, int *level);
int line_fence(const char *text, const struct line *line, char *mark);
size_t line_marker(const char *text, const struct line *line, int *number);
bool line_is_rule(const char *text, struct line *line);
int line_setext(const char *text, const struct line *line);
size_t line_linkdef(const char *text, size_t at, size_t to, size_t *label_len);
bool is_blank(const char *text, size_t from, size_t to);

/* mdx_block.c: what a line outside fences is */
int walk_line(struct walk *w, struct line *line);
int walk_base_col(const struct walk *w);
bool walk_in_list(const struct walk *w);
bool walk_in_quote(const struct walk *w);

void walk_close(struct walk *w, const struct line *line);
int walk_offer_cut(struct walk *w, const struct line *line, int level);

/* mdx_container.c */
void walk_match(const struct walk *w, struct line *line);
void walk_indent(struct walk *w, struct line *line);
void walk_set_prefix(const struct walk *w, struct line *line);
void walk_push_item(struct walk *w, struct line *line, int width);
void walk_push_quote(struct walk *w, struct line *line);
void walk_tell_line(const struct walk *w, const struct line *line, size_t from);
size_t walk_cut_blanks(const struct walk *w, const struct line *line, int cols);

/*
 * mdx_leaf.c, mdx_directive.c: lines of one kind each. *fits: is it of that
 * kind, and taken? Non-zero ends the walk.
 */
int walk_heading(struct walk *w, struct line *line, bool *fits);
int walk_fence(struct walk *w, struct line *line, bool *fits);
int walk_flow(struct walk *w, struct line *line, bool *fits);
int walk_setext(struct walk *w, struct line *line, bool *fits);
int walk_rule(struct walk *w, struct line *line, bool *fits);
int walk_linkdef(struct walk *w, struct line *line, bool *fits);
int walk_esm(struct walk *w, struct line *line, bool *fits);
int walk_directive(struct walk *w, struct line *line, bool *fits);

/* On to the next line; line is the one that w->at lies in. */
void walk_pass(struct walk *w, const struct line *line);

/*
 * End the paragraph. false: it goes on beyond the line, or the walk ends with
 * *rc, which is set.
 */
bool walk_end_para(struct walk *w, size_t end, int *rc);

/* mdx_inline.c */
size_t near_byte(struct walk *w, struct near *near, char c, size_t from);
size_t walk_limit(const struct walk *w, size_t at);
int walk_emit(struct walk *w, struct mdx_part *part);
int walk_jsx(struct walk *w, size_t at, size_t limit, struct mdx_part *part);
int walk_inline(struct walk *w, size_t end);

#endif
