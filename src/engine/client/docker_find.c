#include "config.h"

#include "engine/client/docker.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "engine/client/hash.h"

#define CONFIG_MAX ((size_t)1 << 20)
#define UNIX "unix://"
#define USUAL "/var/run/docker.sock"

static char *
config_dir(void)
{
	const char *dir = getenv("DOCKER_CONFIG"), *home = getenv("HOME");

	if (dir && *dir)
		return mem_strdup(dir);
	return mem_printf("%s/.docker", home && *home ? home : "/root");
}

/* NULL: not there, or not to be read. */
static json_t *
read_json(const char *path)
{
	struct err ignored = { 0 };
	struct buf text = { 0 };
	json_t *value = NULL;

	if (buf_read_file(&text, path, CONFIG_MAX, &ignored) == 0)
		value = json_parse(path, buf_str(&text), text.len, &ignored);
	buf_release(&text);
	return value;
}

static int
take_host(struct docker *docker, const char *host, char *found, struct err *err)
{
	docker->found = found;
	if (!strncmp(host, UNIX, strlen(UNIX))) {
		docker->socket = mem_strdup(host + strlen(UNIX));
		return 0;
	}
	err_set(err, ERR_STACK, "%s says %s, and that is not on this machine",
		found, host);
	return err_hint(err,
		"the lab needs a Docker engine that it reaches by a unix "
		"socket; choose one with DOCKER_HOST=unix:///path, or use "
		"--driver native");
}

/* Contexts are kept under the SHA-256 of their names. */
static int
take_context(struct docker *docker, const char *dir, const char *name,
	struct err *err)
{
	char hash[HASH_HEX], *path;
	json_t *meta;
	const char *host;
	int rc;

	hash_hex(name, strlen(name), hash);
	path = mem_printf("%s/contexts/meta/%s/meta.json", dir, hash);
	meta = read_json(path);
	host = json_str(
		json_object_get(json_object_get(meta, "Endpoints"), "docker"),
		"Host", NULL);
	if (host) {
		rc = take_host(
			docker, host, msg_new("the context %s", name), err);
	} else {
		rc = err_set(err, ERR_STACK,
			"the Docker context %s cannot be read (%s)", name,
			path);
		err_hint(err,
			"docker context ls lists those that there are, "
			"docker context use default chooses one");
	}
	json_decref(meta);
	free(path);
	return rc;
}

/* Where Docker puts its socket when nobody says where. */
static char *
usual_place(void)
{
	static const struct {
		const char *var, *path;
	} places[] = {
		{ NULL, USUAL },
		{ "XDG_RUNTIME_DIR", "/docker.sock" },
		{ "HOME", "/.docker/desktop/docker.sock" },
		{ "HOME", "/.docker/run/docker.sock" },
		{ "HOME", "/.colima/default/docker.sock" },
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const char *top = places[i].var ? getenv(places[i].var) : "";
		char *path;

		if (!top)
			continue;
		path = mem_printf("%s%s", top, places[i].path);
		if (fs_exists(path))
			return path;
		free(path);
	}
	return mem_strdup(USUAL);
}

static int
find(struct docker *docker, struct err *err)
{
	const char *host = getenv("DOCKER_HOST");
	const char *context = getenv("DOCKER_CONTEXT");
	char *dir, *path;
	json_t *config;
	int rc = 0;

	if (host && *host)
		return take_host(docker, host, mem_strdup("DOCKER_HOST"), err);
	dir = config_dir();
	path = mem_printf("%s/config.json", dir);
	config = read_json(path);
	if (!context || !*context)
		context = json_str(config, "currentContext", "default");
	if (strcmp(context, "default") != 0) {
		rc = take_context(docker, dir, context, err);
	} else {
		docker->socket = usual_place();
		docker->found = mem_strdup(MSG_("the usual places"));
	}
	json_decref(config);
	free(path);
	free(dir);
	return rc;
}

int
docker_find(struct docker *docker, struct err *err)
{
	if (find(docker, err) < 0) {
		docker_release(docker);
		return -1;
	}
	docker->at = (struct endpoint){
		.service = "docker",
		.host = "docker",
		.port = 80,
		.socket = docker->socket,
	};
	return 0;
}

void
docker_release(struct docker *docker)
{
	free(docker->socket);
	free(docker->found);
	*docker = (struct docker){ 0 };
}
