/*
 * results.h - what the files of a class's results share: results is what its
 * JSON has. Nobody but results*.c and a test includes it.
 */
#ifndef CDCLAB_CLASS_RESULTS_H
#define CDCLAB_CLASS_RESULTS_H

#include <jansson.h>

struct buf;

/* Of one check of a learner. cause: the last one; lent. */
struct class_reds {
	long long times, ms;
	const char *cause;
};

struct class_reds class_reds_of(
	const json_t *learner, const char *check, long long closed);

/*
 * How long a red was: until it healed, another cause took its place, or the
 * class closed.
 */
long long class_red_ms(const json_t *red, long long closed);

/* When it was earned; 0: it was not. */
long long class_earned_at(const json_t *learner, const char *check);

/* Append them as a page that loads nothing. */
void class_results_html(struct buf *out, const json_t *results);

#endif
