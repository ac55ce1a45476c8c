/* connectors.h - the connectors of the stack's worker, an EV_CONNECTOR each. */
#ifndef CDCLAB_ENGINE_CONNECTORS_H
#define CDCLAB_ENGINE_CONNECTORS_H

#include <jansson.h>

struct ctl;
struct emitter;
struct stack;

/*
 * Tell what is no longer as in seen (NULL at first, json_decref() at last), which
 * follows: one that is no longer there is "gone". After the first look one without
 * a name says that there are no others. While no worker answers, nothing.
 */
void connectors_tell_news(struct stack *stack, json_t **seen,
	struct emitter *out, const struct ctl *ctl);

#endif
