/* shift.h - a stack whose ports moved, beside those of other learners. */
#ifndef CDCLAB_NATIVE_SHIFT_H
#define CDCLAB_NATIVE_SHIFT_H

struct err;
struct native;

/* ERR_STACK: a variable asks for what is not possible here. */
int shift_check(struct err *err);

/*
 * Remember where the ports are; the stack is held to it as long as one of its
 * servers was started and not stopped. ERR_SYSTEM.
 */
int shift_keep(const struct native *native, struct err *err);

/*
 * err says that a port is taken: hint at the shift under which all ports of
 * the stack are free, or that there is none.
 */
int shift_hint(const struct native *native, struct err *err);

#endif
