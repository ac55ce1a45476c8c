#include "config.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t
read_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

int64_t
clock_wall_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

void
clock_text(char *text, size_t room, bool dated, int64_t wall_ms)
{
	time_t at = (time_t)(wall_ms / 1000);
	struct tm tm;

	if (!localtime_r(&at, &tm) ||
		!strftime(
			text, room, dated ? "%Y-%m-%d %H:%M" : "%H:%M:%S", &tm))
		snprintf(text, room, "?");
}
