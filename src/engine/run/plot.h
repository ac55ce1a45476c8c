/* plot.h - numbers over time as one line of text. */
#ifndef CDCLAB_RUN_PLOT_H
#define CDCLAB_RUN_PLOT_H

#include <stddef.h>

struct buf;

/*
 * Append "▁▂▅█▃  0..63 ms, now 3 ms": n values as eighths of a block between
 * the least and the greatest, then the axis and its unit. All the same: a flat
 * line at the bottom. At most cols values, the newest; nothing for n = 0.
 */
void plot_add(struct buf *out, const double *values, size_t n, size_t cols,
	const char *unit);

#endif
