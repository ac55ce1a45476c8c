/* port.h - servers that are not at the ports of the lessons. */
#ifndef CDCLAB_BASE_PORT_H
#define CDCLAB_BASE_PORT_H

#include <stddef.h>

struct buf;

/* The variable that moves one of them; lent. NULL: all are there. */
const char *port_mover(void);

/*
 * The machine that the server of that port of the lessons is on, by the name
 * that CDCLAB_CONNECT_HOST or its like gives; lent. NULL: this one.
 */
const char *port_host(int port);

/* One of these variables that is set; lent. NULL: none is. */
const char *port_host_variable(void);

/* Where the server of that port of the lessons is; 0: there. */
int port_moved(int port);

/*
 * The variable that moves the server that is at this port now, or is there
 * unless it is moved; lent. NULL: none does.
 */
const char *port_variable(int port);

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
