/* hold.h - one cdclab at a time changes the containers of a stack. */
#ifndef CDCLAB_DOCKER_HOLD_H
#define CDCLAB_DOCKER_HOLD_H

struct dock;
struct err;

/* The lock's descriptor; what: "stack up". ERR_LOCKED, ERR_SYSTEM. */
int hold_stack(struct dock *dock, const char *what, struct err *err);

#endif
