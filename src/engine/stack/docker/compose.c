#include "config.h"

#include "engine/stack/docker/compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/stack/docker/compose_error.h"
#include "engine/stack/docker/compose_output.h"
#include "engine/stack/docker/docker_stack.h"
#include "engine/stack/docker/liveness.h"
#include "engine/stack/program.h"

#define WORDS_MAX 40
#define VERSION_MS 10000
#define WSL_SAYS "in this WSL" /* Docker Desktop's stand-in for docker */
#define NOT_FOUND 127          /* of env */
#define SILENCE_MS 60000       /* of all pulls together */
#define OLDEST_MAJOR 2
#define OLDEST_MINOR 21 /* one JSON object a line since then */

extern char **environ;

static bool
is_variable(const char *entry, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(entry, name, len) && entry[len] == '=';
}

/* The socket that we found is the one that the command uses, too. */
char **
compose_env(struct docker_stack *docker, const char *path)
{
	size_t n = 0, kept = 0;
	char **env;

	while (environ[n])
		n++;
	env = mem_alloc((n + 4) * sizeof(*env));
	for (size_t i = 0; i < n; i++)
		if (!is_variable(environ[i], "DOCKER_HOST") &&
			!is_variable(environ[i], "DOCKER_CONTEXT") &&
			!is_variable(environ[i], "COMPOSE_FILE") &&
			!is_variable(environ[i], "COMPOSE_PROJECT_NAME") &&
			!is_variable(environ[i], "CDCLAB_OWNER") &&
			!(path && is_variable(environ[i], "PATH")))
			env[kept++] = mem_strdup(environ[i]);
	env[kept++] = mem_printf("DOCKER_HOST=unix://%s", docker->api.socket);
	env[kept++] = mem_printf("CDCLAB_OWNER=%s", docker->owner);
	if (path)
		env[kept++] = mem_printf("PATH=%s", path);
	return env;
}

void
compose_env_free(char **env)
{
	for (size_t i = 0; env[i]; i++)
		free(env[i]);
	free(env);
}

/* "/usr/bin/env" looks the command up in PATH. */
static int
compose_spawn(struct docker_stack *docker, const char *const *argv,
	const char *cwd, struct compose_output *output, const struct ctl *ctl,
	struct err *err)
{
	char **env = compose_env(docker, NULL);
	struct sink sink = { .send = compose_output_line, .ctx = output };
	struct spawn how = {
		.argv = argv, .env = (const char *const *)env, .cwd = cwd
	};
	int rc = program_run(&how, EV_OUTPUT, NULL, ctl, &sink, err);

	compose_env_free(env);
	return rc;
}

static const char *const plugin[] = { "/usr/bin/env", "docker", "compose",
	NULL };
static const char *const standalone[] = { "/usr/bin/env", "docker-compose",
	NULL };

/* "Docker Compose version v2.26.1-4" -> 2, 26; false: no version in it. */
static bool
version_in(const char *text, int *major, int *minor)
{
	const char *at = strstr(text, "version ");

	if (!at)
		return false;
	at += strlen("version ");
	if (*at == 'v')
		at++;
	return sscanf(at, "%d.%d", major, minor) == 2;
}

/* 1: it will do; 0: it is not there; -1: err. */
static int
ask_version(struct docker_stack *docker, const char *const *command,
	const struct ctl *ctl, struct err *err)
{
	const char *argv[WORDS_MAX] = { NULL };
	struct ctl ask = ctl_within(ctl, VERSION_MS);
	struct compose_output output = { .docker = docker };
	int n = 0, major = 0, minor = 0, rc;

	for (; command[n]; n++)
		argv[n] = command[n];
	argv[n] = "version";
	rc = compose_spawn(docker, argv, "/", &output, &ask, err);
	if (rc == 0 && version_in(buf_str(&output.text), &major, &minor)) {
		if (major > OLDEST_MAJOR ||
			(major == OLDEST_MAJOR && minor >= OLDEST_MINOR)) {
			compose_output_release(&output);
			return 1;
		}
		rc = err_set(err, ERR_STACK,
			"this is Docker Compose %d.%d, the stack needs %d.%d "
			"or newer",
			major, minor, OLDEST_MAJOR, OLDEST_MINOR);
		err_hint(err,
			"install the package docker-compose-plugin; "
			"version 1 (docker-compose in Python) cannot wait "
			"until servers are healthy");
	}
	if (rc > 0 && strstr(buf_str(&output.text), WSL_SAYS))
		rc = compose_error_set(buf_str(&output.text), err);
	compose_output_release(&output);
	if (rc == NOT_FOUND && command == plugin) {
		rc = err_set(err, ERR_STACK, "there is no docker command");
		err_hint(err,
			"install it (docker-ce-cli, docker-cli or docker.io): "
			"an engine alone does not do");
	}
	return rc < 0 ? -1 : 0;
}

/* Once: the plugin, else docker-compose. Version 1 cannot wait for health. */
static int
find_command(
	struct docker_stack *docker, const struct ctl *ctl, struct err *err)
{
	const char *const *ways[] = { plugin, standalone };
	int found = 0;

	for (size_t i = 0;
		!docker->compose && found == 0 && i < ARRAY_LEN(ways); i++) {
		found = ask_version(docker, ways[i], ctl, err);
		if (found > 0)
			docker->compose = ways[i];
	}
	if (!docker->compose && found == 0) {
		err_set(err, ERR_STACK, "there is no docker compose");
		err_hint(err,
			"install the package docker-compose-plugin, or put "
			"docker-compose 2.21 or newer into PATH");
	}
	return docker->compose ? 0 : -1;
}

/* What the words are about. */
struct compose_order {
	const char *const *words; /* end with NULL */
	unsigned set;             /* services that are named after them */
	bool standing;            /* what is there, whatever the files say */
	const struct service *only;
	int64_t silence_ms; /* as of struct liveness */
};

static size_t
add_words(const char **argv, size_t n, const char *const *words)
{
	for (; *words && n < WORDS_MAX; words++)
		argv[n++] = *words;
	return n;
}

/* What stands is known by its labels, to a compose that sees no file. */
static const char **
argv_of(struct docker_stack *docker, const struct compose_order *order)
{
	static const char *const flags[] = { "--ansi", "never", "--progress",
		"plain", "-p", NULL };
	const char *const files[] = { "-f", "compose.yaml",
		docker->extra ? "-f" : NULL, docker->extra, NULL };
	const char **argv =
		mem_alloc((WORDS_MAX + SERVICE_MAX + 1) * sizeof(*argv));
	size_t n = add_words(argv, 0, docker->compose);

	n = add_words(argv, n, flags);
	argv[n++] = docker->project;
	if (!order->standing)
		n = add_words(argv, n, files);
	n = add_words(argv, n, order->words);
	for (size_t i = 0; i < docker->base.nservice; i++)
		if (order->set & docker->base.services[i].bit)
			argv[n++] = docker->base.services[i].name;
	return argv;
}

static int
compose_run(struct docker_stack *docker, const struct compose_order *order,
	struct compose_output *output, const struct ctl *ctl, struct err *err)
{
	const char **argv = argv_of(docker, order);
	int rc = compose_spawn(docker, argv,
		order->standing ? "/" : docker->dir, output, ctl, err);

	if (rc > 0)
		rc = compose_error_set(buf_str(&output->text), err);
	free(argv);
	return rc;
}

static int
compose_run_told(struct docker_stack *docker, const struct compose_order *order,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct compose_output output = {
		.docker = docker,
		.sink = sink,
		.only = order->only,
	};
	struct liveness liveness = {
		.docker = docker,
		.outer = ctl,
		.silence_ms = order->silence_ms,
	};
	int rc;

	if (find_command(docker, ctl, err) < 0 ||
		liveness_start(&liveness, err) < 0)
		return -1;
	rc = compose_run(docker, order, &output, &liveness.ctl, err);
	liveness_end(&liveness, err);
	docker_forget(docker);
	compose_output_release(&output);
	return rc;
}

int
compose_make(struct docker_stack *docker, const char *const *words,
	unsigned set, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct compose_order order = { .words = words, .set = set };

	return compose_run_told(docker, &order, ctl, sink, err);
}

int
compose_standing(struct docker_stack *docker, const char *const *words,
	unsigned set, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	struct compose_order order = {
		.words = words, .set = set, .standing = true
	};

	return compose_run_told(docker, &order, ctl, sink, err);
}

int
compose_image(struct docker_stack *docker, const char *verb,
	const struct service *s, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	const char *const words[] = { verb, NULL };
	struct compose_order order = {
		.words = words,
		.set = s->bit,
		.only = s,
		/* a step of a build may be silent for long */
		.silence_ms = strcmp(verb, "pull") ? 0 : SILENCE_MS,
	};

	return compose_run_told(docker, &order, ctl, sink, err);
}

/* Warnings of compose may stand before it. */
json_t *
compose_config(
	struct docker_stack *docker, const struct ctl *ctl, struct err *err)
{
	static const char *const words[] = { "config", "--format", "json",
		NULL };
	struct compose_order order = { .words = words };
	struct compose_output output = { .docker = docker };
	json_t *config = NULL;

	if (find_command(docker, ctl, err) == 0 &&
		compose_run(docker, &order, &output, ctl, err) == 0) {
		const char *text = buf_str(&output.text);
		const char *at = *text == '{' ? text : strstr(text, "\n{");

		at = at ? at : "";
		config = json_parse("compose config", at, strlen(at), err);
	}
	compose_output_release(&output);
	return config;
}
