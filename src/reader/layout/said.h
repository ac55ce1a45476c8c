/*
 * said.h - what the tags of a component say to a reader.
 *
 * There are as many components as there are sites, so all but a few are shown
 * by what their attributes are called and hold. Strings are owned by the caller.
 */
#ifndef CDCLAB_LAYOUT_SAID_H
#define CDCLAB_LAYOUT_SAID_H

#include <stdbool.h>
#include <stddef.h>

/* The first of those attributes that says anything, or NULL. */
char *said_attr(const char *tag, size_t len, const char *const *names);

/* All its attributes that are words, first what is a title; NULL: none are. */
char *said_text(const char *tag, size_t len);

/* The first attribute of several lines, as code has them, or NULL. */
char *said_lines(const char *tag, size_t len);

/* Where it leads, or NULL. */
char *said_target(const char *tag, size_t len);

/* "[Name value]": all that can be said of what shows nothing. */
char *said_name(const char *tag, size_t len);

/* What the tags in an expression hold and say; NULL: there are none in it. */
char *said_expr(const char *s, size_t len);

/*
 * A line of Markdown as a title: marks of emphasis and code go, links keep
 * their text.
 */
char *said_plain(const char *s, size_t len);

#endif
