#include "config.h"

#include "engine/stack/native/parts.h"

#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/ctl.h"
#include "common/base/fs.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "engine/client/hash.h"
#include "engine/client/process.h"
#include "engine/stack/native/native.h"
#include "engine/stack/program.h"
#include "engine/stack/service.h"

#define FILE_MAX ((size_t)256 << 10)
#define SAYS "parts: %s"        /* the script's messages for people */
#define ADVICE "parts: try: %s" /* and those that say what to try */
#define ASK "CDCLAB_MESSAGES=1" /* how it is asked for them */

extern char **environ; /* proxies, mirrors and HOME are the script's, too */

int
part_missing(const char *path, struct err *err)
{
	err_set(err, ERR_STACK, "part missing: %s", path);
	return err_hint(err, "cdclab stack up fetches what is missing");
}

int
parts_check(const struct native *native, const struct service *service,
	struct err *err)
{
	const json_t *parts =
		json_object_get(native_service(native, service)->json, "parts");
	const json_t *part;
	size_t i;

	json_array_foreach(parts, i, part)
	{
		char *path = mem_printf(
			"%s/%s", native->parts, json_string_value(part));

		if (!fs_exists(path))
			part_missing(path, err);
		free(path);
		if (err->code)
			return err_wrap(err, "%s", service->name);
	}
	return 0;
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All that says what the parts are, in the order of fetch itself. */
static void
add_sources(const struct native *native, const char *like, struct buf *out)
{
	char *pattern = mem_printf("%s/%s", native->sources, like);
	struct err ignored = { 0 };
	glob_t found = { 0 };

	if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
		qsort(found.gl_pathv, found.gl_pathc, sizeof(*found.gl_pathv),
			by_bytes);
		for (size_t i = 0; i < found.gl_pathc; i++)
			buf_read_file(
				out, found.gl_pathv[i], FILE_MAX, &ignored);
	}
	globfree(&found);
	free(pattern);
}

/* Made by another version, which may have other pins? Only fetch knows. */
static bool
parts_are_old(const struct native *native)
{
	char *path = mem_printf("%s/PINS", native->parts);
	struct buf made = { 0 }, sources = { 0 };
	struct err ignored = { 0 };
	char now[HASH_HEX] = "";
	bool known = buf_read_file(&made, path, FILE_MAX, &ignored) == 0;

	if (known) {
		add_sources(native, "fetch", &sources);
		add_sources(native, "parts/*", &sources);
		add_sources(native, "pins/*", &sources);
		hash_hex(sources.data, sources.len, now);
	}
	known = known && strncmp(buf_str(&made), now, HASH_HEX - 1) != 0;
	buf_release(&sources);
	buf_release(&made);
	free(path);
	return known;
}

static bool
any_runs(struct native *native)
{
	bool runs = false;

	for (size_t i = 0; i < native->base.nservice && !runs; i++)
		runs = stack_process(&native->base,
			       native->base.services[i].name, NULL,
			       &(struct ctl){ 0 }) != PROCESS_NONE;
	return runs;
}

/* The first service of set whose parts are not all there; NULL: none. */
static const struct service *
first_without(const struct native *native, unsigned set)
{
	struct err missing = { 0 };

	for (size_t i = 0; i < native->base.nservice; i++) {
		const struct service *s = &native->base.services[i];

		if ((set & s->bit) && parts_check(native, s, &missing) < 0)
			return s;
	}
	return NULL;
}

/* What the script said last, for the error that comes of it. */
struct script {
	const struct sink *sink;
	const struct service *service; /* a screen shows how far it is by it */
	char *said, *advice; /* owned */
};

static void
hear_line(void *ctx, const struct event *ev)
{
	struct script *script = ctx;
	char *advice = msg_inside(ev->text, ADVICE);
	char *said = msg_inside(ev->text, SAYS);

	sink_send(script->sink, ev);
	if (advice) {
		free(script->advice);
		script->advice = advice;
	} else if (said) {
		free(script->said);
		script->said = said;
		service_tell(
			script->service, "pulling", 0, said, script->sink);
	}
}

static int
tell_failed(const struct script *script, int status, struct err *err)
{
	if (script->said)
		err_set(err, ERR_STACK, "the servers were not fetched: %s",
			script->said);
	else
		err_set(err, ERR_STACK,
			"the servers were not fetched: fetch ended with %d",
			status);
	return script->advice ? err_hint(err, "%s", script->advice) : -1;
}

/* Ours, and that we know messages; owned, its strings lent. */
static const char **
environment(void)
{
	size_t n = 0;
	const char **env;

	while (environ[n])
		n++;
	env = mem_alloc((n + 2) * sizeof(*env));
	memcpy(env, environ, n * sizeof(*env));
	env[n] = ASK;
	return env;
}

static int
run_script(const struct native *native, const struct service *service,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct script script = { .sink = sink, .service = service };
	struct sink hearing = { .send = hear_line, .ctx = &script };
	char *path = mem_printf("%s/fetch", native->sources);
	const char *const argv[] = { path, native->parts, NULL };
	const char **env = environment();
	struct spawn spawn = { .argv = argv, .env = env, .cwd = "/" };
	int rc = program_run(&spawn, EV_OUTPUT, NULL, ctl, &hearing, err);

	if (rc > 0)
		rc = tell_failed(&script, rc, err);
	if (rc < 0)
		service_tell_at(service, "stopped", 0, NULL, sink);
	free(script.said);
	free(script.advice);
	free(env);
	free(path);
	return rc;
}

/* Root's are right for a user, or are no longer: fetch has found out. */
static void
find_again(struct native *native)
{
	struct place place = { 0 };

	place_init(&place);
	native_find_parts(native, &place);
	place_release(&place);
}

/* A service of set, to which a screen adds what is said of the parts. */
static const struct service *
first_of(const struct native *native, unsigned set)
{
	for (size_t i = 0; i < native->base.nservice; i++)
		if (set & native->base.services[i].bit)
			return &native->base.services[i];
	return NULL;
}

static void
tell_old(const struct sink *sink)
{
	char *text = msg_new("the servers run from parts of another version: "
			     "cdclab stack down, then up, takes those of this "
			     "one");

	sink_send(sink, &(struct event){ .kind = EV_OUTPUT, .text = text });
	free(text);
}

int
parts_bring(struct native *native, unsigned set, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	const struct service *service = first_without(native, set);
	bool old = !service && parts_are_old(native);

	if (old && any_runs(native))
		tell_old(sink);
	else if (old)
		service = first_of(native, set);
	if (!service)
		return 0;
	if (run_script(native, service, ctl, sink, err) < 0)
		return -1;
	find_again(native);
	return 0;
}

void
parts_improve(const struct native *native)
{
	char *archives = mem_printf("%s/cds", native->parts);
	char *path = mem_printf("%s/fetch", native->sources);
	const char *const argv[] = { path, "--later", native->parts, NULL };
	struct spawn spawn = {
		.argv = argv, .env = (const char *const *)environ, .cwd = "/"
	};
	struct process process = { 0 };
	struct err ignored = { 0 };

	if (!fs_exists(archives) && access(native->parts, W_OK) == 0 &&
		process_spawn(&spawn, &process, &ignored) == 0)
		process_release(&process);
	free(path);
	free(archives);
}
