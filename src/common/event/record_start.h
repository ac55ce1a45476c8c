/* record_start.h - where records are read from, as a person writes it. */
#ifndef CDCLAB_EVENT_RECORD_START_H
#define CDCLAB_EVENT_RECORD_START_H

#include <stdint.h>

struct err;

enum record_start_kind {
	START_BEGINNING = 0,
	START_OFFSET, /* at: of each partition; below 0: so many before its end */
	START_TIME    /* at: ms since 1970 */
};

struct record_start {
	enum record_start_kind kind;
	int64_t at;
};

/*
 * "120" an offset, "-20" the last ones, "5m" so long before now_ms (s, m, h, d),
 * "12:30", "2026-11-29" or "2026-11-29T12:30:05" a time here. NULL or "": the
 * beginning. ERR_USAGE.
 */
int record_start_parse(struct record_start *start, const char *text,
	int64_t now_ms, struct err *err);

#endif
