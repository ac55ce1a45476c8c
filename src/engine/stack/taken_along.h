/*
 * taken_along.h - services that went down with what they need: a down of
 * postgres takes its exporter along. STATE/taken-along names them until they
 * are up again, which they are with the next up of what they need.
 */
#ifndef CDCLAB_STACK_TAKEN_ALONG_H
#define CDCLAB_STACK_TAKEN_ALONG_H

struct err;
struct stack;

/* Those that need one of set. */
unsigned taken_along_with(const struct stack *stack, unsigned set);

/* Only by who holds the stack (lock.h). ERR_SYSTEM. */
int taken_along_add(const struct stack *stack, unsigned set, struct err *err);
int taken_along_drop(const struct stack *stack, unsigned set, struct err *err);

#endif
