/* scan_note.h - the footnotes of a document, numbered as they are used. */
#ifndef CDCLAB_COURSE_SCAN_NOTE_H
#define CDCLAB_COURSE_SCAN_NOTE_H

#include <stddef.h>

struct mdx_part;
struct scan;

/* MDX_FOOTNOTE at the start of a line: a definition begins. */
void note_begin(struct scan *scan, const struct mdx_part *part);

/* The text ends: numbers are given, and the chunks that show the notes. */
void note_end(struct scan *scan);

/* Lent; NULL: none begins there, none has that label. */
const struct footnote *note_at(const struct scan *scan, size_t at);
const struct footnote *note_of(
	const struct scan *scan, const char *label, size_t len);

#endif
