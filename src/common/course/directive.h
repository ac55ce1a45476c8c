/* directive.h - ":::note[Title]": a component as many sites write it. */
#ifndef CDCLAB_COURSE_DIRECTIVE_H
#define CDCLAB_COURSE_DIRECTIVE_H

#include <stdbool.h>
#include <stddef.h>

/* Strings are lent from the line. */
struct directive {
	const char *name, *title;
	size_t name_len, title_len; /* no name: it closes one; title: or 0 */
	int colons;
};

/*
 * The line s, without blanks at its ends: three colons or more, a name, and
 * then "[Title]", a title alone, or attributes, which are passed over. false:
 * it is none.
 */
bool directive_read(struct directive *d, const char *s, size_t len);

#endif
