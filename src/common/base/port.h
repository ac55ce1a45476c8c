/* port.h - servers that are not at the ports of the lessons. */
#ifndef CDCLAB_BASE_PORT_H
#define CDCLAB_BASE_PORT_H

#include <stddef.h>

struct buf;
struct err;

#define PORT_SHIFT "CDCLAB_STACK_PORTS" /* moves all of them */

/* The largest that leaves every port a port. */
#define PORT_SHIFT_MAX 30000

/*
 * A variable that moves them; lent. One that moves a server alone, if there is
 * one, else PORT_SHIFT; NULL: all are there.
 */
const char *port_mover(void);

/*
 * The machine that the server of that port of the lessons is on, by the name
 * that CDCLAB_CONNECT_HOST or its like gives; lent. NULL: this one.
 */
const char *port_host(int port);

/* One of these variables that is set; lent. NULL: none is. */
const char *port_host_variable(void);

/* Have the variable of each say where it is, for programs that know no shift. */
void port_spread(void);

/* Where the server of that port of the lessons is; 0: there. */
int port_moved(int port);

/*
 * The variable that moves the server that is at this port now, or is there
 * unless it is moved; lent. NULL: none does.
 */
const char *port_variable(int port);

/*
 * How far CDCLAB_STACK_PORTS moves all of them: "+100"; -1: it is not set, or
 * says no such thing.
 */
int port_shift(void);

/* ERR_USAGE: it is set and says no such thing. */
int port_shift_check(struct err *err);

/* Another port to try for that server. */
int port_other(int port);

/*
 * Append text with every localhost:8083 and 127.0.0.1:8083 at the name and the
 * port that CDCLAB_CONNECT_HOST and CDCLAB_CONNECT_PORT say, if they say one;
 * so for all services that stack/docker/compose.yaml publishes.
 */
void port_add(struct buf *out, const char *text, size_t len);

/* The same of a string; owned by the caller (free()). NULL: NULL. */
char *port_text(const char *text);

#endif
