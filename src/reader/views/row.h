/* row.h - a row that is held at each place of its flow, as it is told so far. */
#ifndef CDCLAB_VIEWS_ROW_H
#define CDCLAB_VIEWS_ROW_H

#include <stdbool.h>
#include <stddef.h>

struct event;
struct textview;

/* All-zero: nothing heard. Release with row_story_release(). */
struct row_story {
	struct event **events; /* owned, in the order in which they came */
	size_t n;
	bool held;  /* until it is let go */
	bool stuck; /* something could not be put back */
};

/* Those that are none of such a row's are passed over; true: it is one. */
bool row_story_event(struct row_story *story, const struct event *ev);
void row_story_release(struct row_story *story);

/*
 * All of it, the latest place selected: textview->select_first is its line, of no
 * lines. going: more comes.
 */
void row_story_write(
	struct textview *textview, const struct row_story *story, bool going);

#endif
