#include "config.h"

#include "engine/stack/docker/compose_error.h"

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
	BY_ANY,
	BY_SERVER /* in the log of a container that has ended */
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
	{ BY_COMPOSE, "in this WSL",
		"Docker Desktop does not serve this WSL distribution",
		"switch it on: Docker Desktop, Settings, Resources, WSL "
		"integration" },
	{ BY_COMPOSE, "error while creating mount source path",
		"Docker cannot read the folder of compose.yaml",
		"Docker from a snap sees your home only, without its hidden "
		"folders: put cdclab there, or install Docker's own packages" },
	{ BY_COMPOSE, "is not shared from the host",
		"Docker cannot read the folder of compose.yaml",
		"put cdclab into your home, or add its folder: Docker Desktop, "
		"Settings, Resources, File sharing" },
	{ BY_COMPOSE, "mount a directory onto a file",
		"a file that a container gets is missing, and Docker has made "
		"a folder in its place",
		"remove that folder, then git checkout stack" },
	{ BY_COMPOSE, "lsetxattr",
		"SELinux cannot label the files that a container gets",
		"put cdclab on a disk of this machine: network drives take no "
		"labels" },
	{ BY_COMPOSE, "did not resolve to an alias",
		"this is podman, which looks for images nowhere",
		"put unqualified-search-registries = [\"docker.io\"] into "
		"/etc/containers/registries.conf" },
	{ BY_COMPOSE, "insufficient UIDs or GIDs",
		"Docker without root has too few user ids",
		"sudo usermod --add-subuids 100000-165535 --add-subgids "
		"100000-165535 $USER, then systemctl --user restart docker" },
	{ BY_COMPOSE, "Minimum supported API version",
		"the docker command is too old for the engine",
		"update it: docker-ce-cli and docker-compose-plugin" },
	{ BY_COMPOSE, "Maximum supported API version",
		"the docker command is too new for the engine",
		"unset DOCKER_API_VERSION, or update the engine" },
	{ BY_COMPOSE, "error getting credentials",
		"Docker's credential helper is missing or fails",
		"remove credsStore and credHelpers from ~/.docker/config.json; "
		"the images of the course need no login" },
	{ BY_COMPOSE, "address pools have been fully subnetted",
		"Docker has no addresses left for a network",
		"docker network prune removes the networks that nobody uses" },
	{ BY_COMPOSE, "non-overlapping IPv4 address pool",
		"Docker has no addresses left for a network",
		"docker network prune removes the networks that nobody uses; a "
		"VPN may hold the others: up works before it is on" },
	{ BY_COMPOSE, "No chain/target/match by that name",
		"a firewall has removed Docker's rules",
		"sudo systemctl restart docker writes them anew" },
	{ BY_COMPOSE, "cgroup mountpoint does not exist",
		"Docker finds no cgroups",
		"in WSL: wsl --update, then wsl --shutdown; elsewhere: sudo "
		"systemctl restart docker after a reboot" },
	{ BY_ANY, "CERTIFICATE_VERIFY_FAILED",
		"an image cannot be built: a proxy replaces certificates",
		"build where there is none and bring the images over (docker "
		"save, docker load); or --driver native" },
	{ BY_ANY, "self-signed certificate in certificate chain",
		"an image cannot be built: a proxy replaces certificates",
		"build where there is none and bring the images over (docker "
		"save, docker load); or --driver native" },
	{ BY_ANY, "unable to get local issuer certificate",
		"an image cannot be built: a proxy replaces certificates",
		"build where there is none and bring the images over (docker "
		"save, docker load); or --driver native" },
	{ BY_COMPOSE, "x509: ",
		"the image registry's certificate is not trusted, perhaps for "
		"a company's proxy",
		"put the company's root certificate into "
		"/usr/local/share/ca-certificates, then sudo "
		"update-ca-certificates && sudo systemctl restart docker" },
	{ BY_COMPOSE, "proxyconnect tcp",
		"the proxy that Docker is to use does not answer",
		"systemctl show --property=Environment docker shows it; Docker "
		"Desktop: Settings, Resources, Proxies" },
	{ BY_SERVER, "jdk.internal.platform.CgroupInfo",
		"its Java is too old for the cgroups of this kernel",
		"CDCLAB_JAVA_OPTS=-XX:-UseContainerSupport cdclab stack up "
		"--driver docker; or an older kernel" },
	{ BY_SERVER, "prometheus.yml: permission denied",
		"it may not read a file of cdclab",
		"chmod -R a+rX stack; with SELinux: chcon -Rt container_file_t "
		"stack" },
	{ BY_SERVER, "metrics.yaml (Permission denied)",
		"it may not read a file of cdclab",
		"chmod -R a+rX stack; with SELinux: chcon -Rt container_file_t "
		"stack" },
	{ BY_ANY, "no space left on device", "there is no room on the disk",
		"docker system df shows what takes it, docker system prune "
		"frees what nobody uses" },
	{ BY_COMPOSE, "no matching manifest",
		"an image is not made for this machine",
		"the stack's images are for amd64 and arm64; --driver native "
		"is for amd64" },
	{ BY_SERVER, "exec format error",
		"an image is not made for this machine",
		"the stack's images are for amd64 and arm64" },
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
	{ BY_COMPOSE, "Client.Timeout exceeded",
		"the image registry does not answer",
		"again, when the network is better" },
	{ BY_COMPOSE, "unauthorized: ", "the registry refuses your login",
		"docker logout, then again: the images of the course need no "
		"login" },
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
	{ BY_COMPOSE, "forbidden by its access permissions",
		"a port is taken or reserved",
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
		const struct compose_error *e = &compose_errors[i];

		if (e->said == BY_SERVER)
			continue;
		*line = line_with(
			e->said == BY_ANY ? text : buf_str(&own), e->text);
		if (*line)
			found = e;
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

/* t: what it is, or NULL; line: who says so, and is freed. */
static void
set_from(const struct compose_error *t, char *line, struct err *err)
{
	struct buf clean = { 0 };

	san_add(&clean, SAN_LINE, line, strnlen(line, LINE_MAX_SAID));
	err_set(err, ERR_STACK, "%s: %s",
		t ? t->cause : "docker compose failed", buf_str(&clean));
	if (t && t->hint)
		hint_set(t->hint, line, err);
	buf_release(&clean);
	free(line);
}

int
compose_error_set(const char *text, struct err *err)
{
	char *line = NULL;
	const struct compose_error *t = compose_error_in(text, &line);

	set_from(t, t ? line : last_line(text), err);
	return -1;
}

bool
compose_error_of_log(const char *text, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(compose_errors); i++) {
		const struct compose_error *e = &compose_errors[i];
		char *line =
			e->said == BY_SERVER ? line_with(text, e->text) : NULL;

		if (!line)
			continue;
		set_from(e, line, err);
		return true;
	}
	return false;
}

int
docker_error_of_stack(struct err *err)
{
	if (err->code == ERR_NETWORK || err->code == ERR_REMOTE ||
		err->code == ERR_TIMEOUT)
		err->code = ERR_STACK;
	return -1;
}
