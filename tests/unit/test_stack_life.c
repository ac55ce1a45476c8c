/* A stack's whole life, with servers that this program is itself. */
#include "config.h"

#include "engine/stack/stack.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/boot.h"
#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "engine/client/http.h"
#include "engine/client/process.h"
#include "engine/stack/driver.h"
#include "engine/stack/lock.h"
#include "tests/unit/cmock.h"
#include "tests/unit/fake_server.h"
#include "tests/unit/said.h"

#define LIMIT_MS 60000
#define LONG_INPUT ((size_t)200000)

struct fixture {
	char *dir;
	struct place place;
	struct stack *stack;
	int web, side;       /* ports */
	const char *program; /* of web, in its parts */
	atomic_bool cancel;
	bool cancel_at_start; /* as soon as a server was started */
	struct ctl ctl;
	pthread_mutex_t lock; /* events come from several threads */
	struct buf said;      /* "web running|web stopped|..." */
	struct sink sink;
};

static void
note_service(void *ctx, const struct event *ev)
{
	struct fixture *f = ctx;

	pthread_mutex_lock(&f->lock);
	if (ev->kind == EV_SERVICE) {
		buf_addf(&f->said, "%s %s|", ev->subject, ev->state);
	} else {
		msg_show(&f->said, ev->text);
		buf_addc(&f->said, '|');
	}
	if (f->cancel_at_start && ev->state && !strcmp(ev->state, "starting"))
		atomic_store(&f->cancel, true);
	pthread_mutex_unlock(&f->lock);
}

static void
put(const struct fixture *f, const char *name, mode_t mode, const char *text,
	size_t len)
{
	struct err err = { 0 };
	char *path = mem_printf("%s/%s", f->dir, name);
	char *parent = mem_strdup(path);

	*strrchr(parent, '/') = '\0';
	assert_int_equal(fs_mkdirs(parent, 0755, &err), 0);
	assert_int_equal(fs_replace(path, mode, text, len, &err), 0);
	free(parent);
	free(path);
}

/* words: of the fake server that "web" is. "side" needs web. */
static void
write_spec(const struct fixture *f, const char *words)
{
	char *services =
		mem_printf("{\"services\":[{\"name\":\"web\",\"port\":%d,"
			   "\"ready\":{\"kind\":\"http\"}},"
			   "{\"name\":\"side\",\"needs\":[\"web\"],\"port\":%d,"
			   "\"ready\":{\"kind\":\"http\"}}]}",
			f->web, f->side);
	/* As root servers run as another account, here one that is there. */
	char *text = mem_printf(
		"{\"account\":\"nobody\",\"programs\":[\"tool\"],"
		"\"env\":[\"PATH=/usr/bin:/bin\"],\"lists\":{},\"services\":{"
		"\"web\":{\"parts\":[\"fake\"],"
		"\"ports\":[\"127.0.0.1:@PORT:%d@\"],"
		"\"argv\":[\"@PARTS@/%s\",\"--fake\",\"@PORT:%d@\"%s],"
		"\"stop\":{\"signal\":\"TERM\",\"grace\":1}},"
		"\"side\":{\"parts\":[\"fake\"],"
		"\"ports\":[\"127.0.0.1:@PORT:%d@\"],"
		"\"argv\":[\"@PARTS@/fake\",\"--fake\",\"@PORT:%d@\"],"
		"\"stop\":{\"signal\":\"TERM\",\"grace\":5}}}}",
		f->web, f->program, f->web, words, f->side, f->side);

	put(f, "src/stack/services.json", 0644, services, strlen(services));
	put(f, "src/stack/native/stack.json", 0644, text, strlen(text));
	free(services);
	free(text);
}

static void
open_stack(struct fixture *f, const char *words)
{
	struct err err = { 0 };

	write_spec(f, words);
	stack_free(f->stack);
	f->stack = stack_open(&f->place, "native", &err);
	assert_string_equal(said(err.msg), "");
}

static int
set_up(void **state)
{
	static const char tool[] = "#!/bin/sh\necho \"to $1\"\necho bad >&2\n"
				   "[ \"$1\" != hang ] || exec sleep 1000\n"
				   "exit 4\n";
	static const char loaded[] =
		"#!/bin/sh\nset -- \"$0.elf\" \"$@\"\n"
		"for loader in /lib64/ld-linux* /lib/ld-linux*; do\n"
		"[ -e \"$loader\" ] && exec \"$loader\" \"$@\"\ndone\n";
	struct fixture *f = mem_alloc(sizeof(*f));
	struct err err = { 0 };
	struct buf self = { 0 };
	char *data;

	*state = f;
	pthread_mutex_init(&f->lock, NULL);
	f->dir = mem_strdup("/tmp/cdclab-life.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	assert_int_equal(chmod(f->dir, 0755), 0);
	data = mem_printf("%s/src", f->dir);
	setenv("CDCLAB_STACK_DIR", f->dir, 1);
	setenv("CDCLAB_DATA_DIR", data, 1);
	free(data);
	place_init(&f->place);
	assert_int_equal(
		buf_read_file(&self, "/proc/self/exe", (size_t)256 << 20, &err),
		0);
	put(f, "parts/fake", 0755, buf_str(&self), self.len);
	put(f, "parts/loaded.elf", 0755, buf_str(&self), self.len);
	put(f, "parts/loaded", 0755, loaded, sizeof(loaded) - 1);
	f->program = "fake";
	buf_release(&self);
	put(f, "src/stack/native/bin/tool.in", 0644, tool, sizeof(tool) - 1);
	f->web = fake_server_port();
	do
		f->side = fake_server_port();
	while (f->side == f->web);
	f->ctl = (struct ctl){ .cancel = &f->cancel };
	f->ctl = ctl_within(&f->ctl, LIMIT_MS);
	f->sink = (struct sink){ .send = note_service, .ctx = f };
	return 0;
}

static int
up(struct fixture *f, const char *name, struct err *err)
{
	buf_reset(&f->said);
	return stack_up(f->stack, &name, 1, &f->ctl, &f->sink, err);
}

static int
down(struct fixture *f, bool wipe, struct err *err)
{
	buf_reset(&f->said);
	return stack_down(f->stack, NULL, 0, wipe, &f->ctl, &f->sink, err);
}

static void
must_up(struct fixture *f, const char *name)
{
	struct err err = { 0 };

	up(f, name, &err);
	assert_string_equal(said(err.msg), "");
}

static void
must_down(struct fixture *f)
{
	struct err err = { 0 };

	down(f, false, &err);
	assert_string_equal(said(err.msg), "");
}

static void
count_ours(void *ctx, pid_t pid)
{
	struct fixture *f = ((void **)ctx)[0];
	size_t *n = ((void **)ctx)[1];
	char *cwd = process_link(pid, "cwd");

	if (cwd && strncmp(cwd, f->dir, strlen(f->dir)) == 0)
		(*n)++;
	free(cwd);
}

/* Processes that work somewhere under the test's directory. */
static size_t
ours(struct fixture *f)
{
	size_t n = 0;
	void *ctx[] = { f, &n };

	process_each(count_ours, ctx);
	return n;
}

static pid_t
pid_of(struct fixture *f, const char *name, enum service_process want)
{
	pid_t pid;

	assert_int_equal(stack_process(f->stack, name, &pid, &f->ctl), want);
	return pid;
}

static void
wait_until(struct fixture *f, const char *name, enum service_process want)
{
	struct err err = { 0 };

	while (stack_process(f->stack, name, NULL, &f->ctl) != want)
		assert_int_equal(ctl_wait(&f->ctl, 5, &err), 0);
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	atomic_store(&f->cancel, false);
	if (f->stack)
		down(f, true, &err);
	stack_free(f->stack);
	place_release(&f->place);
	fs_remove_tree(f->dir, &err);
	buf_release(&f->said);
	pthread_mutex_destroy(&f->lock);
	free(f->dir);
	free(f);
	return 0;
}

static void
a_service_comes_with_what_it_needs_and_a_second_up_changes_nothing(void **state)
{
	struct fixture *f = *state;
	pid_t web, side;

	open_stack(f, "");
	must_up(f, "side");
	web = pid_of(f, "web", PROCESS_ALIVE);
	side = pid_of(f, "side", PROCESS_ALIVE);
	must_up(f, "side");
	assert_null(strstr(buf_str(&f->said), "starting"));
	assert_int_equal(pid_of(f, "web", PROCESS_ALIVE), web);
	assert_int_equal(pid_of(f, "side", PROCESS_ALIVE), side);
}

static void
down_takes_what_needs_it_and_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	const char *name = "web";
	struct err err = { 0 };

	open_stack(f, "");
	must_up(f, "side");
	assert_int_equal(
		stack_down(f->stack, &name, 1, false, &f->ctl, &f->sink, &err),
		0);
	assert_int_equal(ours(f), 0);
	pid_of(f, "web", PROCESS_NONE);
	pid_of(f, "side", PROCESS_NONE);
}

static int before_calls;

static void
count_before(struct stack *stack, const struct ctl *ctl)
{
	assert_int_equal(
		stack_process(stack, "side", NULL, ctl), PROCESS_ALIVE);
	before_calls++;
}

/* Jobs are cancelled first, but not for a down that is refused. */
static void
what_comes_before_a_down_comes_only_when_it_is_certain(void **state)
{
	struct fixture *f = *state;
	const char *unknown[] = { "side", "nope" }, *side = "side";
	struct ctl brief;
	struct err err = { 0 };
	int lock;

	open_stack(f, "");
	must_up(f, "side");
	before_calls = 0;
	stack_before_down(f->stack, "side", count_before);
	assert_int_equal(stack_down(f->stack, unknown, 2, false, &f->ctl,
				 &f->sink, &err),
		-1);
	assert_int_equal(err.code, ERR_USAGE);
	lock = stack_lock_take(
		&f->place, "stack up", &f->ctl, &(struct err){ 0 });
	brief = ctl_within(&f->ctl, 100);
	err = (struct err){ 0 };
	assert_int_equal(
		stack_down(f->stack, &side, 1, false, &brief, &f->sink, &err),
		-1);
	close(lock);
	assert_int_equal(before_calls, 0);
	err = (struct err){ 0 };
	assert_int_equal(down(f, false, &err), 0);
	assert_int_equal(before_calls, 1);
	stack_before_down(f->stack, NULL, NULL);
}

static void
what_went_down_with_what_it_needs_comes_back_with_it(void **state)
{
	struct fixture *f = *state;
	const char *web = "web", *side = "side";
	struct err err = { 0 };

	open_stack(f, "");
	must_up(f, "side");
	stack_down(f->stack, &web, 1, false, &f->ctl, &f->sink, &err);
	assert_string_equal(said(err.msg), "");
	pid_of(f, "side", PROCESS_NONE);
	must_up(f, "web");
	pid_of(f, "side", PROCESS_ALIVE);
	/* but not what was asked to go */
	stack_down(f->stack, &side, 1, false, &f->ctl, &f->sink, &err);
	stack_down(f->stack, &web, 1, false, &f->ctl, &f->sink, &err);
	assert_string_equal(said(err.msg), "");
	must_up(f, "web");
	pid_of(f, "side", PROCESS_NONE);
}

static void
restart(struct fixture *f, const char *name)
{
	struct err err = { 0 };

	stack_restart(f->stack, &name, name ? 1 : 0, &f->ctl, &f->sink, &err);
	assert_string_equal(said(err.msg), "");
}

static void
a_restart_starts_what_was_up_and_what_was_named(void **state)
{
	struct fixture *f = *state;
	pid_t web, side;

	open_stack(f, "");
	restart(f, "web");
	web = pid_of(f, "web", PROCESS_ALIVE);
	pid_of(f, "side", PROCESS_NONE);
	restart(f, NULL);
	assert_int_not_equal(pid_of(f, "web", PROCESS_ALIVE), web);
	pid_of(f, "side", PROCESS_NONE);
	must_up(f, "side");
	web = pid_of(f, "web", PROCESS_ALIVE);
	side = pid_of(f, "side", PROCESS_ALIVE);
	restart(f, "web");
	assert_int_not_equal(pid_of(f, "web", PROCESS_ALIVE), web);
	assert_int_not_equal(pid_of(f, "side", PROCESS_ALIVE), side);
}

static void
wipe_leaves_nothing_and_up_makes_all_again(void **state)
{
	struct fixture *f = *state;
	char *root = mem_printf("%s/state", f->dir);
	struct err err = { 0 };
	char *scratch;

	open_stack(f, "");
	for (int i = 0; i < 2; i++) {
		must_up(f, "web");
		scratch = stack_scratch(f->stack, &err);
		assert_non_null(scratch);
		free(scratch);
		assert_int_equal(down(f, true, &err), 0);
		assert_false(fs_exists(root));
	}
	assert_int_equal(down(f, true, &err), 0);
	assert_false(fs_exists(root));
	free(root);
}

/* More than a pipe takes while nobody reads it. */
static void
a_helper_gets_all_of_a_long_input(void **state)
{
	struct fixture *f = *state;
	char *path = mem_printf("%s/state/data/web/copy", f->dir);
	char *input = mem_alloc(LONG_INPUT + 1), *words;
	struct err err = { 0 };
	struct buf copy = { 0 };

	memset(input, 'x', LONG_INPUT);
	words = mem_printf("],\"first\":[{\"argv\":[\"/bin/sh\",\"-c\","
			   "\"cat >@TARGET@/copy\"],\"input\":\"%s\"}],"
			   "\"ignored\":[\"\"",
		input);
	open_stack(f, words);
	must_up(f, "web");
	assert_int_equal(buf_read_file(&copy, path, (size_t)1 << 20, &err), 0);
	assert_string_equal(buf_str(&copy), input);
	buf_release(&copy);
	free(words);
	free(input);
	free(path);
}

static void *
wait_for_the_lock(void *arg)
{
	struct fixture *f = arg;
	struct err err = { 0 };
	int *lock = mem_alloc(sizeof(*lock));

	*lock = stack_lock_take(&f->place, "stack up", &f->ctl, &err);
	return lock;
}

/* Who waited for a file that was removed meanwhile has the next one's. */
static void
a_lock_that_is_wiped_away_is_held_by_one(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	int lock, *theirs;
	pthread_t thread;

	for (int i = 0; i < 20; i++) {
		lock = stack_lock_take(&f->place, "stack down", &f->ctl, &err);
		assert_true(lock >= 0);
		assert_int_equal(
			pthread_create(&thread, NULL, wait_for_the_lock, f), 0);
		ctl_wait(&f->ctl, i, &err);
		stack_lock_remove(&f->place);
		close(lock);
		pthread_join(thread, (void **)&theirs);
		assert_true(*theirs >= 0);
		assert_int_equal(
			stack_lock_take(&f->place, "stack up", &f->ctl, &err),
			-1);
		assert_int_equal(err.code, ERR_LOCKED);
		err = (struct err){ 0 };
		close(*theirs);
		free(theirs);
	}
}

static void
a_taken_port_is_named_before_anything_starts(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	char *want;
	int fd;

	open_stack(f, "");
	fd = fake_server_listen(f->side);
	assert_int_equal(up(f, "side", &err), -1);
	want = mem_printf("side: port %d at 127.0.0.1 is taken by pid %ld",
		f->side, (long)getpid());
	assert_memory_equal(said(err.msg), want, strlen(want));
	assert_int_equal(err.code, ERR_STACK);
	assert_non_null(strstr(said(err.hint), "CDCLAB_STACK_PORTS=+"));
	assert_null(strstr(buf_str(&f->said), "starting"));
	assert_int_equal(ours(f), 0);
	free(want);
	close(fd);
}

/* Another shell of the learner does not know what the first one asked for. */
static void
a_moved_stack_is_found_by_who_does_not_say_where(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	char shift[16];
	int fd;

	open_stack(f, "");
	fd = fake_server_listen(f->web);
	assert_int_equal(up(f, "web", &err), -1);
	snprintf(shift, sizeof(shift), "%s", strstr(said(err.hint), "=+") + 1);
	shift[strcspn(shift, " ")] = '\0';
	setenv("CDCLAB_STACK_PORTS", shift, 1);
	err = (struct err){ 0 };
	open_stack(f, "");
	must_up(f, "web");
	unsetenv("CDCLAB_STACK_PORTS");
	open_stack(f, "");
	pid_of(f, "web", PROCESS_ALIVE);
	assert_int_equal(stack_probe(f->stack, "web", &f->ctl, &err), 0);
	assert_int_not_equal(stack_endpoint(f->stack, "web")->port, f->web);
	must_down(f);
	close(fd);
}

/* What it says before anything starts. */
static void
what_is_no_shift_brings_nothing_up(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	setenv("CDCLAB_STACK_PORTS", "+70000", 1);
	assert_int_equal(up(f, "web", &err), -1);
	unsetenv("CDCLAB_STACK_PORTS");
	assert_int_equal(err.code, ERR_USAGE);
	assert_int_equal(ours(f), 0);
}

/* Lines of a script that says messages, as stack/native/fetch does. */
#define SAY(text) "printf '\\036parts: %%s\\037" text "\\035\\n'\n"
#define ADVISE(text) "printf '\\036parts: try: %%s\\037" text "\\035\\n' >&2\n"

/* What fetches the parts, as a script of the shell; $1: their directory. */
static void
put_fetch(const struct fixture *f, const char *script)
{
	char *text = mem_printf("#!/bin/sh\n%s", script);

	put(f, "src/stack/native/fetch", 0755, text, strlen(text));
	free(text);
}

/* The one part is where only fetch finds it. */
static void
lose_part(const struct fixture *f)
{
	char *part = mem_printf("%s/parts/fake", f->dir);
	char *away = mem_printf("%s/away", f->dir);

	assert_int_equal(rename(part, away), 0);
	free(away);
	free(part);
}

static void
missing_parts_are_fetched_first(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	lose_part(f);
	put_fetch(f, SAY("1 MB") "mv $1/../away $1/fake\n");
	assert_int_equal(up(f, "web", &err), 0);
	assert_string_equal(said(err.msg), "");
	assert_memory_equal(buf_str(&f->said), "parts: 1 MB", 11);
	assert_non_null(strstr(buf_str(&f->said), "|web pulling|"));
	assert_non_null(strstr(buf_str(&f->said), "web running"));
}

/* A thousand megabytes, for a folder that no stack can be in. */
static void
nothing_is_fetched_for_a_folder_that_cannot_be_used(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	lose_part(f);
	put_fetch(f, SAY("fetching") "exit 3\n");
	stack_free(f->stack);
	free(f->place.stack);
	f->place.stack = mem_printf("%s/\u0444", f->dir);
	f->stack = stack_open(&f->place, "native", &err);
	assert_int_equal(up(f, "web", &err), -1);
	assert_null(strstr(buf_str(&f->said), "fetching"));
	assert_non_null(strstr(said(err.msg), "'\u0444' in the path"));
}

static void
parts_that_are_there_are_not_fetched(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	put_fetch(f, SAY("fetching") "exit 3\n");
	assert_int_equal(up(f, "web", &err), 0);
	assert_null(strstr(buf_str(&f->said), "fetching"));
}

/* PINS says what they were made by, as stack/native/fetch does. */
static void
parts_of_another_version_are_fetched_unless_servers_run(void **state)
{
	static const char fetching[] = "parts: fetching",
			  other[] = "another version";
	static const char made[] =
		"cd ${0%/*} && cat fetch | sha256sum | cut -c1-64 >$1/PINS\n";
	struct fixture *f = *state;
	struct err err = { 0 };
	char *script = mem_printf("echo %s\n%s", fetching, made);

	open_stack(f, "");
	put_fetch(f, script);
	put(f, "parts/PINS", 0644, "0123\n", 5);
	assert_int_equal(up(f, "web", &err), 0);
	assert_non_null(strstr(buf_str(&f->said), fetching));
	must_down(f);
	buf_reset(&f->said);
	must_up(f, "web");
	assert_null(strstr(buf_str(&f->said), fetching));
	assert_null(strstr(buf_str(&f->said), other));
	put(f, "parts/PINS", 0644, "0123\n", 5);
	must_up(f, "web");
	assert_null(strstr(buf_str(&f->said), fetching));
	assert_non_null(strstr(said(buf_str(&f->said)), other));
	free(script);
}

static void
a_fetch_that_fails_says_why_and_nothing_starts(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	lose_part(f);
	put_fetch(f,
		SAY("the mirror is gone") ADVISE("another mirror") "exit 3\n");
	assert_int_equal(up(f, "web", &err), -1);
	assert_int_equal(err.code, ERR_STACK);
	assert_string_equal(said(err.msg),
		"the servers were not fetched: the mirror is gone");
	assert_string_equal(said(err.hint), "another mirror");
	assert_non_null(strstr(buf_str(&f->said), "|web stopped|"));
	err = (struct err){ 0 };
	put_fetch(f, "exit 7\n");
	assert_int_equal(up(f, "web", &err), -1);
	assert_string_equal(said(err.msg),
		"the servers were not fetched: fetch ended with 7");
	assert_null(strstr(buf_str(&f->said), "starting"));
	assert_int_equal(ours(f), 0);
}

static void
a_fetch_that_is_cancelled_ends(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	lose_part(f);
	put_fetch(f, "sleep 1000 &\nwait\n");
	f->ctl = ctl_within(&f->ctl, 300);
	assert_int_equal(up(f, "web", &err), -1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_int_equal(ours(f), 0);
}

static void
a_part_that_no_fetch_brings_is_named_before_anything_starts(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	char *part = mem_printf("%s/parts/fake", f->dir);
	char *want = mem_printf("web: part missing: %s", part);

	open_stack(f, "");
	lose_part(f);
	put_fetch(f, "exit 0\n");
	assert_int_equal(up(f, "web", &err), -1);
	assert_string_equal(said(err.msg), want);
	assert_non_null(strstr(said(err.hint), "fetch"));
	assert_null(strstr(buf_str(&f->said), "starting"));
	free(want);
	free(part);
}

static void
a_server_that_dies_at_start_is_explained_and_the_rest_rolled_back(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, ",\"die\"");
	assert_int_equal(up(f, "side", &err), -1);
	assert_string_equal(said(err.msg),
		"web: ended with 3 at start: FATAL: no flour left");
	assert_non_null(strstr(buf_str(&f->said),
		"starting|FATAL: no flour left|bye|web failed|"));
	assert_int_equal(ours(f), 0);
	pid_of(f, "side", PROCESS_NONE);
}

static void
a_changed_configuration_starts_the_server_anew(void **state)
{
	struct fixture *f = *state;
	pid_t old;

	open_stack(f, "");
	must_up(f, "web");
	old = pid_of(f, "web", PROCESS_ALIVE);
	open_stack(f, ",\"other\"");
	must_up(f, "web");
	assert_int_not_equal(pid_of(f, "web", PROCESS_ALIVE), old);
	assert_int_equal(ours(f), 1);
}

/* They are made a minute after the first up, while the learner reads. */
static void
an_archive_of_classes_that_came_restarts_nothing(void **state)
{
	struct fixture *f = *state;
	pid_t old;

	open_stack(f, ",\"@CDS:web@\"");
	must_up(f, "web");
	old = pid_of(f, "web", PROCESS_ALIVE);
	put(f, "parts/cds/web.jsa", 0644, "", 0);
	must_up(f, "web");
	assert_int_equal(pid_of(f, "web", PROCESS_ALIVE), old);
}

static void
a_killed_server_is_dead_and_the_next_up_heals_it(void **state)
{
	struct fixture *f = *state;
	pid_t pid;

	open_stack(f, "");
	must_up(f, "web");
	pid = pid_of(f, "web", PROCESS_ALIVE);
	kill(pid, SIGKILL);
	wait_until(f, "web", PROCESS_DEAD);
	must_up(f, "web");
	assert_int_not_equal(pid_of(f, "web", PROCESS_ALIVE), pid);
}

static void
orphans_in_sessions_of_their_own_go_with_their_server(void **state)
{
	struct fixture *f = *state;

	open_stack(f, ",\"family\"");
	must_up(f, "web");
	kill(pid_of(f, "web", PROCESS_ALIVE), SIGKILL);
	wait_until(f, "web", PROCESS_DEAD);
	assert_int_equal(ours(f), 1); /* the child */
	must_down(f);
	assert_int_equal(ours(f), 0);
}

static void
so_do_those_of_a_program_with_a_loader_of_its_own(void **state)
{
	struct fixture *f = *state;
	pid_t old;

	f->program = "loaded";
	open_stack(f, ",\"family\"");
	must_up(f, "web");
	old = pid_of(f, "web", PROCESS_ALIVE);
	kill(old, SIGKILL);
	wait_until(f, "web", PROCESS_DEAD);
	assert_int_equal(ours(f), 1); /* the child */
	must_up(f, "web");
	assert_int_not_equal(pid_of(f, "web", PROCESS_ALIVE), old);
	assert_int_equal(ours(f), 2);
	must_down(f);
	assert_int_equal(ours(f), 0);
}

static void
a_stubborn_server_is_killed_after_its_grace(void **state)
{
	struct fixture *f = *state;

	open_stack(f, ",\"stubborn\"");
	must_up(f, "web");
	must_down(f);
	assert_int_equal(ours(f), 0);
	assert_string_equal(buf_str(&f->said), "web stopping|web stopped|");
}

static void
a_frozen_server_is_seen_woken_by_up_and_ended_by_down(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	const char *name = "web";
	pid_t pid;

	open_stack(f, "");
	must_up(f, "web");
	pid = pid_of(f, "web", PROCESS_ALIVE);
	kill(pid, SIGSTOP);
	wait_until(f, "web", PROCESS_FROZEN);
	buf_reset(&f->said);
	assert_int_equal(
		stack_status(f->stack, &name, 1, &f->ctl, &f->sink, &err), 0);
	assert_string_equal(buf_str(&f->said), "web frozen|");
	must_up(f, "web");
	assert_int_equal(pid_of(f, "web", PROCESS_ALIVE), pid);
	kill(pid, SIGSTOP);
	wait_until(f, "web", PROCESS_FROZEN);
	must_down(f);
	assert_int_equal(ours(f), 0);
}

/* A lesson would show a port at which nothing is. */
static void
with_the_ports_of_containers_moved_nothing_is_started(void **state)
{
	struct fixture *f = *state;
	const char *name = "web";
	struct err err = { 0 };

	open_stack(f, "");
	setenv("CDCLAB_CONNECT_PORT", "18083", 1);
	assert_int_equal(
		stack_up(f->stack, &name, 1, &f->ctl, &f->sink, &err), -1);
	unsetenv("CDCLAB_CONNECT_PORT");
	assert_int_equal(err.code, ERR_STACK);
	assert_non_null(strstr(said(err.msg), "CDCLAB_CONNECT_PORT"));
	assert_int_equal(ours(f), 0);
	must_up(f, "web");
	must_down(f);
}

/* What it came to is in said. */
static int
fault(struct fixture *f, enum fault how, const char *const *names, size_t n,
	struct err *err)
{
	buf_reset(&f->said);
	return stack_fault(f->stack, names, n, how, &f->ctl, &f->sink, err);
}

static void
a_fault_shows_when_it_returns_even_while_the_stack_is_locked(void **state)
{
	static const struct {
		enum fault how;
		enum service_process process;
		const char *said;
	} faults[] = {
		{ FAULT_PAUSE, PROCESS_FROZEN, "web frozen|" },
		{ FAULT_PAUSE, PROCESS_FROZEN, "web frozen|" },
		{ FAULT_RESUME, PROCESS_ALIVE, "web running|" },
		{ FAULT_RESUME, PROCESS_ALIVE, "web running|" },
		{ FAULT_PAUSE, PROCESS_FROZEN, "web frozen|" },
		{ FAULT_KILL, PROCESS_DEAD, "web dead|" },
	};
	struct fixture *f = *state;
	const char *name = "web";
	struct err err = { 0 };
	char *path = mem_printf("%s/state/lock", f->dir);
	int lock;

	open_stack(f, "");
	must_up(f, "web");
	lock = fs_lock(path, "somebody, pid 1", &err);
	assert_true(lock >= 0);
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		fault(f, faults[i].how, &name, 1, &err);
		assert_string_equal(said(err.msg), "");
		pid_of(f, "web", faults[i].process);
		assert_string_equal(buf_str(&f->said), faults[i].said);
	}
	close(lock);
	free(path);
	must_up(f, "web");
}

static void
a_fault_of_what_is_not_up_touches_nothing(void **state)
{
	static const char *const both[] = { "web", "side" };
	static const char *const nobody[] = { "web", "nobody" };
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	must_up(f, "web");
	assert_int_equal(fault(f, FAULT_KILL, both, 2, &err), -1);
	assert_int_equal(err.code, ERR_STACK);
	assert_string_equal(said(err.msg), "side is not up");
	err = (struct err){ 0 };
	assert_int_equal(fault(f, FAULT_KILL, nobody, 2, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	err = (struct err){ 0 };
	assert_int_equal(fault(f, FAULT_KILL, NULL, 0, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	pid_of(f, "web", PROCESS_ALIVE);
	assert_string_equal(buf_str(&f->said), "");
}

struct stopped {
	struct fixture *f;
	size_t n;
	pid_t child; /* one that is not web's first process */
	pid_t first;
};

static void
count_stopped(void *ctx, pid_t pid)
{
	struct stopped *stopped = ctx;
	char *cwd = process_link(pid, "cwd");
	struct process_stat st;

	if (cwd && !strncmp(cwd, stopped->f->dir, strlen(stopped->f->dir)) &&
		process_stat(pid, &st)) {
		stopped->n += st.state == 'T';
		if (pid != stopped->first)
			stopped->child = pid;
	}
	free(cwd);
}

/* Of the processes of web, how many are stopped? */
static size_t
how_many_stopped(struct fixture *f, pid_t first, pid_t *child)
{
	struct stopped stopped = { .f = f, .first = first };

	process_each(count_stopped, &stopped);
	if (child)
		*child = stopped.child;
	return stopped.n;
}

static void
a_pause_stops_every_process_of_a_server(void **state)
{
	struct fixture *f = *state;
	const char *name = "web";
	struct err err = { 0 };
	pid_t pid;

	open_stack(f, ",\"family\"");
	must_up(f, "web");
	pid = pid_of(f, "web", PROCESS_ALIVE);
	fault(f, FAULT_PAUSE, &name, 1, &err);
	assert_string_equal(said(err.msg), "");
	assert_int_equal(ours(f), 2);
	assert_int_equal(how_many_stopped(f, pid, NULL), 2);
	fault(f, FAULT_RESUME, &name, 1, &err);
	assert_string_equal(said(err.msg), "");
	assert_int_equal(how_many_stopped(f, pid, NULL), 0);
}

/* web's child, or both, are stopped behind our back. */
static void
a_server_that_is_stopped_in_part_is_frozen_until_up_wakes_all(void **state)
{
	static const char *const whys[] = {
		"a signal has stopped 1 of its 2 processes: process ",
		"its process "
	};
	struct fixture *f = *state;

	open_stack(f, ",\"family\"");
	must_up(f, "web");
	for (size_t i = 0; i < ARRAY_LEN(whys); i++) {
		struct service_look look;
		pid_t pid = pid_of(f, "web", PROCESS_ALIVE), child;

		how_many_stopped(f, pid, &child);
		assert_true(child > 0);
		kill(child, SIGSTOP);
		if (i == 1)
			kill(pid, SIGSTOP);
		wait_until(f, "web", PROCESS_FROZEN);
		stack_look(f->stack, "web", &look, &f->ctl);
		if (i == 0)
			assert_memory_equal(
				said(look.why), whys[i], strlen(whys[i]));
		must_up(f, "web");
		assert_int_equal(pid_of(f, "web", PROCESS_ALIVE), pid);
		assert_int_equal(how_many_stopped(f, pid, NULL), 0);
	}
}

/* A pause stops the rest of one that is stopped in part. */
static void
what_is_stopped_in_part_can_be_paused_and_resumed(void **state)
{
	struct fixture *f = *state;
	const char *name = "web";
	struct err err = { 0 };
	pid_t pid, child;

	open_stack(f, ",\"family\"");
	must_up(f, "web");
	pid = pid_of(f, "web", PROCESS_ALIVE);
	how_many_stopped(f, pid, &child);
	kill(child, SIGSTOP);
	wait_until(f, "web", PROCESS_FROZEN);
	fault(f, FAULT_PAUSE, &name, 1, &err);
	assert_string_equal(said(err.msg), "");
	assert_int_equal(how_many_stopped(f, pid, NULL), 2);
	kill(pid, SIGCONT);
	wait_until(f, "web", PROCESS_FROZEN);
	fault(f, FAULT_RESUME, &name, 1, &err);
	assert_string_equal(said(err.msg), "");
	assert_int_equal(how_many_stopped(f, pid, NULL), 0);
}

static void
a_kill_leaves_no_child_and_none_is_born_meanwhile(void **state)
{
	static const enum fault hows[] = { FAULT_PAUSE, FAULT_KILL };
	struct fixture *f = *state;
	const char *name = "web";
	struct err err = { 0 };

	open_stack(f, ",\"busy\"");
	for (size_t i = 0; i < ARRAY_LEN(hows); i++) {
		must_up(f, "web");
		if (hows[i] == FAULT_PAUSE) {
			pid_t pid = pid_of(f, "web", PROCESS_ALIVE);

			fault(f, FAULT_PAUSE, &name, 1, &err);
			assert_string_equal(said(err.msg), "");
			assert_int_equal(
				how_many_stopped(f, pid, NULL), ours(f));
		}
		fault(f, FAULT_KILL, &name, 1, &err);
		assert_string_equal(said(err.msg), "");
		assert_int_equal(ours(f), 0);
	}
}

/* A state that was copied has records of servers that are another stack's. */
static void
a_fault_hits_no_server_of_another_stack(void **state)
{
	struct fixture *f = *state;
	const char *name = "web";
	char boot[BOOT_MAX], *record;
	struct process_stat st;
	struct err err = { 0 };

	open_stack(f, "");
	must_up(f, "web");
	must_down(f);
	boot_id(boot);
	assert_true(process_stat(getpid(), &st));
	record = mem_printf("{\"service\":\"web\",\"stack\":\"another\","
			    "\"boot\":\"%s\",\"pid\":%ld,\"start\":%llu}\n",
		boot, (long)getpid(), (unsigned long long)st.start);
	put(f, "state/run/web.json", 0644, record, strlen(record));
	free(record);
	assert_int_equal(fault(f, FAULT_KILL, &name, 1, &err), -1);
	assert_int_equal(err.code, ERR_STACK);
	assert_non_null(strstr(said(err.msg), "was started by another stack"));
	put(f, "state/run/web.json", 0644, "{}", 2);
}

static void
a_cancel_takes_back_what_was_started(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, ",\"gate\",\"stubborn\"");
	f->cancel_at_start = true;
	assert_int_equal(up(f, "web", &err), -1);
	assert_int_equal(err.code, ERR_CANCELLED);
	assert_int_equal(ours(f), 0);
	assert_string_equal(
		buf_str(&f->said), "web starting|web stopping|web stopped|");
}

/* An engine that is killed while web waits at its gate. */
static void
kill_an_engine_in_the_middle_of_up(struct fixture *f)
{
	struct err err = { 0 };
	pid_t engine = fork();

	if (engine == 0) {
		up(f, "web", &err);
		_exit(0);
	}
	wait_until(f, "web", PROCESS_ALIVE);
	kill(engine, SIGKILL);
	waitpid(engine, NULL, 0);
}

static void
open_gate(const struct fixture *f)
{
	char *path = mem_printf("%s/state/data/web/go", f->dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	close(fd);
	free(path);
}

static void
after_a_killed_engine_up_adopts_the_server_it_started(void **state)
{
	struct fixture *f = *state;
	pid_t pid;

	open_stack(f, ",\"gate\"");
	kill_an_engine_in_the_middle_of_up(f);
	pid = pid_of(f, "web", PROCESS_ALIVE);
	open_gate(f);
	must_up(f, "web");
	assert_int_equal(pid_of(f, "web", PROCESS_ALIVE), pid);
	assert_int_equal(ours(f), 1);
}

static void
after_a_killed_engine_down_leaves_nothing(void **state)
{
	struct fixture *f = *state;

	open_stack(f, ",\"gate\"");
	kill_an_engine_in_the_middle_of_up(f);
	must_down(f);
	assert_int_equal(ours(f), 0);
}

static void
a_record_from_before_the_last_boot_names_nobody(void **state)
{
	struct fixture *f = *state;
	char *record;
	struct process_stat st;

	open_stack(f, "");
	must_up(f, "web");
	must_down(f);
	assert_true(process_stat(getpid(), &st));
	record = mem_printf("{\"service\":\"web\",\"boot\":\"another\","
			    "\"pid\":%ld,\"start\":%llu}\n",
		(long)getpid(), (unsigned long long)st.start);
	put(f, "state/run/web.json", 0644, record, strlen(record));
	free(record);
	pid_of(f, "web", PROCESS_DEAD); /* and we are alive after this: */
	must_down(f);
	pid_of(f, "web", PROCESS_NONE);
}

/* What is remembered of the driver; "" for nothing. */
static void
must_remember(const struct fixture *f, const char *driver)
{
	char *path = mem_printf("%s/state/driver", f->dir);
	struct err err = { 0 };
	struct buf text = { 0 };

	buf_read_file(&text, path, 64, &err);
	assert_string_equal(buf_str(&text), driver);
	buf_release(&text);
	free(path);
}

/* The other, with another driver, may have no server yet. */
static void
two_at_once_are_told_of_each_other(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	char *path = mem_printf("%s/state/lock", f->dir);
	int fd;

	open_stack(f, "");
	must_up(f, "web");
	put(f, "state/driver", 0644, "docker\n", 7);
	fd = fs_lock(path, "somebody, pid 1", &err);
	assert_true(fd >= 0);
	assert_int_equal(up(f, "web", &err), -1);
	assert_int_equal(err.code, ERR_LOCKED);
	assert_string_equal(
		said(err.msg), "the stack: held by somebody, pid 1");
	must_remember(f, "docker\n");
	err = (struct err){ 0 };
	assert_int_equal(down(f, true, &err), -1);
	assert_int_equal(err.code, ERR_LOCKED);
	must_remember(f, "docker\n");
	close(fd);
	free(path);
}

static int
must_not_down(struct stack *stack, unsigned set, bool wipe,
	const struct ctl *ctl, const struct sink *sink, struct err *err)
{
	(void)stack;
	(void)set;
	(void)wipe;
	(void)ctl;
	(void)sink;
	(void)err;
	fail_msg("it is taken down");
	return 0;
}

static int
must_not_up(struct stack *stack, unsigned set, int lock, const struct ctl *ctl,
	const struct sink *sink, struct err *err)
{
	(void)stack;
	(void)set;
	(void)lock;
	(void)ctl;
	(void)sink;
	(void)err;
	fail_msg("it is started");
	return 0;
}

/* While one waited for the lock, the other has brought its own up. */
static void
who_has_waited_does_nothing_to_another_driver_s_stack(void **state)
{
	static const struct driver other = {
		.name = "other", .up = must_not_up, .down = must_not_down
	};
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	must_up(f, "web");
	f->stack->driver = &other;
	assert_int_equal(up(f, "web", &err), -1);
	assert_int_equal(err.code, ERR_STACK);
	assert_string_equal(
		said(err.msg), "the stack is up with the driver native");
	err = (struct err){ 0 };
	assert_int_equal(down(f, true, &err), -1);
	assert_int_equal(err.code, ERR_STACK);
	f->stack->driver = driver_named("native");
	must_remember(f, "native\n");
}

struct ending {
	int lock;
	struct ctl ctl;
};

/* For longer than anybody else is waited for. */
static void *
end_slowly(void *arg)
{
	struct ending *ending = arg;
	struct err err = { 0 };

	stack_lock_tell_ending(ending->lock);
	ctl_wait(&ending->ctl, 2000, &err);
	close(ending->lock);
	return NULL;
}

static void
one_who_is_ending_is_waited_for(void **state)
{
	struct fixture *f = *state;
	struct ending ending = { .ctl = f->ctl };
	struct err err = { 0 };
	pthread_t thread;

	open_stack(f, "");
	ending.lock = stack_lock_take(&f->place, "stack up", &f->ctl, &err);
	assert_true(ending.lock >= 0);
	pthread_create(&thread, NULL, end_slowly, &ending);
	must_up(f, "web");
	pthread_join(thread, NULL);
}

static void
a_program_s_lines_and_status_come_back(void **state)
{
	static const char *const argv[] = { "tool", "learn", NULL };
	struct fixture *f = *state;
	struct err err = { 0 };

	open_stack(f, "");
	assert_int_equal(stack_run(f->stack, argv, EV_OUTPUT, "step", &f->ctl,
				 &f->sink, &err),
		4);
	assert_string_equal(buf_str(&f->said), "to learn|bad|");
}

static void
a_program_ends_with_its_deadline(void **state)
{
	static const char *const argv[] = { "tool", "hang", NULL };
	struct fixture *f = *state;
	struct ctl short_ctl = ctl_within(&f->ctl, 300);
	struct err err = { 0 };

	open_stack(f, "");
	assert_int_equal(stack_run(f->stack, argv, EV_OUTPUT, "step",
				 &short_ctl, &f->sink, &err),
		-1);
	assert_int_equal(err.code, ERR_TIMEOUT);
	assert_string_equal(buf_str(&f->said), "to hang|bad|");
}

int
main(int argc, char **argv)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_service_comes_with_what_it_needs_and_a_second_up_changes_nothing),
		TEST(down_takes_what_needs_it_and_leaves_nothing),
		TEST(what_comes_before_a_down_comes_only_when_it_is_certain),
		TEST(what_went_down_with_what_it_needs_comes_back_with_it),
		TEST(a_restart_starts_what_was_up_and_what_was_named),
		TEST(wipe_leaves_nothing_and_up_makes_all_again),
		TEST(a_helper_gets_all_of_a_long_input),
		TEST(a_lock_that_is_wiped_away_is_held_by_one),
		TEST(a_taken_port_is_named_before_anything_starts),
		TEST(a_moved_stack_is_found_by_who_does_not_say_where),
		TEST(what_is_no_shift_brings_nothing_up),
		TEST(missing_parts_are_fetched_first),
		TEST(nothing_is_fetched_for_a_folder_that_cannot_be_used),
		TEST(parts_of_another_version_are_fetched_unless_servers_run),
		TEST(parts_that_are_there_are_not_fetched),
		TEST(a_fetch_that_fails_says_why_and_nothing_starts),
		TEST(a_fetch_that_is_cancelled_ends),
		TEST(a_part_that_no_fetch_brings_is_named_before_anything_starts),
		TEST(a_server_that_dies_at_start_is_explained_and_the_rest_rolled_back),
		TEST(a_changed_configuration_starts_the_server_anew),
		TEST(an_archive_of_classes_that_came_restarts_nothing),
		TEST(a_killed_server_is_dead_and_the_next_up_heals_it),
		TEST(orphans_in_sessions_of_their_own_go_with_their_server),
		TEST(so_do_those_of_a_program_with_a_loader_of_its_own),
		TEST(a_stubborn_server_is_killed_after_its_grace),
		TEST(a_frozen_server_is_seen_woken_by_up_and_ended_by_down),
		TEST(with_the_ports_of_containers_moved_nothing_is_started),
		TEST(a_fault_shows_when_it_returns_even_while_the_stack_is_locked),
		TEST(a_fault_of_what_is_not_up_touches_nothing),
		TEST(a_pause_stops_every_process_of_a_server),
		TEST(a_server_that_is_stopped_in_part_is_frozen_until_up_wakes_all),
		TEST(what_is_stopped_in_part_can_be_paused_and_resumed),
		TEST(a_kill_leaves_no_child_and_none_is_born_meanwhile),
		TEST(a_fault_hits_no_server_of_another_stack),
		TEST(a_cancel_takes_back_what_was_started),
		TEST(after_a_killed_engine_up_adopts_the_server_it_started),
		TEST(after_a_killed_engine_down_leaves_nothing),
		TEST(a_record_from_before_the_last_boot_names_nobody),
		TEST(two_at_once_are_told_of_each_other),
		TEST(who_has_waited_does_nothing_to_another_driver_s_stack),
		TEST(one_who_is_ending_is_waited_for),
		TEST(a_program_s_lines_and_status_come_back),
		TEST(a_program_ends_with_its_deadline),
	};

	fake_server_main(argc, argv);
	http_setup();
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stack_life", tests, NULL, NULL);
}
