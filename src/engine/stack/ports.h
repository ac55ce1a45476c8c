/* ports.h - who listens on an address of this machine, as the kernel says. */
#ifndef CDCLAB_STACK_PORTS_H
#define CDCLAB_STACK_PORTS_H

#include <stdbool.h>
#include <sys/types.h>

#include <jansson.h>

struct buf;
struct err;

/*
 * Is every one of ports free, an array of "address:port"? ERR_STACK: "port 8083 at 127.0.0.1 is
 * taken by pid 123 (python3), which answers HTTP/1.0 200 OK".
 */
int ports_free(const json_t *ports, struct err *err);

/* The same for one "address:port". */
int port_free(const char *at, struct err *err);

/* Is one of them taken? Quick, and says no more. */
bool ports_taken(const json_t *ports);

/* Is it taken by a process that can be seen? One that dies keeps its sockets
 * for a moment and has no files any more: a dead server's own is no stranger. */
bool port_has_owner(const char *at);

/*
 * Append "port 8083 at 127.0.0.1 is taken by pid 123 (python3)", of the first
 * of them that has such an owner. false: none has.
 */
bool ports_owner(const json_t *ports, struct buf *out);
bool port_owner(const char *at, struct buf *out);

/*
 * One "address:port": taken by a listener on it or on all addresses? Whose it
 * is takes a look at every process: pid NULL when that is of no interest; it
 * becomes 0 when it cannot be seen.
 */
bool port_is_taken(const char *at, pid_t *pid, uid_t *uid);

#endif
