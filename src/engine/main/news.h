/* news.h - the verb that tells how the stack is, and goes on to. */
#ifndef CDCLAB_ENGINE_NEWS_H
#define CDCLAB_ENGINE_NEWS_H

struct err;
struct verb_call;

/*
 * As stack_watch(), on whichever stack there is: with the driver that others
 * choose in the meantime, and once there is one where none could be opened. The
 * jobs of its cluster, too. Until the request is cancelled.
 */
int verb_watch(const struct verb_call *call, struct err *err);

#endif
