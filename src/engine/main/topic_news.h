/* topic_news.h - topics that are deleted, or deleted and made again, in a stack. */
#ifndef CDCLAB_MAIN_TOPIC_NEWS_H
#define CDCLAB_MAIN_TOPIC_NEWS_H

#include "engine/client/topic_id.h"

struct ctl;
struct emitter;
struct stack;

/*
 * Tell which are other ones than in seen, where the broker answers; what it says
 * takes the place of seen, which is all-zero at first.
 */
void topics_tell_news(struct stack *stack, struct topic_ids *seen,
	struct emitter *out, const struct ctl *ctl);

#endif
