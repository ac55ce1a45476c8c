/* slug.h - what a heading is called in a link: "#the-first-step". */
#ifndef CDCLAB_COURSE_SLUG_H
#define CDCLAB_COURSE_SLUG_H

#include <stddef.h>

struct scan;

/*
 * Of a heading's len bytes of Markdown, as github-slugger makes it, which
 * GitHub and Astro use: small letters of any alphabet, words joined by "-".
 * Owned by the caller.
 */
char *slug_of(const char *s, size_t len);

/*
 * The heading that slug names: by its text, the second of a name as "name-1",
 * or by an id of its own, {#id}. -1: none.
 */
int slug_find(const struct scan *scan, const char *slug);

#endif
