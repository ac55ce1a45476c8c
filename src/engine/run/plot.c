#include "config.h"

#include "engine/run/plot.h"

#include <math.h>

#include "common/base/buf.h"
#include "common/base/msg.h"

static const char *const eighths[] = { "\u2581", "\u2582", "\u2583", "\u2584",
	"\u2585", "\u2586", "\u2587", "\u2588" };

static void
add_number(struct buf *out, double value)
{
	buf_addf(out, value == floor(value) ? "%.0f" : "%.1f", value);
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
	add_number(out, low);
	buf_adds(out, "..");
	add_number(out, high);
	msg_add(out, " %s, now ", unit);
	add_number(out, values[n - 1]);
	buf_addf(out, " %s", unit);
}
