#include "config.h"

#include "engine/stack/docker/compose_error.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/port.h"
#include "common/base/san.h"

#define LINE_MAX_SAID 300
#define RULE_MIN 6 /* dashes of a line that are a rule */

/* What a step of a build prints is not compose's word. */
enum by {
	BY_COMPOSE,
	BY_ANY
};

/* In order: what is said of the cause stands before what follows from it. */
static const struct compose_error {
	enum by said;
	const char *text, *cause, *hint;
} compose_errors[] = {
	{ BY_COMPOSE, "/snapd/void/",
		"Docker cannot read the folder of compose.yaml",
		"Docker from a snap sees your home only, without its hidden "
		"folders: put cdclab there, or install Docker's own packages" },
	{ BY_ANY, "no space left on device", "there is no room on the disk",
		"docker system df shows what takes it, docker system prune "
		"frees what nobody uses" },
	{ BY_COMPOSE, "no matching manifest",
		"an image is not made for this machine",
		"the stack's images are for amd64 and arm64; --driver native "
		"is for amd64" },
	{ BY_ANY, "exec format error", "an image is not made for this machine",
		"the stack's images are for amd64 and arm64" },
	{ BY_COMPOSE, "manifest unknown",
		"the registry has no such image or tag",
		"compare stack/docker/compose.yaml with what the registry "
		"has" },
	{ BY_COMPOSE, "invalid reference format", "an image has no valid name",
		"put stack/docker/compose.yaml back as it was" },
	{ BY_COMPOSE, "pull access denied", "an image is not to be had",
		"is its name right? stack/docker/local-images/build makes "
		"images without a registry" },
	{ BY_COMPOSE, "No such image", "an image is not on this machine",
		"stack/docker/local-images/build makes it" },
	{ BY_COMPOSE, "toomanyrequests",
		"the registry gives no more images for now",
		"docker login raises the limit, or wait some hours" },
	{ BY_ANY, "Could not resolve host",
		"an image cannot be built without a network",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ BY_ANY, "Temporary failure",
		"an image cannot be built without a network",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ BY_COMPOSE, "no such host", "the image registry cannot be found",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ BY_COMPOSE, "TLS handshake timeout",
		"the image registry does not answer",
		"again, when the network is better" },
	{ BY_COMPOSE, "dial tcp", "the image registry cannot be reached",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ BY_COMPOSE, "Cannot connect to the Docker daemon",
		"the Docker engine went away",
		"look at its log: journalctl -u docker" },
	{ BY_COMPOSE, "error during connect", "the Docker engine went away",
		"look at its log: journalctl -u docker" },
	{ BY_COMPOSE, "\"http://%2F", "the Docker engine went away",
		"look at its log: journalctl -u docker" },
	{ BY_COMPOSE, "unexpected EOF", "the image registry went away",
		"again, when the network is better; what came is kept" },
	{ BY_COMPOSE, "\": EOF", "the image registry went away",
		"again, when the network is better; what came is kept" },
	{ BY_COMPOSE, "connection reset by peer",
		"the image registry went away",
		"again, when the network is better; what came is kept" },
	{ BY_ANY, "failed to solve", "an image cannot be built",
		"docker compose build in stack/docker shows all of it" },
	{ BY_COMPOSE, "Ports are not available", "a port is taken or reserved",
		"take another: @PORT@; on Windows this lists what is reserved: "
		"netsh int ipv4 show excludedportrange protocol=tcp" },
	{ BY_COMPOSE, "port is already allocated",
		"a port is taken by another container",
		"docker ps shows whose it is; or take another: @PORT@" },
	{ BY_COMPOSE, "address already in use", "a port is taken",
		"ss -ltnp shows by whom; or take another: @PORT@" },
	{ BY_COMPOSE, "is already in use by container",
		"a container has a name of ours",
		"docker rm removes it, if you need it no longer" },
	{ BY_COMPOSE, "Additional property",
		"compose.yaml has what compose does not know",
		"put stack/docker/compose.yaml back as it was" },
	{ BY_COMPOSE, "validating ", "compose.yaml is not as compose wants it",
		"put stack/docker/compose.yaml back as it was" },
	{ BY_COMPOSE, "yaml: ", "compose.yaml cannot be read",
		"put stack/docker/compose.yaml back as it was" },
	{ BY_COMPOSE, "undefined", "compose.yaml refers to what is not there",
		"put stack/docker/compose.yaml back as it was" },
	{ BY_COMPOSE, "dependency failed to start", "a server did not come up",
		NULL },
	{ BY_COMPOSE, "EOF", "the Docker engine went away",
		"look at its log: journalctl -u docker" },
};

/* The port of "127.0.0.1:5432"; 0: there is none. */
static int
port_in(const char *line)
{
	const char *at = strstr(line, "127.0.0.1:");

	if (!at)
		at = strstr(line, "0.0.0.0:");
	return at ? atoi(strchr(at, ':') + 1) : 0;
}

/* Of a line what is worth telling; owned. */
static char *
telling(const char *line)
{
	static const char daemon[] = "Error response from daemon: ";

	line += strspn(line, " ");
	if (!strncmp(line, daemon, strlen(daemon)))
		line += strlen(daemon);
	return mem_strndup(line, strcspn(line, "\n"));
}

/* The last one: what ends compose is said at its end. */
static char *
line_with(const char *text, const char *part)
{
	const char *found = NULL, *at;

	for (at = text; (at = strstr(at, part)); at++)
		found = at;
	if (!found)
		return NULL;
	while (found > text && found[-1] != '\n')
		found--;
	return telling(found);
}

static char *
last_line(const char *text)
{
	size_t len = strlen(text), start;

	while (len && text[len - 1] == '\n')
		len--;
	start = len;
	while (start && text[start - 1] != '\n')
		start--;
	return telling(text + start);
}

/* "#7 3.2 what it printed", or its command as the Dockerfile has it. */
static bool
is_of_step(const char *line, size_t len)
{
	static const char *const quotes[] = { "failed to solve: process \"",
		"executor failed running" };

	if (*line == '#' && strspn(line + 1, "0123456789") > 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(quotes); i++)
		if (memmem(line, len, quotes[i], strlen(quotes[i])))
			return true;
	return false;
}

/* Between two rules a build shows again what it printed, and the Dockerfile. */
static void
without_steps(const char *text, struct buf *own)
{
	bool shown_again = false;

	while (*text) {
		size_t len = strcspn(text, "\n");
		bool rule = len >= RULE_MIN && strspn(text, "-") == len;

		shown_again ^= rule;
		if (!rule && !shown_again && !is_of_step(text, len)) {
			buf_add(own, text, len);
			buf_addc(own, '\n');
		}
		text += len + (text[len] == '\n');
	}
}

/* NULL: none that we know; line is its line then, owned. */
static const struct compose_error *
compose_error_in(const char *text, char **line)
{
	struct buf own = { 0 };
	const struct compose_error *found = NULL;

	without_steps(text, &own);
	for (size_t i = 0; !found && i < ARRAY_LEN(compose_errors); i++) {
		*line = line_with(
			compose_errors[i].said == BY_ANY ? text : buf_str(&own),
			compose_errors[i].text);
		if (*line)
			found = &compose_errors[i];
	}
	buf_release(&own);
	return found;
}

/* "@PORT@" is "CDCLAB_POSTGRES_PORT=15432", for the port of the line. */
static void
hint_set(const char *hint, const char *line, struct err *err)
{
	static const char mark[] = "@PORT@";
	const char *at = strstr(hint, mark);
	int port = port_in(line);
	const char *variable = port_variable(port);

	if (!at)
		err_hint(err, "%s", hint);
	else if (variable)
		err_hint(err, "%.*s%s=%d%s", (int)(at - hint), hint, variable,
			port_other(port), at + strlen(mark));
	else
		err_hint(err, "%.*sCDCLAB_CONNECT_PORT or its like%s",
			(int)(at - hint), hint, at + strlen(mark));
}

int
compose_error_set(const char *text, struct err *err)
{
	struct buf clean = { 0 };
	char *line = NULL;
	const struct compose_error *t = compose_error_in(text, &line);

	if (!t)
		line = last_line(text);
	san_add(&clean, SAN_LINE, line, strnlen(line, LINE_MAX_SAID));
	err_set(err, ERR_STACK, "%s: %s",
		t ? t->cause : "docker compose failed", buf_str(&clean));
	if (t && t->hint)
		hint_set(t->hint, line, err);
	buf_release(&clean);
	free(line);
	return -1;
}

int
docker_error_of_stack(struct err *err)
{
	if (err->code == ERR_NETWORK || err->code == ERR_REMOTE ||
		err->code == ERR_TIMEOUT)
		err->code = ERR_STACK;
	return -1;
}
