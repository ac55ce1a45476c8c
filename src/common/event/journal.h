/*
 * journal.h - the events of a lab that must survive, on disk.
 *
 * A record is one line: eight hex digits of the CRC-32 of the JSON, a space,
 * the JSON. It is appended with one write and synced before anybody hears of
 * it, so a tick that was shown is never lost.
 *
 * Each record stands for itself: one whose checksum holds was written by us and
 * counts, whatever is before it, and whether its kind is known or not. What does
 * not hold is passed over. What is lost with a damaged line is that line: a tick
 * that a reset took back may show again, one that was earned never vanishes.
 */
#ifndef CDCLAB_EVENT_JOURNAL_H
#define CDCLAB_EVENT_JOURNAL_H

#include "common/event/event.h"

struct err;
struct journal;

#define JOURNAL_BAD_MAX 16 /* files of damage kept */

/*
 * Open for appending, made if need be. What is behind the last whole record is
 * moved to PATH.bad, PATH.bad.1 and so on; when there are JOURNAL_BAD_MAX of them
 * it stays. NULL: ERR_PROGRESS. Free with journal_free().
 */
struct journal *journal_open(const char *path, struct err *err);
void journal_free(struct journal *j);

/* Append and sync. ERR_PROGRESS: nothing of ev is there, nor may be shown. */
int journal_append(struct journal *j, const struct event *ev, struct err *err);

/*
 * Call fn for every record that holds, in their order; of later versions' kinds
 * as EV_NONE. A missing file is an empty journal. ERR_PROGRESS when it cannot be
 * read.
 */
int journal_read(const char *path, event_fn fn, void *ctx, struct err *err);

/* How far a journal was read. All-zero: not at all. */
struct journal_seen {
	long long file, size, at; /* its inode, its bytes, those read */
};

enum journal_news {
	JOURNAL_SAME = 0,
	JOURNAL_GREW,    /* fn was called for what is new */
	JOURNAL_REPLACED /* it is another one: nothing was told, seen is zero */
};

/*
 * Call fn for the records that came since. It costs one stat(2) while there are
 * none. What cannot be read is taken to be the same.
 */
enum journal_news journal_follow(
	const char *path, struct journal_seen *seen, event_fn fn, void *ctx);

#endif
