/* detail.h - an EV_DETAIL in words, for a screen and for a shell. */
#ifndef CDCLAB_EXPLAIN_DETAIL_H
#define CDCLAB_EXPLAIN_DETAIL_H

struct buf;
struct event;

/*
 * Append what it is about, and all that is said of it, a line each; both may
 * have messages of the engine in them, see msg.h.
 */
void detail_text(const struct event *ev, struct buf *head, struct buf *body);

/* Its state in the reader's language, "" for none. Lent. */
const char *detail_state(const struct event *ev);

/* The heading of such ones; NULL: they need none. Lent. */
const char *detail_section(const struct event *ev);

#endif
