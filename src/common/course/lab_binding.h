/* lab_binding.h - a lab beside its lesson: what lab_bind.c and its neighbours
 * share, and nobody else includes. */
#ifndef CDCLAB_COURSE_LAB_BINDING_H
#define CDCLAB_COURSE_LAB_BINDING_H

#include <jansson.h>

#include "common/course/lab.h"

/* Looking for what a lesson lacks: each gap is told, and counted. */
struct lab_binding {
	const struct lab *lab;
	const struct scan *scan;
	lab_gap_fn gap;
	void *ctx;
};

/* Tell of a part of lab.json. */
void lab_tell_gap(const struct lab_binding *b, const char *path,
	const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/*
 * The config in a connector's block: bare, or in what a POST takes. Owned. NULL:
 * there is none.
 */
json_t *lab_block_config(const struct scan *scan, const char *title);

/* Hold tables and topics that are asked about against what makes them. */
void lab_bind_made(const struct lab_binding *b);

/* Hold what canaries write against the tables and the INSERTs of blocks. */
void lab_bind_columns(const struct lab_binding *b);

#endif
