/*
 * journal.h - the events of a lab that must survive, on disk.
 *
 * A record is one line: eight hex digits of the CRC-32 of the JSON, a space,
 * the JSON. It is appended with one write and synced before anybody is told of
 * it, so a tick that was shown is never lost. A crash can only cut the last
 * record short; readers stop at the first line that does not hold.
 */
#ifndef CDCLAB_EVENT_JOURNAL_H
#define CDCLAB_EVENT_JOURNAL_H

#include "common/event/event.h"

struct err;
struct journal;

/*
 * Open for appending, made if need be; a damaged tail is copied to PATH.bad
 * and cut off. NULL: ERR_PROGRESS. Free with journal_free().
 */
struct journal *journal_open(const char *path, struct err *err);
void journal_free(struct journal *j);

/* Append and sync. ERR_PROGRESS: nothing of ev is there, nor may be shown. */
int journal_append(struct journal *j, const struct event *ev, struct err *err);

/*
 * Call fn for every record of the longest valid prefix. A missing file is an
 * empty journal. ERR_PROGRESS when it cannot be read.
 */
int journal_read(const char *path, event_fn fn, void *ctx, struct err *err);

#endif
