#include "config.h"

#include "engine/stack/native/parts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/stack/native/native.h"
#include "engine/stack/program.h"
#include "engine/stack/service.h"

#define SAYS "parts: "        /* how the script begins a line for people */
#define ADVICE "parts: try: " /* and one that says what to try */

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
	struct buf said, advice;
};

static void
hear_line(void *ctx, const struct event *ev)
{
	struct script *script = ctx;

	sink_send(script->sink, ev);
	if (!strncmp(ev->text, ADVICE, strlen(ADVICE))) {
		buf_reset(&script->advice);
		buf_adds(&script->advice, ev->text + strlen(ADVICE));
	} else if (!strncmp(ev->text, SAYS, strlen(SAYS))) {
		buf_reset(&script->said);
		buf_adds(&script->said, ev->text + strlen(SAYS));
		service_tell(script->service, "pulling", 0,
			buf_str(&script->said), script->sink);
	}
}

static int
tell_failed(const struct script *script, int status, struct err *err)
{
	if (script->said.len)
		err_set(err, ERR_STACK, "the servers were not fetched: %s",
			buf_str(&script->said));
	else
		err_set(err, ERR_STACK,
			"the servers were not fetched: fetch ended with %d",
			status);
	return script->advice.len
		? err_hint(err, "%s", buf_str(&script->advice))
		: -1;
}

static int
run_script(const struct native *native, const struct service *service,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	struct script script = { .sink = sink, .service = service };
	struct sink hearing = { .send = hear_line, .ctx = &script };
	char *path = mem_printf("%s/fetch", native->sources);
	const char *const argv[] = { path, native->parts, NULL };
	struct spawn spawn = {
		.argv = argv, .env = (const char *const *)environ, .cwd = "/"
	};
	int rc = program_run(&spawn, EV_OUTPUT, NULL, ctl, &hearing, err);

	if (rc > 0)
		rc = tell_failed(&script, rc, err);
	if (rc < 0)
		service_tell_at(service, "stopped", 0, NULL, sink);
	buf_release(&script.said);
	buf_release(&script.advice);
	free(path);
	return rc;
}

int
parts_bring(const struct native *native, unsigned set, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	const struct service *service = first_without(native, set);

	return service ? run_script(native, service, ctl, sink, err) : 0;
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
