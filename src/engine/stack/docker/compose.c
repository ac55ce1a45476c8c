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
#include "engine/stack/child.h"
#include "engine/stack/docker/dock.h"
#include "engine/stack/docker/pulse.h"
#include "engine/stack/docker/says.h"
#include "engine/stack/docker/trouble.h"

#define WORDS_MAX 40
#define VERSION_MS 10000
#define NOT_FOUND 127    /* of env */
#define SILENCE_MS 60000 /* of all pulls together */
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
compose_env(struct dock *dock, const char *path)
{
	size_t n = 0, kept = 0;
	char **env;

	while (environ[n])
		n++;
	env = mem_alloc((n + 3) * sizeof(*env));
	for (size_t i = 0; i < n; i++)
		if (!is_variable(environ[i], "DOCKER_HOST") &&
			!is_variable(environ[i], "DOCKER_CONTEXT") &&
			!is_variable(environ[i], "COMPOSE_FILE") &&
			!is_variable(environ[i], "COMPOSE_PROJECT_NAME") &&
			!(path && is_variable(environ[i], "PATH")))
			env[kept++] = mem_strdup(environ[i]);
	env[kept++] = mem_printf("DOCKER_HOST=unix://%s", dock->docker.socket);
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
spawn(struct dock *dock, const char *const *argv, const char *cwd,
	struct says *says, const struct ctl *ctl, struct err *err)
{
	char **env = compose_env(dock, NULL);
	struct sink sink = { .send = says_line, .ctx = says };
	struct spawn how = {
		.argv = argv, .env = (const char *const *)env, .cwd = cwd
	};
	int rc = child_run(&how, EV_OUTPUT, NULL, ctl, &sink, err);

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
ask_version(struct dock *dock, const char *const *command,
	const struct ctl *ctl, struct err *err)
{
	const char *argv[WORDS_MAX] = { NULL };
	struct ctl ask = ctl_within(ctl, VERSION_MS);
	struct says says = { .dock = dock };
	int n = 0, major = 0, minor = 0, rc;

	for (; command[n]; n++)
		argv[n] = command[n];
	argv[n] = "version";
	rc = spawn(dock, argv, "/", &says, &ask, err);
	if (rc == 0 && version_in(buf_str(&says.text), &major, &minor)) {
		if (major > OLDEST_MAJOR ||
			(major == OLDEST_MAJOR && minor >= OLDEST_MINOR)) {
			says_release(&says);
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
	says_release(&says);
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
find_command(struct dock *dock, const struct ctl *ctl, struct err *err)
{
	const char *const *ways[] = { plugin, standalone };
	int found = 0;

	for (size_t i = 0; !dock->compose && found == 0 && i < ARRAY_LEN(ways);
		i++) {
		found = ask_version(dock, ways[i], ctl, err);
		if (found > 0)
			dock->compose = ways[i];
	}
	if (!dock->compose && found == 0) {
		err_set(err, ERR_STACK, "there is no docker compose");
		err_hint(err,
			"install the package docker-compose-plugin, or put "
			"docker-compose 2.21 or newer into PATH");
	}
	return dock->compose ? 0 : -1;
}

/* What the words are about. */
struct order {
	const char *const *words; /* end with NULL */
	unsigned set;             /* services that are named after them */
	bool standing;            /* what is there, whatever the files say */
	const struct service *only;
	int64_t silence_ms; /* as of a pulse */
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
argv_of(struct dock *dock, const struct order *order)
{
	static const char *const flags[] = { "--ansi", "never", "--progress",
		"plain", "-p", PROJECT, NULL };
	const char *const files[] = { "-f", "compose.yaml",
		dock->extra ? "-f" : NULL, dock->extra, NULL };
	const char **argv =
		mem_alloc((WORDS_MAX + SERVICE_MAX + 1) * sizeof(*argv));
	size_t n = add_words(argv, 0, dock->compose);

	n = add_words(argv, n, flags);
	if (!order->standing)
		n = add_words(argv, n, files);
	n = add_words(argv, n, order->words);
	for (size_t i = 0; i < dock->base.nservice; i++)
		if (order->set & dock->base.services[i].bit)
			argv[n++] = dock->base.services[i].name;
	return argv;
}

static int
run(struct dock *dock, const struct order *order, struct says *says,
	const struct ctl *ctl, struct err *err)
{
	const char **argv = argv_of(dock, order);
	int rc = spawn(
		dock, argv, order->standing ? "/" : dock->dir, says, ctl, err);

	if (rc > 0)
		rc = trouble_set(buf_str(&says->text), err);
	free(argv);
	return rc;
}

static int
run_told(struct dock *dock, const struct order *order, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	struct says says = {
		.dock = dock,
		.sink = sink,
		.only = order->only,
	};
	struct pulse pulse = {
		.dock = dock,
		.outer = ctl,
		.silence_ms = order->silence_ms,
	};
	int rc;

	if (find_command(dock, ctl, err) < 0 || pulse_start(&pulse, err) < 0)
		return -1;
	rc = run(dock, order, &says, &pulse.ctl, err);
	pulse_end(&pulse, err);
	dock_forget(dock);
	says_release(&says);
	return rc;
}

int
compose_make(struct dock *dock, const char *const *words, unsigned set,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct order order = { .words = words, .set = set };

	return run_told(dock, &order, ctl, sink, err);
}

int
compose_standing(struct dock *dock, const char *const *words, unsigned set,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct order order = { .words = words, .set = set, .standing = true };

	return run_told(dock, &order, ctl, sink, err);
}

int
compose_image(struct dock *dock, const char *verb, const struct service *s,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	const char *const words[] = { verb, NULL };
	struct order order = {
		.words = words,
		.set = s->bit,
		.only = s,
		/* a step of a build may be silent for long */
		.silence_ms = strcmp(verb, "pull") ? 0 : SILENCE_MS,
	};

	return run_told(dock, &order, ctl, sink, err);
}

/* Warnings of compose may stand before it. */
json_t *
compose_config(struct dock *dock, const struct ctl *ctl, struct err *err)
{
	static const char *const words[] = { "config", "--format", "json",
		NULL };
	struct order order = { .words = words };
	struct says says = { .dock = dock };
	json_t *config = NULL;

	if (find_command(dock, ctl, err) == 0 &&
		run(dock, &order, &says, ctl, err) == 0) {
		const char *text = buf_str(&says.text);
		const char *at = *text == '{' ? text : strstr(text, "\n{");

		at = at ? at : "";
		config = json_parse("compose config", at, strlen(at), err);
	}
	says_release(&says);
	return config;
}
