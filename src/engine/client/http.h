/* http.h - one HTTP request to a server of the stack, by libcurl. */
#ifndef CDCLAB_CLIENT_HTTP_H
#define CDCLAB_CLIENT_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/base/buf.h"

struct ctl;
struct endpoint;
struct err;

/* bytes of a body that are accepted; more is ERR_REMOTE */
#define HTTP_BODY_MAX ((size_t)4 << 20)

/* bytes of a line of a stream */
#define HTTP_LINE_MAX ((size_t)1 << 20)

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

/*
 * GET path, and what is answered with 200; owned. NULL: ERR_CHECK for a 404,
 * ERR_REMOTE for another status or no JSON, else as http_call().
 */
json_t *http_get_json(const struct endpoint *at, const char *path,
	const struct ctl *ctl, struct err *err);

/* What at answered a request for path; owned. NULL: ERR_REMOTE, no JSON. */
json_t *http_json(const struct endpoint *at, const char *path,
	const struct http *http, struct err *err);

/*
 * A line of an answer that goes on, without its newline, lent for the call.
 * The first call, when the answer has begun, has NULL. false: that is enough.
 */
typedef bool (*http_line_fn)(void *ctx, const char *line, size_t len);

/*
 * GET path and give each line of the body as it comes, however it is cut on
 * the way. An answer that has not begun within begin_ms is ERR_TIMEOUT; once it
 * has, ctl is its only end besides the server's and fn's own, which are 0.
 * ERR_REMOTE: another status than 200, a line of more than HTTP_LINE_MAX.
 */
int http_stream(const struct endpoint *at, const char *path, int begin_ms,
	http_line_fn fn, void *ctx, const struct ctl *ctl, struct err *err);

/* A name as it may stand in a path or a query; owned. */
char *http_escape(const char *name);

/* Once, before any thread. */
void http_setup(void);

#endif
