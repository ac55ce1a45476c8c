/* stack.h - reports of the stack's verbs. */
#ifndef CDCLAB_REPORT_STACK_H
#define CDCLAB_REPORT_STACK_H

#include <stdbool.h>

struct report_kind;

/* Of a verb: up down status logs env kill pause resume. Lent for ever. */
const struct report_kind *report_stack(const char *verb, bool json);

#endif
