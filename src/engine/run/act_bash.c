/* {"bash": "stack", "block": NAME}, {"files": [...]}: what a learner's shell does. */
#include "config.h"

#include "engine/run/act.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/course/lab.h"
#include "common/event/event.h"
#include "engine/client/process.h"
#include "engine/diagnose/failure.h"
#include "engine/stack/program.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

#define LINES_MOST 200      /* of a block's output; then it is cut */
#define FILE_MOST (1 << 20) /* bytes of one that is compared */

extern char **environ;

/* Where blocks run and files lie: a directory of the stack's, owned. NULL: err. */
static char *
work_dir(const struct step_run *run, struct err *err)
{
	char *scratch = stack_scratch(run->world->stack, err);
	char *dir = scratch ? mem_printf("%s/work", scratch) : NULL;

	if (dir && fs_mkdirs(dir, 0755, err) < 0) {
		free(dir);
		dir = NULL;
	}
	free(scratch);
	return dir;
}

/* -- bash ------------------------------------------------------------------ */

/* The lines of "stack env", for a shell. */
static void
take_env_line(void *ctx, const struct event *ev)
{
	buf_addf(ctx, "%s\n", ev->text ? ev->text : "");
}

/* What a block says goes on as the step's output, up to a cap. */
struct capped {
	struct sink sink;
	int lines;
};

static void
send_capped(void *ctx, const struct event *ev)
{
	struct capped *capped = ctx;
	struct event cut = *ev;

	if (++capped->lines > LINES_MOST + 1)
		return;
	if (capped->lines == LINES_MOST + 1)
		cut.text = "...";
	sink_send(&capped->sink, &cut);
}

static int
run_shell(struct step_run *run, const char *dir, struct err *err)
{
	struct buf words = { 0 };
	struct sink env = { .send = take_env_line, .ctx = &words };
	struct capped capped = { .sink = emit_sink(run->world->out) };
	struct sink out = { .send = send_capped, .ctx = &capped };
	char *block = world_block(run->world, run->step->block, NULL);
	const char *argv[] = { "/bin/bash", "-c", NULL, NULL };
	struct spawn spawn = {
		.argv = argv, .env = (const char *const *)environ, .cwd = dir
	};
	int status = stack_env(run->world->stack, &env, err);

	buf_adds(&words, block);
	argv[2] = buf_str(&words);
	if (status == 0)
		status = program_run(&spawn, EV_STEP_OUTPUT, run->step->id,
			run->ctl, &out, err);
	if (status > 0)
		err_set(err, ERR_CHECK, "%s ended with status %d",
			run->step->block, status);
	buf_release(&words);
	free(block);
	return status ? -1 : 0;
}

int
act_bash(struct step_run *run, const json_t *action)
{
	struct err err = { 0 };
	char *dir = work_dir(run, &err);
	int rc = dir ? run_shell(run, dir, &err) : -1;

	(void)action;
	if (rc < 0) {
		failure_probe(run->failure, "bash %s", run->step->block);
		failure_err(run->failure, "process", "", &err);
	}
	free(dir);
	return rc;
}

/* -- files ----------------------------------------------------------------- */

static bool
has_text(const char *path, const char *text, size_t len)
{
	struct buf is = { 0 };
	struct err unheard = { 0 };
	bool same = buf_read_file(&is, path, FILE_MOST, &unheard) == 0 &&
		is.len == len && !memcmp(buf_str(&is), text, len);

	buf_release(&is);
	return same;
}

/* Its folders are made. One that has the text is left alone. */
static int
write_file(struct step_run *run, const char *path, const json_t *file,
	struct err *err)
{
	size_t len;
	char *text = world_block(run->world, json_str(file, "block", ""), &len);
	char *dir = fs_folder_of(path);
	int rc = 0;

	if (!has_text(path, text, len)) {
		run->already = false;
		rc = fs_mkdirs(dir, 0755, err);
		if (rc == 0)
			rc = fs_replace(path, 0644, text, len, err);
		if (rc == 0)
			emit_output(run->world->out, run->step->id, "%s", path);
	}
	free(text);
	free(dir);
	return rc;
}

static int
delete_file(struct step_run *run, const char *path, const json_t *file,
	struct err *err)
{
	(void)run;
	(void)file;
	if (unlink(path) == 0 || errno == ENOENT)
		return 0;
	return err_set(err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
}

static int
each_file(struct step_run *run, const json_t *action,
	int (*fn)(struct step_run *run, const char *path, const json_t *file,
		struct err *err))
{
	struct err err = { 0 };
	char *dir = work_dir(run, &err);
	int rc = dir ? 0 : -1;
	const json_t *file;
	size_t i;

	json_array_foreach(json_object_get(action, "files"), i, file)
	{
		char *path = mem_printf(
			"%s/%s", dir ? dir : "", json_str(file, "path", ""));

		if (rc == 0)
			rc = fn(run, path, file, &err);
		free(path);
	}
	if (rc < 0)
		failure_err(run->failure, "process", "", &err);
	free(dir);
	return rc;
}

int
act_files(struct step_run *run, const json_t *action)
{
	run->already = true;
	return each_file(run, action, write_file);
}

int
revert_files(struct step_run *run, const json_t *action)
{
	return each_file(run, action, delete_file);
}
