/* stack.h - reports of the stack's verbs. */
#ifndef CDCLAB_REPORT_STACK_H
#define CDCLAB_REPORT_STACK_H

#include <stdbool.h>

#include "common/event/verb.h"

struct report_kind;

/* Of a verb of the stack. Lent for ever. */
const struct report_kind *report_stack(enum verb verb, bool json);

#endif
