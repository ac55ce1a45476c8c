#include "config.h"

#include "engine/run/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/msg.h"

static const char *const eighths[] = { "\u2581", "\u2582", "\u2583", "\u2584",
	"\u2585", "\u2586", "\u2587", "\u2588" };

static char *
number(double value)
{
	return mem_printf(value == floor(value) ? "%.0f" : "%.1f", value);
}

/* "480..960 bytes, now 960 bytes" */
static void
add_range(
	struct buf *out, double low, double high, double now, const char *unit)
{
	char *from = number(low), *to = number(high), *last = number(now);

	if (!strcmp(unit, "bytes"))
		msg_add(out, "%s..%s bytes, now %s bytes", from, to, last);
	else if (!strcmp(unit, "ms"))
		msg_add(out, "%s..%s ms, now %s ms", from, to, last);
	else if (!strcmp(unit, "s"))
		msg_add(out, "%s..%s s, now %s s", from, to, last);
	else /* a lab's own word */
		msg_add(out, "%s..%s %s, now %s %s", from, to, unit, last,
			unit);
	free(from);
	free(to);
	free(last);
}

void
plot_add(struct buf *out, const double *values, size_t n, size_t cols,
	const char *unit)
{
	double low = INFINITY, high = -INFINITY;

	if (!n)
		return;
	if (n > cols) {
		values += n - cols;
		n = cols;
	}
	for (size_t i = 0; i < n; i++) {
		low = fmin(low, values[i]);
		high = fmax(high, values[i]);
	}
	for (size_t i = 0; i < n; i++) {
		double part = high > low ? (values[i] - low) / (high - low) : 0;

		buf_adds(out, eighths[(size_t)(part * 7.999)]);
	}
	buf_adds(out, "  ");
	add_range(out, low, high, values[n - 1], unit);
}
