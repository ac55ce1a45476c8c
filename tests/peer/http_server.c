#include "config.h"

#include "tests/peer/http_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/peer/server.h"

/* The whole request; false: the connection is over. */
static bool
read_request(struct server_link *link, struct buf *in)
{
	char part[4096];
	size_t n;

	while ((n = link_some(link, part, sizeof(part)))) {
		const char *end, *length;
		size_t want;

		buf_add(in, part, n);
		end = strstr(buf_str(in), "\r\n\r\n");
		if (!end)
			continue;
		length = strstr(buf_str(in), "Content-Length: ");
		want = length ? strtoul(length + 16, NULL, 10) : 0;
		if (strlen(end + 4) >= want)
			return true;
	}
	return false;
}

void
http_speak(void *ctx, struct server_link *link)
{
	const struct http_mind *mind = ctx;
	struct http_reply reply = { 0 };
	struct buf in = { 0 }, out = { 0 };
	char method[16] = "", path[1024] = "";

	if (read_request(link, &in) &&
		sscanf(buf_str(&in), "%15s %1023s", method, path) == 2) {
		mind->answer(mind->ctx, method, path,
			strstr(buf_str(&in), "\r\n\r\n") + 4, &reply);
		buf_addf(&out,
			"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n"
			"Content-Length: %zu\r\nConnection: close\r\n\r\n",
			reply.status ? reply.status : 200, reply.body.len);
		buf_add(&out, buf_str(&reply.body), reply.body.len);
		link_write(link, buf_str(&out), out.len);
	}
	buf_release(&reply.body);
	buf_release(&out);
	buf_release(&in);
}
