/*
 * The labs of the course, changed by a program: every key and value, one at a
 * time. Each is refused with its line and what was expected, or it can be run,
 * checked and reset on servers that are not there, and says why not.
 */
#include "config.h"

#include "common/course/lab.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "common/course/scan.h"
#include "common/event/event.h"
#include "engine/client/http.h"
#include "engine/run/schedule.h"
#include "engine/stack/driver.h"
#include "engine/stack/service.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

#define RUN_MS 20   /* of a request; nothing answers anyway */
#define HANGS_S 120 /* then the test is ended */
#define PATHS_MAX 2000
#define WORKERS 8

static const char *const lessons[] = {
	"07-module-7/05-multi-database-configuration",
	"07-module-7/06-multi-database-checklist",
};

/* What a worker finds ends it, and the test. */
#define STOP(...)                                                              \
	do {                                                                   \
		fprintf(stderr, "# " __VA_ARGS__);                             \
		fputc('\n', stderr);                                           \
		_exit(1);                                                      \
	} while (0)

static char dir[] = "/tmp/cdclab-labs.XXXXXX";
static struct place place; /* in there */

/* -- servers that are not there -------------------------------------------- */

static void
look(struct stack *stack, const struct service *service,
	struct service_look *out, const struct ctl *ctl)
{
	(void)stack;
	(void)ctl;
	*out = (struct service_look){ 0 };
	/* Its client would try again for seconds, were it not known. */
	if (!strcmp(service->name, "kafka"))
		out->process = PROCESS_DEAD;
}

static int
refresh(struct stack *stack, const struct service *service,
	const struct ctl *ctl, struct err *err)
{
	(void)stack;
	(void)service;
	(void)ctl;
	(void)err;
	return 0;
}

static int
run_program(struct stack *stack, const char *const *argv, int kind,
	const char *subject, const struct ctl *ctl, const struct sink *sink,
	struct err *err)
{
	(void)stack;
	(void)kind;
	(void)subject;
	(void)ctl;
	(void)sink;
	return err_set(err, ERR_STACK, "no program %s", argv[0]);
}

static int
logs(struct stack *stack, const struct service *service, int lines,
	const struct sink *sink, const struct ctl *ctl, struct err *err)
{
	(void)stack;
	(void)service;
	(void)lines;
	(void)sink;
	(void)ctl;
	(void)err;
	return 0;
}

static const struct driver nowhere = { .name = "nowhere",
	.look = look,
	.refresh = refresh,
	.logs = logs,
	.run = run_program };

/* A port on which nobody listens: 1 needs root, and root has no use for it. */
#define AT(service)                                                            \
	{                                                                      \
		service, "127.0.0.1", 1, "u", "p", "shop", NULL                \
	}

static struct service services[] = {
	{ .name = "postgres", .bit = 1, .endpoint = AT("postgres") },
	{ .name = "mysql", .bit = 2, .endpoint = AT("mysql") },
	{ .name = "kafka", .bit = 4, .endpoint = AT("kafka") },
	{ .name = "connect", .bit = 8, .endpoint = AT("connect") },
	{ .name = "flink", .bit = 16, .endpoint = AT("flink") },
	{ .name = "prometheus", .bit = 32, .endpoint = AT("prometheus") },
};

struct story {
	struct buf mute; /* subjects that are red without a sentence */
};

static void
hear_red(void *ctx, const struct event *ev)
{
	struct story *story = ctx;

	if ((ev->kind == EV_STEP_FAIL || ev->kind == EV_CHECK_FAIL) &&
		(!ev->cause || !*ev->cause))
		buf_addf(&story->mute, "%s ", ev->subject);
}

typedef int (*schedule_fn)(const struct world *, const char *const *, size_t,
	const struct ctl *, struct err *);

static void
try_requests(const struct lab *lab, const struct scan *scan, bool asked,
	const char *what)
{
	static const schedule_fn requests[] = { schedule_run, schedule_reset,
		schedule_check };
	struct stack stack = { .driver = &nowhere,
		.place = &place,
		.services = services,
		.nservice = ARRAY_LEN(services) };

	/* The checks take longest, and are no others while none has changed. */
	for (size_t i = 0; i < ARRAY_LEN(requests) - !asked; i++) {
		struct story story = { 0 };
		struct sink sink = { .send = hear_red, .ctx = &story };
		struct ctl ctl = ctl_within(&(struct ctl){ 0 }, RUN_MS);
		struct emitter out;
		struct err err = { 0 };
		struct world world = {
			.stack = &stack, .lab = lab, .scan = scan, .out = &out
		};

		alarm(HANGS_S);
		emit_init(&out, &sink, NULL, 1);
		requests[i](&world, NULL, 0, &ctl, &err);
		emit_release(&out);
		if (story.mute.len)
			STOP("%s: no sentence for %s", what, story.mute.data);
		buf_release(&story.mute);
	}
}

/* -- changing a lab -------------------------------------------------------- */

/* A value in the lab: its parent, and where it stands in there. */
struct spot {
	json_t *parent;
	const char *key; /* of an object; NULL: an array's */
	size_t index;
	bool asked; /* a part of what a check asks */
};

static json_t *
spot_value(const struct spot *spot)
{
	return spot->key ? json_object_get(spot->parent, spot->key)
			 : json_array_get(spot->parent, spot->index);
}

static void
spot_set(const struct spot *spot, json_t *value)
{
	if (spot->key)
		json_object_set_new(spot->parent, spot->key, value);
	else
		json_array_set_new(spot->parent, spot->index, value);
}

static void
list_spots(json_t *value, bool asked, struct spot *spots, size_t *n)
{
	const char *key;
	json_t *one;
	size_t i;

	json_object_foreach(value, key, one)
	{
		bool asks = asked || !strcmp(key, "expect") ||
			!strcmp(key, "flows") || !strcmp(key, "canaries");

		assert_true(*n < PATHS_MAX);
		spots[(*n)++] = (struct spot){ value, key, 0, asks };
		list_spots(one, asks, spots, n);
	}
	json_array_foreach(value, i, one)
	{
		assert_true(*n < PATHS_MAX);
		spots[(*n)++] = (struct spot){ value, NULL, i, asked };
		list_spots(one, asked, spots, n);
	}
}

static void
remove_it(const struct spot *spot)
{
	if (spot->key)
		json_object_del(spot->parent, spot->key);
	else
		json_array_remove(spot->parent, spot->index);
}

static void
rename_it(const struct spot *spot)
{
	char *key = spot->key ? mem_printf("%sx", spot->key) : NULL;

	if (key) {
		json_object_set(spot->parent, key, spot_value(spot));
		json_object_del(spot->parent, spot->key);
	}
	free(key);
}

static void
repeat_it(const struct spot *spot)
{
	if (!spot->key)
		json_array_append(spot->parent, spot_value(spot));
}

static void
swap_it(const struct spot *spot)
{
	json_t *other;

	if (spot->key || spot->index + 1 >= json_array_size(spot->parent))
		return;
	other = json_incref(json_array_get(spot->parent, spot->index + 1));
	json_array_set(spot->parent, spot->index + 1, spot_value(spot));
	json_array_set_new(spot->parent, spot->index, other);
}

static void
mistype_it(const struct spot *spot)
{
	const char *text = json_string_value(spot_value(spot));

	if (text && *text)
		spot_set(spot, json_stringn(text, strlen(text) - 1));
}

static void
lengthen_it(const struct spot *spot)
{
	const char *text = json_string_value(spot_value(spot));
	char *longer = mem_printf("%s-x", text ? text : "");

	if (text)
		spot_set(spot, json_string(longer));
	free(longer);
}

static void
negate_it(const struct spot *spot)
{
	json_t *value = spot_value(spot);

	if (json_is_integer(value))
		spot_set(spot, json_integer(-json_integer_value(value)));
}

static void
retime_it(const struct spot *spot)
{
	if (spot->key && strstr("within faster", spot->key))
		spot_set(spot, json_string("1s"));
}

/* Words that no server sees. */
static bool
is_for_people(const struct spot *spot)
{
	return spot->key && strstr("title hint ru en", spot->key);
}

static const struct change {
	const char *name;
	void (*make)(const struct spot *spot);
	const char *value; /* or: replaced by this JSON */
	bool run;          /* what still loads is run, too */
} changes[] = {
	{ "removed", remove_it, NULL, true },
	{ "renamed", rename_it, NULL, false },
	{ "repeated", repeat_it, NULL, false },
	{ "swapped", swap_it, NULL, false },
	{ "mistyped", mistype_it, NULL, false },
	{ "lengthened", lengthen_it, NULL, false },
	{ "negated", negate_it, NULL, true },
	{ "retimed", retime_it, NULL, true },
	{ "null", NULL, "null", false },
	{ "true", NULL, "true", false },
	{ "0", NULL, "0", true },
	{ "a large number", NULL, "4611686018427387904", false },
	{ "a fraction", NULL, "0.5", false },
	{ "an empty string", NULL, "\"\"", false },
	{ "a word", NULL, "\"x\"", false },
	{ "an empty list", NULL, "[]", true },
	{ "a list", NULL, "[[]]", false },
	{ "an empty object", NULL, "{}", true },
	{ "an object", NULL, "{\"x\":1}", true },
};

/* Every third, which is enough of each kind, and takes a third of the time. */
static bool
is_run(const struct change *change, const struct spot *spot, size_t at)
{
	return change->run && at % 3 == 0 && !is_for_people(spot);
}

struct counts {
	atomic_int refused, loaded, ran;
};

struct fixture {
	char path[64]; /* of the changed lab */
	struct buf text, lesson;
	struct scan scan;
	char *mdx;
	struct counts *counts; /* of all workers */
};

static void
must_be_refused(struct fixture *f, const struct err *err, const char *what)
{
	f->counts->refused++;
	if (err->code != ERR_SYNTAX || !strstr(said(err->msg), "expected"))
		STOP("%s: %d \"%s\"", what, err->code, said(err->msg));
	if (err->line < 1 || !*err->file)
		STOP("%s: no line: %s", what, said(err->msg));
}

static void
load_text(struct fixture *f, const char *text, size_t len,
	const struct spot *from, const char *what)
{
	struct lab lab = { 0 };
	struct err err = { 0 };

	FILE *file = fopen(f->path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
	alarm(HANGS_S);
	if (lab_load(&lab, f->path, SRCDIR, &err) < 0 ||
		lab_bind(&lab, &f->scan, &err) < 0) {
		must_be_refused(f, &err, what);
	} else {
		f->counts->loaded++;
		f->counts->ran += from != NULL;
		if (from)
			try_requests(&lab, &f->scan, from->asked, what);
	}
	lab_release(&lab);
}

static void
change_one(struct fixture *f, size_t at, const struct change *change)
{
	json_t *root = json_loads(f->text.data, 0, NULL);
	struct spot *spots = mem_alloc(PATHS_MAX * sizeof(*spots));
	char *text, *what;
	struct spot was;
	bool run;
	size_t n = 0;

	list_spots(root, false, spots, &n);
	was = spots[at];
	run = is_run(change, &was, at); /* its key may go with the change */
	what = mem_printf("value %zu (\"%s\") %s", at,
		spots[at].key ? spots[at].key : "of a list", change->name);
	if (change->make)
		change->make(&spots[at]);
	else
		spot_set(&spots[at],
			json_loads(change->value, JSON_DECODE_ANY, NULL));
	text = json_dumps(root, JSON_INDENT(1));
	if (strcmp(text, f->text.data) != 0)
		load_text(f, text, strlen(text), run ? &was : NULL, what);
	free(text);
	free(what);
	free(spots);
	json_decref(root);
}

static void
open_lesson(struct fixture *f, const char *lesson)
{
	char *lab = mem_printf(SRCDIR "/labs/%s/lab.json", lesson);
	char *mdx = mem_printf(SRCDIR "/lessons/%s.mdx", lesson);
	struct err err = { 0 };
	struct buf raw = { 0 };
	json_t *root;

	assert_int_equal(buf_read_file(&raw, lab, 1 << 20, &err), 0);
	assert_int_equal(buf_read_file(&f->lesson, mdx, 1 << 20, &err), 0);
	assert_int_equal(
		scan_text(&f->scan, mdx, f->lesson.data, f->lesson.len, &err),
		0);
	/* as it comes out of a change, so that one without effect is seen */
	snprintf(f->path, sizeof(f->path), "%s/lab.json", dir);
	root = json_loads(raw.data, 0, NULL);
	f->text.data = json_dumps(root, JSON_INDENT(1));
	json_decref(root);
	buf_release(&raw);
	free(lab);
	f->mdx = mdx; /* lent to the scan */
}

static void
close_lesson(struct fixture *f)
{
	free(f->text.data);
	scan_release(&f->scan);
	free(f->mdx);
	buf_release(&f->lesson);
	f->text = (struct buf){ 0 };
}

static size_t
count_spots(const struct fixture *f)
{
	struct spot *spots = mem_alloc(PATHS_MAX * sizeof(*spots));
	json_t *root = json_loads(f->text.data, 0, NULL);
	size_t n = 0;

	list_spots(root, false, spots, &n);
	json_decref(root);
	free(spots);
	return n;
}

/* Waiting is most of it, so there are several at the same time. */
static void
change_some(struct fixture *f, size_t worker)
{
	char *own = mem_printf("%s.%zu", f->path, worker);

	assert_true(strlen(own) < sizeof(f->path));
	memcpy(f->path, own, strlen(own) + 1);
	free(own);
	for (size_t at = worker; at < count_spots(f); at += WORKERS)
		for (size_t c = 0; c < ARRAY_LEN(changes); c++)
			change_one(f, at, &changes[c]);
	unlink(f->path);
}

static void
each_change_is_refused_or_can_be_run(void **state)
{
	struct counts *counts = mmap(NULL, sizeof(*counts),
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct fixture f = { .counts = counts };
	int status;

	(void)state;
	for (size_t l = 0; l < ARRAY_LEN(lessons); l++) {
		open_lesson(&f, lessons[l]);
		for (size_t w = 0; w < WORKERS; w++)
			if (fork() == 0) {
				change_some(&f, w);
				_exit(0);
			}
		for (size_t w = 0; w < WORKERS; w++) {
			assert_true(wait(&status) > 0);
			assert_int_equal(status, 0);
		}
		close_lesson(&f);
	}
	print_message("# %d refused, %d load, %d of them run\n",
		atomic_load(&counts->refused), atomic_load(&counts->loaded),
		atomic_load(&counts->ran));
	assert_true(atomic_load(&counts->refused) > 5000);
	assert_true(atomic_load(&counts->ran) > 20);
	munmap(counts, sizeof(*counts));
}

static void
a_lab_that_is_cut_is_refused_with_its_line(void **state)
{
	struct counts counts = { 0 };
	struct fixture f = { .counts = &counts };

	(void)state;
	open_lesson(&f, lessons[0]);
	for (size_t len = 1; len < strlen(f.text.data); len += 7)
		load_text(&f, f.text.data, len, NULL, "cut");
	assert_int_equal(counts.loaded, 0);
	close_lesson(&f);
	unlink(f.path);
}

static int
set_up(void **state)
{
	(void)state;
	setenv("CDCLAB_STACK_DIR", mkdtemp(dir), 1);
	place_init(&place);
	http_setup();
	return 0;
}

static int
tidy(void **state)
{
	char *remove = mem_printf("rm -rf '%s'", dir);

	(void)state;
	assert_int_equal(system(remove), 0);
	free(remove);
	place_release(&place);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_is_refused_or_can_be_run),
		cmocka_unit_test(a_lab_that_is_cut_is_refused_with_its_line),
	};

	return cmocka_run_group_tests_name("lab", tests, set_up, tidy);
}
