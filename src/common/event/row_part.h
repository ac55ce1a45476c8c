/* row_part.h - what the parts of a row that is held are called. */
#ifndef CDCLAB_EVENT_ROW_PART_H
#define CDCLAB_EVENT_ROW_PART_H

#include <stdbool.h>

struct event;

/* Is it of a row that is held, with all that is shown of it? */
bool row_event_is(const struct event *ev);

/* Of an EV_ROW_PART's state, not translated yet; an unknown one is itself. */
const char *row_part_label(const char *state);

/* The same of what an EV_ROW_HELD holds, a text with one "%s" for its name. */
const char *row_held_text(const char *state);

#endif
