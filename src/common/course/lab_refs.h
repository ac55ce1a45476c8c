/* lab_refs.h - what a part of a lab.json works on. */
#ifndef CDCLAB_COURSE_LAB_REFS_H
#define CDCLAB_COURSE_LAB_REFS_H

#include <jansson.h>

struct lab;

enum lab_ref {
	REF_SERVICE = 0,
	REF_CONNECTOR,
	REF_JOB,
	REF_TOPIC
};

/*
 * Call fn for every server, connector, job and topic that value, a part of root such as
 * a check's "expect", works on, its flows included. Some may be told twice.
 */
void lab_refs_each(const json_t *root, const json_t *value,
	void (*fn)(void *ctx, enum lab_ref ref, const char *name), void *ctx);

/*
 * The topics of a lab, each once, in the order in which a row reaches them, then
 * those that steps make.
 */
void lab_topics_each(const struct lab *lab,
	void (*fn)(void *ctx, const char *topic), void *ctx);

#endif
