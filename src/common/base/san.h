/*
 * san.h - the one sanitiser: what may reach a terminal, a log or a report.
 *
 * It stands at the sink, after the last decoding, because entities, JSON
 * escapes and percent-decoding make control characters after any filter on
 * the way in. Nothing is deleted silently: what is not shown as itself is
 * shown as a visible token, so a learner sees that it was there. Only of an
 * emoji made of several the first is left, as no terminal agrees with another
 * on the columns of the whole.
 */
#ifndef CDCLAB_BASE_SAN_H
#define CDCLAB_BASE_SAN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum san_mode {
	SAN_LINE, /* one line: newlines and tabs become a space */
	SAN_TEXT, /* newlines stay, a tab becomes spaces to the next stop of 8 */
	SAN_XML   /* as SAN_TEXT, and & < > " ' become entities */
};

/*
 * Append len bytes of s to b. C0 (ESC first of all) becomes ^X, DEL ^?; C1,
 * bidi controls, zero-width and tag characters become <U+XXXX>; malformed
 * UTF-8 becomes U+FFFD; more than 8 combining marks on one base are cut. What an
 * emoji is joined to, its skin tone, and what asks for it in colour, is left out.
 * Idempotent.
 */
void san_add(struct buf *b, enum san_mode mode, const char *s, size_t len);

/* Is cp shown as itself in a cell? (false: through san_add() only) */
bool san_is_plain(unsigned cp);

#endif
