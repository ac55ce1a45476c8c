/*
 * known.h - what is known of a lab without asking: its servers are watched, and
 * so are the connectors and jobs in them.
 */
#ifndef CDCLAB_VIEWS_KNOWN_H
#define CDCLAB_VIEWS_KNOWN_H

struct event;
struct lab_view;
struct servers;

/*
 * Doubt what cannot be true, or cannot be asked, as servers are; end doubts that
 * are over. An answer that somebody asked for is newer than what was told before
 * it: only ev, if it is about one of that item's, changes it. ev NULL: it is none.
 */
void known_look(struct lab_view *view, const struct servers *servers,
	const struct event *ev);

#endif
