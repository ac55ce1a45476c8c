/* ports.h - who listens on an address of this machine, as the kernel says. */
#ifndef CDCLAB_STACK_PORTS_H
#define CDCLAB_STACK_PORTS_H

#include <stdbool.h>
#include <sys/types.h>

struct err;
struct service;

/*
 * Is every port of the service free? ERR_STACK: "port 8083 at 127.0.0.1 is
 * taken by pid 123 (python3)".
 */
int ports_free(const struct service *service, struct err *err);

/* The same for one "address:port". */
int port_free(const char *at, struct err *err);

/*
 * One "address:port": taken by a listener on it or on all addresses? Whose it
 * is takes a look at every process: pid NULL when that is of no interest; it
 * becomes 0 when it cannot be seen.
 */
bool port_is_taken(const char *at, pid_t *pid, uid_t *uid);

#endif
