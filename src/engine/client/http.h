/* http.h - one HTTP request to a server of the stack, by libcurl. */
#ifndef CDCLAB_CLIENT_HTTP_H
#define CDCLAB_CLIENT_HTTP_H

#include "common/base/buf.h"

struct ctl;
struct endpoint;
struct err;

/* bytes of a body that are accepted; more is ERR_REMOTE */
#define HTTP_BODY_MAX ((size_t)4 << 20)

/* All-zero is empty; release with http_release(). */
struct http {
	int status; /* 200, 404 ... */
	struct buf body;
};

/*
 * Send method and path ("/connectors?expand=status") to at, with a JSON body or
 * NULL. Any HTTP status is success here. No redirects, no proxy, no netrc.
 * ERR_NETWORK: not reachable or cut off; ERR_REMOTE: not HTTP, body too big.
 */
int http_call(const struct endpoint *at, const char *method, const char *path,
	const char *json, struct http *out, const struct ctl *ctl,
	struct err *err);
void http_release(struct http *http);

/* Once, before any thread. */
void http_setup(void);

#endif
