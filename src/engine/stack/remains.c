#include "config.h"

#include "engine/stack/remains.h"

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/process.h"
#include "engine/stack/pidfile.h"
#include "engine/stack/render.h"
#include "engine/stack/service.h"

#define LOOK_MS 10
#define GONE_MS 5000

struct search {
	const struct pidfile *record; /* may be NULL */
	char *data, *exe;             /* NULL: by session only */
	size_t found;
	pid_t last;
};

/* Links of /proc end in " (deleted)" when their target is gone. */
static bool
is_under(const char *path, const char *top)
{
	size_t len = strlen(top);

	return strncmp(path, top, len) == 0 &&
		(!path[len] || path[len] == '/' || path[len] == ' ');
}

static bool
link_is_under(pid_t pid, const char *name, const char *top)
{
	char *path = process_link(pid, name);
	bool is = path && is_under(path, top);

	free(path);
	return is;
}

static bool
belongs(const struct search *search, pid_t pid, const struct process_stat *st)
{
	const struct pidfile *record = search->record;

	/* A session's number is not given to others while it has members. */
	if (record && record->same_boot && st->session == record->pid &&
		st->start >= record->start)
		return true;
	return search->data && search->exe &&
		link_is_under(pid, "cwd", search->data) &&
		link_is_under(pid, "exe", search->exe);
}

static void
kill_one(void *ctx, pid_t pid)
{
	struct search *search = ctx;
	struct process_stat st;
	struct process p;

	if (pid == getpid() || !process_stat(pid, &st) ||
		!belongs(search, pid, &st) || !process_open(&p, pid, st.start))
		return;
	process_signal(&p, SIGKILL);
	process_ended(&p); /* reaps it if it is ours */
	process_release(&p);
	search->found++;
	search->last = pid;
}

static int
kill_all(struct search *search, const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, GONE_MS);

	for (;;) {
		search->found = 0;
		process_each(kill_one, search);
		if (!search->found)
			return 0;
		if (ctl_wait(&limit, LOOK_MS, err) < 0)
			return err_wrap(err, "pid %ld does not end",
				(long)search->last);
	}
}

int
remains_kill(const struct stack *stack, const struct service *service,
	const struct pidfile *record, const struct ctl *ctl, struct err *err)
{
	struct search search = { .record = record };
	struct words argv = { 0 };
	struct err ignored = { 0 };
	int rc;

	search.data = mem_printf("%s/data/%s", stack->root, service->name);
	if (render_words(stack, service, false,
		    json_object_get(service->json, "argv"), &argv,
		    &ignored) == 0 &&
		argv.n)
		search.exe = realpath(argv.v[0], NULL);
	rc = kill_all(&search, ctl, err);
	words_release(&argv);
	free(search.data);
	free(search.exe);
	return rc;
}

int
remains_kill_session(
	const struct pidfile *record, const struct ctl *ctl, struct err *err)
{
	struct search search = { .record = record };

	return kill_all(&search, ctl, err);
}
