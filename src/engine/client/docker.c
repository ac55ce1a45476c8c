#include "config.h"

#include "engine/client/docker.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/base/msg.h"

#define FRAME_HEAD ((size_t)8) /* stream, three zeros, length (big endian) */

/* What the kernel says to a connect: 0, or why not. */
static int
try_connect(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd, rc;

	if (strlen(path) >= sizeof(to.sun_path))
		return ENAMETOOLONG;
	memcpy(to.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return errno;
	rc = connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ? errno : 0;
	close(fd);
	return rc == EAGAIN ? 0 : rc;
}

/* How the engine behind a socket is started. */
static const char *
how_to_start(const char *socket)
{
	const char *own = getenv("XDG_RUNTIME_DIR");

	if (strstr(socket, "podman"))
		return own && *own && !strncmp(socket, own, strlen(own))
			? N_("start podman's socket (systemctl --user start "
			     "podman.socket); or --driver native")
			: N_("start podman's socket (sudo systemctl start "
			     "podman.socket); or --driver native");
	if (own && *own && !strncmp(socket, own, strlen(own)))
		return N_("start Docker without root (systemctl --user start "
			  "docker); or --driver native");
	return N_("start Docker (sudo systemctl start docker, or Docker "
		  "Desktop); or --driver native");
}

/* A call did not come through: say why in words that help. */
static int
unreachable(const struct docker *docker, const struct err *why, struct err *err)
{
	int bad = why->code == ERR_CANCELLED ? 0 : try_connect(docker->socket);
	char *hint;

	if (bad == EACCES || bad == EPERM) {
		err_set(err, ERR_STACK,
			"no permission on Docker's socket %s (found by %s)",
			docker->socket, docker->found);
		return err_hint(err,
			"sudo usermod -aG docker $USER, then log in again; or "
			"--driver native");
	}
	if (bad) {
		err_set(err, ERR_STACK,
			"no Docker engine answers at %s (found by %s): %s",
			docker->socket, docker->found, errno_text(bad));
		hint = msg_row(how_to_start(docker->socket), NULL);
		err_hint(err, "%s", hint);
		free(hint);
		return -1;
	}
	*err = *why;
	if (why->code == ERR_TIMEOUT) {
		*err = (struct err){ 0 };
		err_set(err, ERR_TIMEOUT,
			"the Docker engine at %s does not answer",
			docker->socket);
		return err_hint(err, "restart it: systemctl restart docker");
	}
	if (why->code == ERR_NETWORK)
		err_hint(err, "the Docker engine went away: look at its log");
	return -1;
}

/* {"message": "..."} is how Docker says what is wrong. */
static int
refused(int status, const char *method, const char *path, const json_t *answer,
	struct err *err)
{
	const char *message = json_str(answer, "message", "");

	if (*message)
		return err_set(err, ERR_REMOTE, "docker: %s %s answers %d: %s",
			method, path, status, message);
	return err_set(err, ERR_REMOTE, "docker: %s %s answers %d", method,
		path, status);
}

static int
parse(const struct http *http, json_t **answer, struct err *err)
{
	*answer = NULL;
	if (!http->body.len)
		return 0;
	*answer =
		json_parse("docker", buf_str(&http->body), http->body.len, err);
	if (!*answer)
		err->code = ERR_REMOTE;
	return *answer ? 0 : -1;
}

int
docker_call(const struct docker *docker, const char *method, const char *path,
	const char *json, json_t **out, int *status, const struct ctl *ctl,
	struct err *err)
{
	struct http http = { 0 };
	struct err why = { 0 };
	json_t *answer = NULL;
	int rc = 0;

	if (out)
		*out = NULL;
	if (http_call(&docker->at, method, path, json, &http, ctl, &why) < 0) {
		http_release(&http);
		return unreachable(docker, &why, err);
	}
	if (status)
		*status = http.status;
	if (http.status >= 400) {
		parse(&http, &answer, &why);
		rc = refused(http.status, method, path, answer, err);
	} else if (out) {
		rc = parse(&http, &answer, err);
	}
	if (rc == 0 && out)
		*out = json_incref(answer);
	json_decref(answer);
	http_release(&http);
	return rc;
}

bool
docker_answers(const struct docker *docker, int ms)
{
	struct ctl ask = ctl_within(&(struct ctl){ 0 }, ms);
	struct err ignored = { 0 };

	return docker_call(docker, "GET", "/_ping", NULL, NULL, NULL, &ask,
		       &ignored) == 0;
}

int
docker_stream(const struct docker *docker, const char *path, http_line_fn fn,
	void *ctx, const struct ctl *ctl, struct err *err)
{
	struct err why = { 0 };

	if (http_stream(
		    &docker->at, path, DOCKER_BEGIN_MS, fn, ctx, ctl, &why) < 0)
		return unreachable(docker, &why, err);
	return 0;
}

static size_t
frame_len(const char *head)
{
	const unsigned char *n = (const unsigned char *)head + 4;

	return (size_t)n[0] << 24 | (size_t)n[1] << 16 | (size_t)n[2] << 8 |
		n[3];
}

static bool
is_frame(const char *data, size_t len)
{
	static const char zeros[3];

	if (len < FRAME_HEAD)
		return len > 0 && (unsigned char)data[0] <= 2;
	return (unsigned char)data[0] <= 2 && !memcmp(data + 1, zeros, 3);
}

void
docker_unframe(const char *data, size_t len, struct buf *out)
{
	while (len && is_frame(data, len)) {
		size_t n;

		if (len < FRAME_HEAD)
			return; /* not even its length came through */
		n = frame_len(data);
		data += FRAME_HEAD;
		len -= FRAME_HEAD;
		n = n < len ? n : len;
		buf_add(out, data, n);
		data += n;
		len -= n;
	}
	buf_add(out, data, len);
}

int
docker_logs(const struct docker *docker, const char *id, int lines,
	struct buf *out, const struct ctl *ctl, struct err *err)
{
	char *path = mem_printf(
		"/containers/%s/logs?stdout=1&stderr=1&tail=%d", id, lines);
	struct http http = { 0 };
	struct err why = { 0 };
	int rc = http_call(&docker->at, "GET", path, NULL, &http, ctl, &why);

	if (rc < 0)
		rc = unreachable(docker, &why, err);
	else if (http.status != 200)
		rc = refused(http.status, "GET", path, NULL, err);
	else
		docker_unframe(buf_str(&http.body), http.body.len, out);
	http_release(&http);
	free(path);
	return rc;
}
