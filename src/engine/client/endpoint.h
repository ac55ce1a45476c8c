/* endpoint.h - how to reach one server from this process. */
#ifndef CDCLAB_CLIENT_ENDPOINT_H
#define CDCLAB_CLIENT_ENDPOINT_H

/* All strings are lent by whoever made it (a stack) and outlive every call. */
struct endpoint {
	const char *service; /* "postgres", as in a stack */
	const char *host;    /* address or name */
	int port;
	const char *user;     /* NULL: none */
	const char *password; /* secret: never in a message; NULL: none */
	const char *database; /* NULL: none */
	const char *socket;   /* path of a unix socket, for HTTP; NULL: TCP */
};

#endif
