/*
 * jsx.h - the pieces of MDX that are not Markdown: <Tag attr="...">, {expr}.
 *
 * No JavaScript is understood, only where it ends: strings, template literals
 * and comments are stepped over. After the grammar of micromark's
 * extension-mdx-jsx, in its agnostic mode.
 */
#ifndef CDCLAB_COURSE_JSX_H
#define CDCLAB_COURSE_JSX_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* How deep braces and template literals may nest. */
#define JSX_DEPTH 100

/* A tag; name is lent from the text and empty for a fragment, <> or </>. */
struct jsx_tag {
	const char *name;
	size_t name_len;
	bool close; /* </Name> */
	bool self;  /* <Name/> */
};

/*
 * Bytes of the {expression} that s begins with, both braces included. 0: it
 * does not end within len, or is nested too deeply.
 */
size_t jsx_expr(const char *s, size_t len);

/*
 * The next string of code, its quotes included: start with *pos = 0. *len: its
 * bytes, escapes as they are. NULL: no more.
 */
const char *jsx_next_string(const char *s, size_t n, size_t *pos, size_t *len);

/* Is that expression nothing but comments? */
bool jsx_is_comment(const char *s, size_t len);

/*
 * Bytes of the tag that s ('<' first) begins with. 0: it is no tag; cut says
 * whether it could have been one, had the text not ended.
 */
size_t jsx_tag(const char *s, size_t len, struct jsx_tag *tag, bool *cut);

/*
 * The next attribute of a whole tag: start with *pos = 0. Its name is lent,
 * value is lent too and without its quotes; template says that it still has
 * the escapes of a template literal. An attribute without a value has a NULL
 * value, and one whose value is an expression has that, braces included, as
 * expr instead. false: no more.
 */
struct jsx_attr {
	const char *name, *value, *expr;
	size_t name_len, value_len, expr_len;
	bool template;
};
bool jsx_next_attr(
	const char *tag, size_t len, size_t *pos, struct jsx_attr *attr);

/* The attribute's value, escapes and entities decoded; owned, or NULL. */
char *jsx_value(const struct jsx_attr *attr);

/* The value of that attribute, escapes and entities decoded; owned, or NULL. */
char *jsx_attr(const char *tag, size_t len, const char *name);

/* Append the character or entity at s; its bytes, at least one. */
size_t jsx_add_text(struct buf *b, const char *s, size_t len);

/*
 * Bytes of the import or export statements that s begins with: whole lines up
 * to a blank one outside braces. 0: this is prose.
 */
size_t jsx_esm(const char *s, size_t len);

/* <Callout>, <Tabs.Item>: a component, and not a piece of HTML. */
bool jsx_is_component(const struct jsx_tag *tag);

#endif
