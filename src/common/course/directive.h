/*
 * directive.h - ":::note[Title]": a component as many sites write it; or, as
 * GitBook, Hugo and Markdoc do, "{% note %}" and "{{< note >}}".
 */
#ifndef CDCLAB_COURSE_DIRECTIVE_H
#define CDCLAB_COURSE_DIRECTIVE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define DIRECTIVE_BRACES INT_MAX /* for colons: no ":::" ends it */

/* What the line does. */
enum directive_kind {
	DIRECTIVE_OPEN,
	DIRECTIVE_CLOSE, /* ":::" or, as Microsoft Learn has it, ":::row-end" */
	DIRECTIVE_VOID   /* ":::image source="a":::", which has no end */
};

/* Strings are lent from the line. */
struct directive {
	enum directive_kind kind;
	const char *name, *title;
	size_t name_len, title_len; /* of what is closed: 0, the innermost */
	int colons;
};

/*
 * The line s, without blanks at its ends: three colons or more, a name, and
 * then "[Title]", a title alone, or attributes, in braces or not; of these
 * jsx_next_attr() knows. false: it is none.
 */
bool directive_read(struct directive *d, const char *s, size_t len);

/*
 * Is the end of one in braces in what follows its line? Of these only that tells
 * what has an end.
 */
bool directive_ends(const struct directive *d, const char *s, size_t len);

#endif
