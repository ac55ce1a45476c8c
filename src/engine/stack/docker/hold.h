/* hold.h - one cdclab at a time changes the containers of a stack. */
#ifndef CDCLAB_DOCKER_HOLD_H
#define CDCLAB_DOCKER_HOLD_H

struct ctl;
struct dock;
struct err;

/*
 * The lock's descriptor; what: "stack up". Waits for one who is taking back
 * what it made. ERR_LOCKED, ERR_SYSTEM, ERR_CANCELLED.
 */
int hold_stack(struct dock *dock, const char *what, const struct ctl *ctl,
	struct err *err);

#endif
