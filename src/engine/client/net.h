/*
 * net.h - the addresses of a host name, and a connection to it, by a deadline.
 *
 * getaddrinfo(3) waits for name servers as long as resolv.conf says, and
 * nothing ends it. So a name is looked up in a thread that outlives who gave
 * up; who asks for the same name meanwhile waits for the same thread. No client
 * library is given a name: what it looked up would be waited for.
 */
#ifndef CDCLAB_CLIENT_NET_H
#define CDCLAB_CLIENT_NET_H

#include <netdb.h>

struct ctl;
struct endpoint;
struct err;

/*
 * As getaddrinfo(3), with a ctl; of hints it heeds ai_family and
 * AI_ADDRCONFIG, and all are of SOCK_STREAM. EAI_AGAIN as well for a ctl that
 * is over. The list is the caller's, net_free().
 */
int net_lookup(const char *host, int port, const struct addrinfo *hints,
	struct addrinfo **out, const struct ctl *ctl);
void net_free(struct addrinfo *list);

/*
 * All addresses of a host as text, "10.0.0.5,fd00::5"; owned by the caller.
 * NULL: ERR_NETWORK, there is no such host; ERR_TIMEOUT, ERR_CANCELLED.
 */
char *net_addresses(const char *host, const struct ctl *ctl, struct err *err);

/*
 * A socket to the first of its addresses that takes one, not blocking; each has
 * each_ms. -1: ERR_NETWORK, and in why the errno of the last one, 0 for a name
 * without an address; ERR_TIMEOUT, ERR_CANCELLED.
 */
int net_dial(const struct endpoint *at, int each_ms, int *why,
	const struct ctl *ctl, struct err *err);

#endif
