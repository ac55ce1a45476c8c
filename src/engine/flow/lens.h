/* lens.h - the records of topics, told one by one, those that are asked for. */
#ifndef CDCLAB_FLOW_LENS_H
#define CDCLAB_FLOW_LENS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/event/record_start.h"

struct ctl;
struct err;
struct world;

/* All lent. */
struct lens_ask {
	const char *const *topics; /* n 0: those of the lab */
	size_t n;
	struct record_start start;
	const char *grep;  /* bytes of key, value or a header; NULL: any */
	const char *where; /* "value:/after/id=5", as lab.json says; or NULL */
	long count;        /* so many at most; 0: all */
	bool follow;       /* go on with those that come */
	bool no_canaries;
	/* For who looks at them; 0: no limit. */
	long rate;        /* so many a second; the others are counted */
	size_t value_max; /* bytes of a value: of a larger one its size is told */
};

/* 0: all that was asked for was told; -1: err. */
int lens_read(const struct world *world, const struct lens_ask *ask,
	const struct ctl *ctl, struct err *err);

#endif
