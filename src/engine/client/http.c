#include "config.h"

#include "engine/client/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/endpoint.h"

void
http_setup(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* MAXFILESIZE does not stop a running transfer in 7.88: count it here. */
static size_t
take_body(char *data, size_t size, size_t n, void *ctx)
{
	struct http *out = ctx;

	buf_add(&out->body, data, size * n);
	return out->body.full ? 0 : size * n;
}

static int
setup(CURL *curl, const struct endpoint *at, const char *url,
	const char *method, const char *json, struct curl_slist *headers,
	struct http *out)
{
	CURLcode bad = 0;

	bad |= curl_easy_setopt(curl, CURLOPT_URL, url);
	bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	bad |= curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	bad |= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	bad |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	bad |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 5L);
	bad |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	bad |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	if (at->socket)
		bad |= curl_easy_setopt(
			curl, CURLOPT_UNIX_SOCKET_PATH, at->socket);
	if (json)
		bad |= curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json);
	return bad ? -1 : 0;
}

/* curl's multi handle driven in slices, so that a cancel is obeyed. */
static int
drive(CURLM *multi, const struct ctl *ctl, CURLcode *code, struct err *err)
{
	int running = 1, left;

	while (running) {
		if (ctl_check(ctl, err) < 0)
			return -1;
		if (curl_multi_perform(multi, &running) != CURLM_OK)
			return err_set(err, ERR_SYSTEM, "curl: broken");
		if (running)
			curl_multi_poll(multi, NULL, 0, CTL_SLICE_MS, NULL);
	}
	*code = curl_multi_info_read(multi, &left)->data.result;
	return 0;
}

static int
perform(CURL *curl, struct http *out, const struct ctl *ctl, struct err *err)
{
	CURLM *multi = curl_multi_init();
	CURLcode code = CURLE_OK;
	long status = 0;
	int rc;

	curl_multi_add_handle(multi, curl);
	rc = drive(multi, ctl, &code, err);
	curl_multi_remove_handle(multi, curl);
	curl_multi_cleanup(multi);
	if (rc == 0 && out->body.full)
		return err_set(err, ERR_REMOTE, "answer larger than %zu MB",
			HTTP_BODY_MAX >> 20);
	if (rc == 0 && code != CURLE_OK)
		return err_set(err,
			code == CURLE_UNSUPPORTED_PROTOCOL ||
					code == CURLE_WEIRD_SERVER_REPLY
				? ERR_REMOTE
				: ERR_NETWORK,
			"%s", curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	out->status = (int)status;
	return rc;
}

int
http_call(const struct endpoint *at, const char *method, const char *path,
	const char *json, struct http *out, const struct ctl *ctl,
	struct err *err)
{
	CURL *curl = curl_easy_init();
	char *url = mem_printf("http://%s:%d%s", at->host, at->port, path);
	struct curl_slist *headers = curl_slist_append(
		NULL, json ? "Content-Type: application/json" : "Accept: */*");
	int rc = -1;

	http_release(out);
	out->body.cap = HTTP_BODY_MAX;
	if (!curl || setup(curl, at, url, method, json, headers, out) < 0)
		err_set(err, ERR_SYSTEM, "curl: cannot set up %s", url);
	else
		rc = perform(curl, out, ctl, err);
	if (rc < 0 && at->socket)
		err_wrap(err, "%s: %s %s at %s", at->service, method, path,
			at->socket);
	else if (rc < 0)
		err_wrap(err, "%s: %s http://%s:%d%s", at->service, method,
			at->host, at->port, path);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	free(url);
	return rc;
}

void
http_release(struct http *http)
{
	buf_release(&http->body);
	*http = (struct http){ 0 };
}
