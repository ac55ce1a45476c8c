/* clock.h - the one monotonic clock, and wall time for people. */
#ifndef CDCLAB_BASE_CLOCK_H
#define CDCLAB_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Milliseconds on CLOCK_MONOTONIC; only differences mean something. */
int64_t clock_ms(void);

/* Milliseconds since 1970 UTC, for records that people read. */
int64_t clock_wall_ms(void);

/*
 * Wall time as clocks here show it, "14:05:09", or dated "2026-11-29 14:05";
 * "?": it has no room.
 */
void clock_text(char *text, size_t room, bool dated, int64_t wall_ms);

#endif
