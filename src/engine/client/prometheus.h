/* prometheus.h - what Prometheus (2.42) answers to a query. */
#ifndef CDCLAB_CLIENT_PROMETHEUS_H
#define CDCLAB_CLIENT_PROMETHEUS_H

#include <stddef.h>

struct ctl;
struct endpoint;
struct err;

/* One series over time; gaps are left out. */
struct series {
	char *name; /* the labels that tell it apart, owned */
	double *values;
	size_t n;
};

/* All-zero is empty; release with series_list_release(). */
struct series_list {
	struct series *series;
	size_t n;
};

/*
 * query over the last seconds, a value every step seconds. A query that gives
 * nothing is an empty list. ERR_REMOTE: Prometheus's own words on the query.
 */
int prometheus_range(const struct endpoint *at, const char *query, int seconds,
	int step, struct series_list *out, const struct ctl *ctl,
	struct err *err);
void series_list_release(struct series_list *list);

#endif
