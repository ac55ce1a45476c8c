/* lab_refs.h - does every name in a lab.json point at something? */
#ifndef CDCLAB_COURSE_LAB_REFS_H
#define CDCLAB_COURSE_LAB_REFS_H

#include <jansson.h>

struct buf;

/*
 * Hold the names of jobs, canaries, flows, loads and connectors in root, which
 * fits the schema, against what declares them, and what steps and checks work on
 * against "services". base: the lab that root builds on, or NULL. Connectors
 * are not held where neither declares one. -1: where is the
 * path of the first name that points at nothing, why says what was expected.
 */
int lab_refs_check(const json_t *root, const json_t *base, struct buf *where,
	struct buf *why);

enum lab_ref {
	REF_SERVICE = 0,
	REF_CONNECTOR,
	REF_JOB
};

/*
 * Call fn for every server, connector and job that value, a part of root such as
 * a check's "expect", works on, its flows included. Some may be told twice.
 */
void lab_refs_each(const json_t *root, const json_t *value,
	void (*fn)(void *ctx, enum lab_ref ref, const char *name), void *ctx);

#endif
