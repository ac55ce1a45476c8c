#include "config.h"

#include "engine/stack/docker/compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/san.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/stack/child.h"
#include "engine/stack/docker/dock.h"
#include "engine/stack/docker/trouble.h"

#define WORDS_MAX 40
#define SAID_MAX ((size_t)64 << 10)
#define VERSION_MS 10000
#define OLDEST_MAJOR 2
#define OLDEST_MINOR 21 /* one JSON object a line since then */

extern char **environ;

/* What a run of compose says. */
struct said {
	struct dock *dock;
	const struct sink *sink; /* NULL: nobody is told */
	struct buf text;
};

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
spawn(struct dock *dock, const char *const *argv, struct said *said,
	const struct ctl *ctl, event_fn take, struct err *err)
{
	char **env = compose_env(dock, NULL);
	struct sink sink = { .send = take, .ctx = said };
	struct spawn how = {
		.argv = argv, .env = (const char *const *)env, .cwd = dock->dir
	};
	int rc = child_run(&how, EV_OUTPUT, NULL, ctl, &sink, err);

	compose_env_free(env);
	return rc;
}

static void
keep_line(struct said *said, const char *line)
{
	if (said->text.len > SAID_MAX)
		buf_drop(&said->text, said->text.len / 2);
	buf_adds(&said->text, line);
	buf_addc(&said->text, '\n');
}

static void
take_line(void *ctx, const struct event *ev)
{
	keep_line(ctx, ev->text ? ev->text : "");
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
	struct said said = { .dock = dock };
	int n = 0, major = 0, minor = 0, rc;

	for (; command[n]; n++)
		argv[n] = command[n];
	argv[n] = "version";
	rc = spawn(dock, argv, &said, &ask, take_line, err);
	if (rc == 0 && version_in(buf_str(&said.text), &major, &minor)) {
		if (major > OLDEST_MAJOR ||
			(major == OLDEST_MAJOR && minor >= OLDEST_MINOR)) {
			buf_release(&said.text);
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
	buf_release(&said.text);
	return rc < 0 ? -1 : 0;
}

static const char *const *
find(struct dock *dock, const struct ctl *ctl, struct err *err)
{
	int found = ask_version(dock, plugin, ctl, err);

	if (found > 0)
		return plugin;
	if (found == 0 && (found = ask_version(dock, standalone, ctl, err)) > 0)
		return standalone;
	if (found == 0) {
		err_set(err, ERR_STACK, "there is no docker compose");
		err_hint(err,
			"install the package docker-compose-plugin, or put "
			"docker-compose 2.21 or newer into PATH");
	}
	return NULL;
}

/* "cdclab-postgres-1" or "postgres" -> the service; NULL: none of ours */
static const struct service *
service_in(struct dock *dock, const char *word)
{
	const struct service *s;
	size_t skip = strlen(PROJECT "-"), len;
	char *name;

	if (strncmp(word, PROJECT "-", skip) != 0)
		return service_find(&dock->base, word);
	len = strlen(word + skip);
	if (len > 2 && !strcmp(word + skip + len - 2, "-1"))
		len -= 2;
	name = mem_strndup(word + skip, len);
	s = service_find(&dock->base, name);
	free(name);
	return s;
}

/* Of compose's words: what it is to a learner. */
static const char *
state_of(const char *word)
{
	static const struct {
		const char *word, *state;
	} states[] = {
		{ "Pulling", "pulling" },
		{ "Building", "building" },
		{ "Creating", "creating" },
		{ "Starting", "starting" },
		{ "Stopping", "stopping" },
		{ "Stopped", "stopped" },
		{ "Removed", "stopped" },
	};

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (!strcmp(states[i].word, word))
			return states[i].state;
	return NULL;
}

/* " Container cdclab-postgres-1  Starting", " postgres Pulling" */
static void
take_progress(void *ctx, const struct event *ev)
{
	struct said *said = ctx;
	const char *line = ev->text ? ev->text : "";
	char name[64] = "", word[32] = "";
	const struct service *service;
	const char *state;

	keep_line(said, line);
	if (!said->sink)
		return;
	if (sscanf(line, " Container %63s %31s", name, word) != 2 &&
		sscanf(line, " %63s %31s", name, word) != 2)
		return;
	service = service_in(said->dock, name);
	state = state_of(word);
	if (service && state)
		service_tell(service, state, 0, NULL, said->sink);
}

static int
run(struct dock *dock, const char *const *command, const char *const *words,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	const char *argv[WORDS_MAX + SERVICE_MAX] = { NULL };
	const char *extra = getenv("CDCLAB_COMPOSE_FILE");
	struct said said = { .dock = dock, .sink = sink };
	size_t n = 0;
	int rc;

	for (; *command; command++)
		argv[n++] = *command;
	argv[n++] = "--ansi";
	argv[n++] = "never";
	argv[n++] = "--progress";
	argv[n++] = "plain";
	argv[n++] = "-p";
	argv[n++] = PROJECT;
	argv[n++] = "-f";
	argv[n++] = "compose.yaml";
	if (extra && *extra) {
		argv[n++] = "-f";
		argv[n++] = extra;
	}
	for (; *words && n < ARRAY_LEN(argv) - 1; words++)
		argv[n++] = *words;
	rc = spawn(dock, argv, &said, ctl, take_progress, err);
	if (rc > 0)
		rc = trouble_set(
			said.text.data ? said.text.data : (char[]){ "" }, err);
	buf_release(&said.text);
	return rc;
}

int
compose_run(struct dock *dock, const char *const *words, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	if (!dock->compose)
		dock->compose = find(dock, ctl, err);
	return dock->compose ? run(dock, dock->compose, words, ctl, sink, err)
			     : -1;
}

int
compose_on(struct dock *dock, const char *const *words, unsigned set,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	const char *all[WORDS_MAX] = { NULL };
	size_t n = 0;

	for (; *words; words++)
		all[n++] = *words;
	for (size_t i = 0; i < dock->base.nservice; i++)
		if (set & dock->base.services[i].bit)
			all[n++] = dock->base.services[i].name;
	return compose_run(dock, all, ctl, sink, err);
}
