/*
 * trust.h - may this lab run here?
 *
 * A lab of the installation may. One from elsewhere may once a person has
 * allowed it, as long as its path, its lab.json and its named blocks are the
 * same byte for byte. What was allowed is kept whole, below $progress/trust.
 */
#ifndef CDCLAB_COURSE_TRUST_H
#define CDCLAB_COURSE_TRUST_H

#include <stdbool.h>

#include <jansson.h>

struct buf;
struct err;
struct lab;
struct place;
struct scan;

enum trust {
	TRUST_NEVER = 0, /* not even when asked: it claims another's place */
	TRUST_ASK,
	TRUST_CHANGED, /* it was allowed, but was not the same then */
	TRUST_HELD
};

/*
 * The lab as it was loaded, the blocks as they were scanned: who runs it runs
 * these bytes. err is set unless it is TRUST_HELD, with how to allow it.
 */
enum trust trust_of(const struct place *place, const struct lab *lab,
	const struct scan *scan, struct err *err);

/* A person said yes. ERR_PROGRESS. */
int trust_grant(const struct place *place, const struct lab *lab,
	const struct scan *scan, struct err *err);

/* The path of each lab.json that was allowed, sorted; lent for the call. */
typedef void (*trust_fn)(void *ctx, const char *path);
void trust_each(const struct place *place, trust_fn fn, void *ctx);

/*
 * Take it back, by the path that trust_each() gives or by any that leads there;
 * the lab itself may be gone. ERR_USAGE: it was not allowed.
 */
int trust_take_back(
	const struct place *place, const char *path, struct err *err);

/*
 * Append what the lab does, a line each: servers, SQL, connectors and where
 * these connect to, topics, programs. brief: statements that stand in lab.json
 * are counted. In the reader's language; not sanitised.
 */
void trust_say(const struct lab *lab, const struct scan *scan, bool brief,
	struct buf *out);

/* The same of one action, the "run" of a step. */
void trust_say_action(
	const json_t *action, const struct scan *scan, struct buf *out);

#endif
