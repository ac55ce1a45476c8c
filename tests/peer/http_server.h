/* http_server.h - HTTP/1.1 for tests: one request a connection. */
#ifndef CDCLAB_TESTS_HTTP_SERVER_H
#define CDCLAB_TESTS_HTTP_SERVER_H

#include "common/base/buf.h"

struct http_reply {
	int status;      /* 0: 200 */
	struct buf body; /* JSON */
};

/* Asked by the threads of the connections. body: "" when there is none. */
struct http_mind {
	void (*answer)(void *ctx, const char *method, const char *path,
		const char *body, struct http_reply *reply);
	void *ctx;
};

struct server_link;

/* For server_start(); ctx is a struct http_mind. */
void http_speak(void *ctx, struct server_link *link);

#endif
