#include "config.h"

#include "engine/client/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/endpoint.h"
#include "engine/client/net.h"

/* A request on its way. */
struct call {
	const struct endpoint *at;
	const char *method, *path;
	CURL *curl;
	CURLM *multi;
	struct curl_slist *headers;
	struct curl_slist *addresses; /* of the host, "host:port:address,..." */
	char *url;
};

void
http_setup(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* It takes no handle since libcurl 7.82. NULL: no memory. */
char *
http_escape(const char *name)
{
	char *text = curl_easy_escape(NULL, name, 0), *own;

	if (!text)
		abort();
	own = mem_strdup(text);
	curl_free(text);
	return own;
}

static int
setup(const struct call *call, const char *json, curl_write_callback take,
	void *ctx)
{
	CURL *curl = call->curl;
	CURLcode bad = 0;

	bad |= curl_easy_setopt(curl, CURLOPT_URL, call->url);
	bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	bad |= curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
	bad |= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, call->headers);
	bad |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	bad |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 5L);
	bad |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	bad |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, ctx);
	if (call->at->socket)
		bad |= curl_easy_setopt(
			curl, CURLOPT_UNIX_SOCKET_PATH, call->at->socket);
	if (call->addresses)
		bad |= curl_easy_setopt(curl, CURLOPT_RESOLVE, call->addresses);
	if (json)
		bad |= curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
	return bad ? -1 : 0;
}

/* curl_easy_cleanup() would wait for a name server that curl asked. */
static int
find_host(struct call *call, const struct ctl *ctl, struct err *err)
{
	const struct endpoint *at = call->at;
	char *addresses, *entry;

	if (at->socket)
		return 0;
	addresses = net_addresses(at->host, ctl, err);
	if (!addresses)
		return -1;
	entry = mem_printf("%s:%d:%s", at->host, at->port, addresses);
	if (strcmp(addresses, at->host) != 0)
		call->addresses = curl_slist_append(NULL, entry);
	free(entry);
	free(addresses);
	return 0;
}

/* Its body goes to take with ctx. */
static int
call_begin(struct call *call, const char *json, curl_write_callback take,
	void *ctx, const struct ctl *ctl, struct err *err)
{
	bool v6 = strchr(call->at->host, ':') != NULL;

	call->curl = curl_easy_init();
	call->multi = curl_multi_init();
	call->url = mem_printf("http://%s%s%s:%d%s", v6 ? "[" : "",
		call->at->host, v6 ? "]" : "", call->at->port, call->path);
	call->headers = curl_slist_append(
		NULL, json ? "Content-Type: application/json" : "Accept: */*");
	if (find_host(call, ctl, err) < 0)
		return -1;
	if (!call->curl || !call->multi || setup(call, json, take, ctx) < 0)
		return err_set(
			err, ERR_SYSTEM, "curl: cannot set up %s", call->url);
	curl_multi_add_handle(call->multi, call->curl);
	return 0;
}

/* A slice of its time, so that a cancel is obeyed. 1: it goes on. */
static int
call_turn(const struct call *call, const struct ctl *ctl, struct err *err)
{
	int running = 0;

	if (ctl_check(ctl, err) < 0)
		return -1;
	if (curl_multi_perform(call->multi, &running) != CURLM_OK)
		return err_set(err, ERR_SYSTEM, "curl: broken");
	if (running)
		curl_multi_poll(call->multi, NULL, 0, CTL_SLICE_MS, NULL);
	return running ? 1 : 0;
}

/* How it ended. */
static int
call_result(const struct call *call, struct err *err)
{
	int left;
	CURLcode code = curl_multi_info_read(call->multi, &left)->data.result;

	if (code == CURLE_OK)
		return 0;
	return err_set(err,
		code == CURLE_UNSUPPORTED_PROTOCOL ||
				code == CURLE_WEIRD_SERVER_REPLY
			? ERR_REMOTE
			: ERR_NETWORK,
		"%s", curl_easy_strerror(code));
}

static int
call_status(const struct call *call)
{
	long status = 0;

	curl_easy_getinfo(call->curl, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

/* rc, with an error that says what was asked and where. */
static int
call_end(struct call *call, int rc, struct err *err)
{
	const struct endpoint *at = call->at;

	if (rc < 0 && at->socket)
		err_wrap(err, "%s: %s %s at %s", at->service, call->method,
			call->path, at->socket);
	else if (rc < 0)
		err_wrap(
			err, "%s: %s %s", at->service, call->method, call->url);
	curl_multi_remove_handle(call->multi, call->curl);
	curl_multi_cleanup(call->multi);
	curl_slist_free_all(call->headers);
	curl_slist_free_all(call->addresses);
	curl_easy_cleanup(call->curl);
	free(call->url);
	return rc;
}

/* MAXFILESIZE does not stop a running transfer in 7.88: count it here. */
static size_t
take_body(char *data, size_t size, size_t n, void *ctx)
{
	struct http *out = ctx;

	buf_add(&out->body, data, size * n);
	return out->body.full ? 0 : size * n;
}

int
http_call(const struct endpoint *at, const char *method, const char *path,
	const char *json, struct http *out, const struct ctl *ctl,
	struct err *err)
{
	struct call call = { .at = at, .method = method, .path = path };
	int rc;

	http_release(out);
	out->body.cap = HTTP_BODY_MAX;
	rc = call_begin(&call, json, take_body, out, ctl, err);
	if (rc == 0)
		while ((rc = call_turn(&call, ctl, err)) > 0)
			continue;
	if (rc == 0 && out->body.full)
		rc = err_set(err, ERR_REMOTE, "answer larger than %zu MB",
			HTTP_BODY_MAX >> 20);
	if (rc == 0)
		rc = call_result(&call, err);
	if (rc == 0)
		out->status = call_status(&call);
	return call_end(&call, rc, err);
}

void
http_release(struct http *http)
{
	buf_release(&http->body);
	*http = (struct http){ 0 };
}

json_t *
http_json(const struct endpoint *at, const char *path, const struct http *http,
	struct err *err)
{
	struct err bad = { 0 };
	json_t *value =
		json_parse(path, buf_str(&http->body), http->body.len, &bad);

	if (!value)
		err_set(err, ERR_REMOTE,
			"%s at %s:%d: the answer to %s is not JSON: %s",
			at->service, at->host, at->port, path, bad.msg);
	return value;
}

json_t *
http_get_json(const struct endpoint *at, const char *path,
	const struct ctl *ctl, struct err *err)
{
	struct http http = { 0 };
	json_t *body = NULL;

	if (http_call(at, "GET", path, NULL, &http, ctl, err) < 0)
		goto out;
	if (http.status == 200)
		body = http_json(at, path, &http, err);
	else
		err_set(err, http.status == 404 ? ERR_CHECK : ERR_REMOTE,
			"%s: GET %s: HTTP %d", at->service, path, http.status);
out:
	http_release(&http);
	return body;
}

struct stream {
	const struct call *call;
	http_line_fn fn;
	void *ctx;
	struct buf rest; /* of what has come: a line that is not whole */
	bool begun, enough;
};

/* An empty line ends the headers. */
static size_t
take_header(char *data, size_t size, size_t n, void *ctx)
{
	struct stream *s = ctx;

	if (data[0] == '\r' && !s->begun && call_status(s->call) == 200) {
		s->begun = true;
		s->enough = !s->fn(s->ctx, NULL, 0);
	}
	return s->enough ? 0 : size * n;
}

static size_t
take_lines(char *data, size_t size, size_t n, void *ctx)
{
	struct stream *s = ctx;
	size_t at = 0;
	const char *nl;

	if (!s->begun)
		return size * n; /* what is said with another status */
	buf_add(&s->rest, data, size * n);
	while (!s->enough && at < s->rest.len &&
		(nl = memchr(s->rest.data + at, '\n', s->rest.len - at))) {
		const char *line = s->rest.data + at;

		s->enough = !s->fn(s->ctx, line, (size_t)(nl - line));
		at = (size_t)(nl - s->rest.data) + 1;
	}
	buf_drop(&s->rest, at);
	return s->enough || s->rest.full ? 0 : size * n;
}

static int
stream_result(const struct stream *s, struct err *err)
{
	if (s->enough)
		return 0;
	if (s->rest.full)
		return err_set(err, ERR_REMOTE, "a line larger than %zu MB",
			HTTP_LINE_MAX >> 20);
	if (call_result(s->call, err) < 0)
		return -1;
	if (!s->begun)
		return err_set(
			err, ERR_REMOTE, "it answers %d", call_status(s->call));
	return 0;
}

int
http_stream(const struct endpoint *at, const char *path, int begin_ms,
	http_line_fn fn, void *ctx, const struct ctl *ctl, struct err *err)
{
	struct call call = { .at = at, .method = "GET", .path = path };
	struct stream s = { .call = &call, .fn = fn, .ctx = ctx };
	struct ctl begin = ctl_within(ctl, begin_ms);
	int rc = call_begin(&call, NULL, take_lines, &s, &begin, err);

	s.rest.cap = HTTP_LINE_MAX;
	if (rc == 0) {
		curl_easy_setopt(
			call.curl, CURLOPT_HEADERFUNCTION, take_header);
		curl_easy_setopt(call.curl, CURLOPT_HEADERDATA, &s);
		while ((rc = call_turn(&call, s.begun ? ctl : &begin, err)) > 0)
			continue;
	}
	if (rc == 0)
		rc = stream_result(&s, err);
	buf_release(&s.rest);
	return call_end(&call, rc, err);
}
