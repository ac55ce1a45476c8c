#include "config.h"

#include "engine/stack/docker/trouble.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/san.h"

#define LINE_MAX_SAID 300

/* In order: what is said of the cause stands before what follows from it. */
static const struct {
	const char *text, *cause, *hint;
} troubles[] = {
	{ "no space left on device", "there is no room on the disk",
		"docker system df shows what takes it, docker system prune "
		"frees what nobody uses" },
	{ "no matching manifest", "an image is not made for this machine",
		"the stack's images are for amd64 and arm64; --driver native "
		"is for amd64" },
	{ "exec format error", "an image is not made for this machine",
		"the stack's images are for amd64 and arm64" },
	{ "manifest unknown", "the registry has no such image or tag",
		"compare stack/docker/compose.yaml with what the registry "
		"has" },
	{ "invalid reference format", "an image has no valid name",
		"put stack/docker/compose.yaml back as it was" },
	{ "pull access denied", "an image is not to be had",
		"is its name right? stack/docker/local-images/build makes "
		"images without a registry" },
	{ "No such image", "an image is not on this machine",
		"stack/docker/local-images/build makes it" },
	{ "toomanyrequests", "the registry gives no more images for now",
		"docker login raises the limit, or wait some hours" },
	{ "Could not resolve host",
		"an image cannot be built without a network",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ "Temporary failure", "an image cannot be built without a network",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ "no such host", "the image registry cannot be found",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ "TLS handshake timeout", "the image registry does not answer",
		"again, when the network is better" },
	{ "dial tcp", "the image registry cannot be reached",
		"is this machine online? stack/docker/local-images/build "
		"makes images without it" },
	{ "port is already allocated", "a port is taken by another container",
		"docker ps shows whose it is; CDCLAB_CONNECT_PORT and its "
		"like choose another" },
	{ "address already in use", "a port is taken",
		"ss -ltnp shows by whom; CDCLAB_CONNECT_PORT and its like "
		"choose another" },
	{ "is already in use by container", "a container has a name of ours",
		"docker rm removes it, if you need it no longer" },
	{ "yaml: ", "compose.yaml cannot be read",
		"put stack/docker/compose.yaml back as it was" },
	{ "Additional property", "compose.yaml has what compose does not know",
		"put stack/docker/compose.yaml back as it was" },
	{ "validating ", "compose.yaml is not as compose wants it",
		"put stack/docker/compose.yaml back as it was" },
	{ "undefined", "compose.yaml refers to what is not there",
		"put stack/docker/compose.yaml back as it was" },
	{ "dependency failed to start", "a server did not come up", NULL },
	{ "failed to solve", "an image cannot be built",
		"docker compose build in stack/docker shows all of it" },
	{ "Cannot connect to the Docker daemon", "the Docker engine went away",
		"look at its log: journalctl -u docker" },
	{ "EOF", "the Docker engine went away",
		"look at its log: journalctl -u docker" },
};

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

int
trouble_set(const char *text, struct err *err)
{
	struct buf clean = { 0 };
	char *line = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(troubles) && !line; i++)
		line = line_with(text, troubles[i].text);
	if (line) {
		i--;
		san_add(&clean, SAN_LINE, line, strnlen(line, LINE_MAX_SAID));
		err_set(err, ERR_STACK, "%s: %s", troubles[i].cause,
			buf_str(&clean));
		if (troubles[i].hint)
			err_hint(err, "%s", troubles[i].hint);
	} else {
		line = last_line(text);
		san_add(&clean, SAN_LINE, line, strnlen(line, LINE_MAX_SAID));
		err_set(err, ERR_STACK, "docker compose failed: %s",
			buf_str(&clean));
	}
	buf_release(&clean);
	free(line);
	return -1;
}

int
trouble_of_stack(struct err *err)
{
	if (err->code == ERR_NETWORK || err->code == ERR_REMOTE ||
		err->code == ERR_TIMEOUT)
		err->code = ERR_STACK;
	return -1;
}
