#include "config.h"

#include "common/event/record_start.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/err.h"

#define YEARS_100_S (100 * 366LL * 86400)

static bool
parse_ago(const char *unit, long long n, int64_t now_ms, int64_t *at)
{
	static const struct {
		const char *unit;
		long long seconds;
	} units[] = { { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (strcmp(units[i].unit, unit) != 0 || n < 0 ||
			n > YEARS_100_S / units[i].seconds)
			continue;
		*at = now_ms - n * units[i].seconds * 1000;
		return true;
	}
	return false;
}

/* Of today where it has no date, at midnight where it has no time. */
static bool
parse_clock(const char *text, int64_t now_ms, int64_t *at)
{
	static const char *const formats[] = { "%Y-%m-%dT%H:%M:%S",
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M",
		"%Y-%m-%d", "%H:%M:%S", "%H:%M" };
	time_t now = (time_t)(now_ms / 1000);

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		struct tm tm;
		const char *end;

		if (!localtime_r(&now, &tm))
			return false;
		tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
		end = strptime(text, formats[i], &tm);
		if (!end || *end)
			continue;
		tm.tm_isdst = -1;
		*at = (int64_t)mktime(&tm) * 1000;
		return *at > 0;
	}
	return false;
}

int
record_start_parse(struct record_start *start, const char *text, int64_t now_ms,
	struct err *err)
{
	char *end;
	long long n;

	*start = (struct record_start){ 0 };
	if (!text || !*text)
		return 0;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (end > text && !*end && !errno) {
		*start = (struct record_start){ START_OFFSET, n };
		return 0;
	}
	start->kind = START_TIME;
	if ((end > text && !errno && parse_ago(end, n, now_ms, &start->at)) ||
		parse_clock(text, now_ms, &start->at))
		return 0;
	return err_set(err, ERR_USAGE,
		"\"%s\" is no place to read from: an offset as 120, the last "
		"ones as -20, a time as 12:30, 2026-11-29T12:30:00 or 5m",
		text);
}
