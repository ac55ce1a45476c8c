/*
 * mdx.h - a walk over the lines of MDX: its parts, in order of the file.
 *
 * One pass, no memory of its own. Containers (lists, quotes) are followed as
 * far as it takes to know where a fence ends and what is code; Markdown itself
 * is left to its parser.
 */
#ifndef CDCLAB_COURSE_MDX_H
#define CDCLAB_COURSE_MDX_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum mdx_kind {
	MDX_HEADING, /* text: without its marks */
	MDX_FENCE,   /* text: the content; info: after the marks */
	MDX_OPEN,    /* <Name ...>; text: the name, also below */
	MDX_CLOSE,   /* </Name> */
	MDX_VOID,    /* <Name ... /> */
	MDX_PRE,     /* <pre> to </pre>; text: what is between, info: the tag */
	MDX_EXPR,    /* {expression} */
	MDX_COMMENT, /* an expression or <!-- --> that says nothing */
	MDX_ESM,     /* import, export: whole lines */
	MDX_TASK,    /* "[ ]" or "[x]" of an item; text: the item's */
	MDX_LINKDEF, /* [label]: target; text: the label */
	MDX_FOOTNOTE, /* the "[" of a footnote's definition */
	MDX_CUT       /* a chunk may begin here; level 1: before a heading */
};

/* at, len: bytes of the text. Others are zero where the kind has none. */
struct mdx_part {
	enum mdx_kind kind;
	size_t at, len;
	int line;
	size_t text, text_len;
	size_t info, info_len; /* MDX_FENCE, MDX_PRE */
	int level;             /* MDX_HEADING 1-6, MDX_CUT */
	int quotes, base; /* MDX_PRE: marks, then columns before each line */
	bool column0;     /* MDX_FENCE, MDX_HEADING: nothing before it */
	bool flow;        /* tags, expressions: alone on their lines */
	bool starts;      /* tags: first of their line */
	bool ends;        /* tags: nothing but blanks follows on the line */
	bool component;   /* tags: jsx_is_component() */
	bool directive;   /* ":::name" */
	/*
	 * A component that begins in the middle of a line: it ends with its
	 * paragraph, if it is one at all and no placeholder like List<String>.
	 */
	bool loose;
	bool paired; /* tags: it has its end, or begin; whoever wants to know */
	bool checked; /* MDX_TASK */
};

/*
 * A line as it would stand if blanks before it had no other meaning than the
 * list items and quotes that it lies in: before, then the text from `from`. What
 * is put after it on a line of its own begins with after. Lent. MDX has no
 * indented code, so all of it is set straight there; in Markdown what makes code
 * stays, but for children of a tag. Lines within a tag are not told.
 */
#define MDX_PREFIX 160 /* bytes */
struct mdx_line {
	size_t at, from;
	const char *before, *after;
};
typedef void (*mdx_line_fn)(void *ctx, const struct mdx_line *line);

/* Takes a part; non-zero ends the walk, which returns it. */
typedef int (*mdx_fn)(void *ctx, const struct mdx_part *part, struct err *err);

/*
 * Walk text[from, to), whose first line is the given one of the file called
 * name. ERR_SYNTAX for a fence, component or expression that never ends, or
 * with lenient set none: such are text then.
 */
struct mdx {
	const char *name, *text;
	size_t from, to;
	int line;
	bool lenient;
	int indent;            /* columns that lines but the first have more */
	mdx_line_fn tell_line; /* or NULL; its context is that of take */
};

/* Is a file of that name Markdown, and not MDX? */
bool mdx_is_markdown(const char *name);

int mdx_walk(const struct mdx *mdx, mdx_fn take, void *ctx, struct err *err);

#endif
