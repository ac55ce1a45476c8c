/* clock.h - the one monotonic clock, and wall time for people. */
#ifndef CDCLAB_BASE_CLOCK_H
#define CDCLAB_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds on CLOCK_MONOTONIC; only differences mean something. */
int64_t clock_ms(void);

/* Milliseconds since 1970 UTC, for records that people read. */
int64_t clock_wall_ms(void);

#endif
