/* lock.h - one cdclab at a time changes a stack, whatever its driver. */
#ifndef CDCLAB_STACK_LOCK_H
#define CDCLAB_STACK_LOCK_H

struct ctl;
struct err;
struct place;

/* What one who takes back what it made adds to its words in the lock. */
#define STACK_LOCK_ENDING ", which is ending"

/* That is done within so many seconds; who waits for it waits a bit longer. */
#define STACK_LOCK_ENDING_S 50

/*
 * Take the stack's lock; what: "stack up". The stack is held until the
 * descriptor and those that children have of it are closed. Waits a moment for
 * one who is about to let go, and a minute for one who is ending.
 * ERR_LOCKED, ERR_SYSTEM, ERR_CANCELLED.
 */
int stack_lock_take(const struct place *place, const char *what,
	const struct ctl *ctl, struct err *err);

/* Tell those who wait that the lock will be free soon. */
void stack_lock_tell_ending(int lock);

/*
 * Remove the lock file, which the caller has taken and goes on to hold, and the
 * state's directory if it is empty: nothing of the stack is left.
 */
void stack_lock_remove(const struct place *place);

#endif
