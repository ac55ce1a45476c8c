/*
 * port_kept.h - the shift of a stack's ports, remembered in STATE/ports.
 *
 * Who brings a stack up says once where its ports are; every later command,
 * from another shell too, finds it there and not another learner's. While the
 * stack is up nothing else counts, after that only where nothing else is asked for.
 * Processes end with the machine, containers do not.
 */
#ifndef CDCLAB_BASE_PORT_KEPT_H
#define CDCLAB_BASE_PORT_KEPT_H

struct err;

/* What a stack has now: kept, or asked for; 0: the lessons' own ports. */
int port_kept_shift(const char *stack);

/* How long the stack is held to it. */
enum port_hold {
	PORT_HOLD_NOT, /* it is down */
	PORT_HOLD_BOOT,
	PORT_HOLD_DOWN, /* until it is taken down */
};

/* Remember it. ERR_SYSTEM. */
int port_kept_write(
	const char *stack, int shift, enum port_hold hold, struct err *err);

/* Nothing is remembered any more. */
void port_kept_forget(const char *stack);

/*
 * Have CDCLAB_STACK_PORTS say what the stack has, for this process and those
 * that it starts. Before there are threads. ERR_STACK: it says otherwise, and
 * the stack is up; it is changed all the same.
 */
int port_recall(const char *stack, struct err *err);

#endif
