#include "config.h"

#include "common/course/trust.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/course/catalog.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "tests/unit/said.h"
#include "tests/unit/scratch.h"

#define ID "50-own/01-x"

static const char lesson[] = "---\ntitle: X\norder: 1\n---\n\nText.\n\n"
			     "```sql title=\"sql/a.sql\"\nSELECT 1;\n```\n\n"
			     "- [ ] {/* check: a */} It is so\n";
static const char wiring[] =
	"{\"lesson\": \"" ID "\", \"services\": [\"postgres\"],"
	" \"steps\": [{\"id\": \"a\","
	" \"run\": {\"sql\": \"postgres\", \"block\": \"sql/a.sql\"},"
	" \"undo\": [{\"sql\": \"postgres\", \"text\": \"DROP \\u001b[2J\"}]}],"
	" \"checks\": [{\"id\": \"a\", \"needs\": [\"a\"], \"within\": \"5s\","
	" \"expect\": [{\"sql\": \"postgres\", \"text\": \"SELECT count(*) > 0 "
	"FROM a\"}]}]}";

struct fixture {
	char *dir;
	struct place place;
	struct buf text;
	struct scan scan;
	struct lab lab;
};

static void
unload(struct fixture *f)
{
	lab_release(&f->lab);
	scan_release(&f->scan);
	buf_release(&f->text);
}

/* As the engine does it, of the course in that folder. */
static enum trust
judge(struct fixture *f, const char *course, const char *id, struct err *err)
{
	char *text = mem_printf("%s/%s/lessons/%s.mdx", f->dir, course, id);
	char *lab = mem_printf("%s/%s/labs/%s/lab.json", f->dir, course, id);
	enum trust trust = TRUST_NEVER;

	unload(f);
	if (buf_read_file(&f->text, text, 1 << 20, err) == 0 &&
		scan_text(&f->scan, text, buf_str(&f->text), f->text.len,
			err) == 0 &&
		lab_load(&f->lab, lab, f->place.data, err) == 0)
		trust = trust_of(&f->place, &f->lab, &f->scan, err);
	/* the scan's name is lent */
	f->scan.name = "";
	free(text);
	free(lab);
	return trust;
}

static void
put_course(const struct fixture *f, const char *course)
{
	char *text = mem_printf("%s/lessons/" ID ".mdx", course);
	char *lab = mem_printf("%s/labs/" ID "/lab.json", course);

	scratch_put(f->dir, text, lesson);
	scratch_put(f->dir, lab, wiring);
	free(text);
	free(lab);
}

static int
set_up(void **state)
{
	static const char dir[] = "/tmp/cdclab-trust-XXXXXX";
	struct fixture *f = mem_alloc(sizeof(*f));
	struct buf schema = { 0 };
	struct err err = { 0 };

	f->dir = mem_strdup(dir);
	assert_non_null(mkdtemp(f->dir));
	f->place.data = mem_printf("%s/ours", f->dir);
	f->place.progress = mem_printf("%s/progress", f->dir);
	assert_int_equal(buf_read_file(&schema, SRCDIR "/labs/lab.schema.json",
				 1 << 20, &err),
		0);
	scratch_put(f->dir, "ours/labs/lab.schema.json", buf_str(&schema));
	scratch_put(f->dir, "ours/lessons/LANGUAGES", "en\n");
	buf_release(&schema);
	put_course(f, "own");
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	unload(f);
	fs_remove_tree(f->dir, &err);
	free(f->place.data);
	free(f->place.progress);
	courses_release(&f->place.courses);
	free(f->dir);
	free(f);
	return 0;
}

static void
what_was_allowed_runs_until_it_changes(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 }, none = { 0 };
	char *changed = mem_strdup(lesson);

	assert_int_equal(judge(f, "own", ID, &err), TRUST_ASK);
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(said(err.hint), "cdclab trust "));
	assert_int_equal(trust_grant(&f->place, &f->lab, &f->scan, &none), 0);
	assert_int_equal(judge(f, "own", ID, &none), TRUST_HELD);
	assert_int_equal(none.code, ERR_NONE);
	memcpy(strstr(changed, "Text."), "text!", 5);
	scratch_put(f->dir, "own/lessons/" ID ".mdx", changed);
	assert_int_equal(judge(f, "own", ID, &none), TRUST_HELD);
	memcpy(strstr(changed, "SELECT 1"), "SELECT 2", 8);
	scratch_put(f->dir, "own/lessons/" ID ".mdx", changed);
	assert_int_equal(judge(f, "own", ID, &none), TRUST_CHANGED);
	free(changed);
}

static void
the_same_lab_elsewhere_is_another(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 }, none = { 0 };

	put_course(f, "copy");
	judge(f, "own", ID, &err);
	assert_int_equal(trust_grant(&f->place, &f->lab, &f->scan, &none), 0);
	assert_int_equal(judge(f, "own", ID, &none), TRUST_HELD);
	err = (struct err){ 0 };
	assert_int_equal(judge(f, "copy", ID, &err), TRUST_ASK);
}

static void
a_lab_of_the_installation_needs_no_word(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	put_course(f, "ours");
	assert_int_equal(judge(f, "ours", ID, &err), TRUST_HELD);
}

static void
nobody_takes_the_place_of_a_lesson_of_ours(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	put_course(f, "ours");
	assert_int_equal(judge(f, "own", ID, &err), TRUST_NEVER);
	assert_int_equal(err.code, ERR_USAGE);
	err = (struct err){ 0 };
	scratch_put(f->dir, "own/lessons/50-own/02-y.mdx", lesson);
	scratch_put(f->dir, "own/labs/50-own/02-y/lab.json", wiring);
	assert_int_equal(judge(f, "own", "50-own/02-y", &err), TRUST_NEVER);
}

static void
all_that_it_does_is_said(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct buf out = { 0 };

	judge(f, "own", ID, &err);
	trust_say(&f->lab, &f->scan, false, &out);
	assert_non_null(strstr(out.data, "use servers: postgres\n"));
	assert_non_null(strstr(out.data, "run SQL: postgres: sql/a.sql\n"));
	assert_non_null(strstr(out.data, "run SQL: postgres: DROP "));
	assert_non_null(strstr(
		out.data, "run SQL: postgres: SELECT count(*) > 0 FROM a\n"));
	buf_reset(&out);
	trust_say(&f->lab, &f->scan, true, &out);
	assert_non_null(strstr(out.data, "run SQL: postgres: sql/a.sql\n"));
	assert_non_null(strstr(out.data, "run 2 SQL statements of lab.json\n"));
	assert_null(strstr(out.data, "DROP"));
	buf_release(&out);
}

/* Each kind is told, what runs as the learner above all. */
static void
every_kind_of_step_is_said(void **state)
{
	static const struct {
		const char *run, *says;
	} cases[] = {
		{ "{\"bash\": \"stack\", \"block\": \"sql/a.sql\"}",
			"as you, in the folder of the step's files: stack: "
			"sql/a.sql\n" },
		{ "{\"files\": [{\"path\": \"a.txt\", "
		  "\"block\": \"sql/a.sql\"}]}",
			"write a file into the stack's folder: a.txt: "
			"sql/a.sql\n" },
		{ "{\"service\": \"postgres\", \"do\": \"kill\"}",
			"control a server: postgres: kill\n" },
		{ "{\"wait\": [{\"sql\": \"postgres\", "
		  "\"text\": \"SELECT count(*) > 1 FROM a\"}]}",
			"run SQL: postgres: SELECT count(*) > 1 FROM a\n" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		static const char run[] = "{\"sql\": \"postgres\", "
					  "\"block\": \"sql/a.sql\"}";
		const char *at = strstr(wiring, run);
		char *lab = mem_printf("%.*s%s%s", (int)(at - wiring), wiring,
			cases[i].run, at + sizeof(run) - 1);
		struct err err = { 0 };
		struct buf out = { 0 };

		scratch_put(f->dir, "own/labs/" ID "/lab.json", lab);
		judge(f, "own", ID, &err);
		trust_say(&f->lab, &f->scan, false, &out);
		if (!strstr(buf_str(&out), cases[i].says))
			fail_msg("\"%s\" does not say \"%s\"", buf_str(&out),
				cases[i].says);
		buf_release(&out);
		free(lab);
	}
}

/* Open the catalog with that course, of fixture's folder. */
static void
open_with(struct fixture *f, struct catalog *c, const char *course)
{
	char *path = mem_printf("%s/%s", f->dir, course);
	struct err err = { 0 };

	courses_release(&f->place.courses);
	courses_add_all(&f->place.courses, path);
	assert_int_equal(catalog_open(c, &f->place, &err), 0);
	free(path);
}

static void
a_course_stands_behind_the_built_in_one(void **state)
{
	struct fixture *f = *state;
	struct catalog c = { 0 };
	struct err err = { 0 };

	scratch_put(f->dir, "ours/lessons/99-z/01-z.mdx",
		"---\ntitle: Z\norder: 1\n---\n");
	scratch_put(f->dir, "own/lessons/LANGUAGES", "de\n");
	open_with(f, &c, "own");
	assert_int_equal(c.nlesson, 2);
	assert_string_equal(c.lessons[0].id, "99-z/01-z");
	assert_null(c.lessons[0].course);
	assert_string_equal(c.lessons[1].id, ID);
	assert_non_null(strstr(c.lessons[1].course, "/own"));
	assert_non_null(c.lessons[1].lab);
	assert_string_equal(c.lessons[1].files[0].lang, "de");
	assert_string_equal(c.languages.code[0], "en");
	assert_ptr_equal(catalog_find(&c, "01-x", &err), &c.lessons[1]);
	assert_int_equal(c.ntrouble, 0);
	catalog_release(&c);
}

static void
what_is_wrong_with_a_course_hides_no_other(void **state)
{
	struct fixture *f = *state;
	struct catalog c = { 0 };

	put_course(f, "ours");
	scratch_put(f->dir, "junk", "no tarball");
	open_with(f, &c, "own");
	assert_int_equal(c.nlesson, 1);
	assert_int_equal(c.ntrouble, 1);
	assert_non_null(strstr(said(c.troubles[0]), "another course has"));
	catalog_release(&c);
	open_with(f, &c, "gone");
	assert_int_equal(c.nlesson, 1);
	assert_non_null(strstr(said(c.troubles[0]), "No such file"));
	catalog_release(&c);
	open_with(f, &c, "junk");
	assert_int_equal(c.nlesson, 1);
	assert_non_null(strstr(said(c.troubles[0]), "tar cannot read it"));
	catalog_release(&c);
}

static void
take_path(void *ctx, const char *path)
{
	buf_addf(ctx, "%s\n", path);
}

/* Also of a course that is gone. */
static void
what_was_allowed_is_listed_and_taken_back(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 }, none = { 0 }, gone = { 0 };
	struct buf list = { 0 };
	char *lab = mem_printf("%s/own/labs/" ID "/lab.json", f->dir);
	char *course = mem_printf("%s/own", f->dir);

	trust_each(&f->place, take_path, &list);
	assert_int_equal(list.len, 0);
	assert_int_equal(trust_take_back(&f->place, lab, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	judge(f, "own", ID, &(struct err){ 0 });
	assert_int_equal(trust_grant(&f->place, &f->lab, &f->scan, &none), 0);
	scratch_put(f->dir, "progress/trust/junk", "9 9\nshort\n");
	trust_each(&f->place, take_path, &list);
	assert_non_null(strstr(buf_str(&list), "/own/labs/" ID "/lab.json\n"));
	assert_ptr_equal(
		strchr(buf_str(&list), '\n') + 1, buf_str(&list) + list.len);
	fs_remove_tree(course, &none);
	assert_int_equal(trust_take_back(&f->place, lab, &none), 0);
	assert_int_equal(trust_take_back(&f->place, lab, &gone), -1);
	put_course(f, "own");
	assert_int_equal(judge(f, "own", ID, &(struct err){ 0 }), TRUST_ASK);
	buf_release(&list);
	free(lab);
	free(course);
}

static int
run_shell(const char *command)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status;
}

static void
must_be_too_large(struct fixture *f, const char *make, const char *says)
{
	char *command = mem_printf("cd %s && mkdir -p big/lessons && %s && "
				   "tar -czSf big.tgz -C big lessons && "
				   "rm -r big",
		f->dir, make);
	struct catalog c = { 0 };

	assert_int_equal(run_shell(command), 0);
	open_with(f, &c, "big.tgz");
	assert_int_equal(c.ntrouble, 1);
	if (!strstr(said(c.troubles[0]), says))
		fail_msg("\"%s\" does not say \"%s\"", said(c.troubles[0]),
			says);
	catalog_release(&c);
	free(command);
}

/* A small file can hold a large one, or very many. */
static void
a_tarball_that_would_fill_the_disk_is_refused(void **state)
{
	must_be_too_large(
		*state, "truncate -s 9G big/lessons/a", "more than 256 MB");
	must_be_too_large(*state,
		"seq 10001 | sed 's,^,big/lessons/,' | xargs touch",
		"more than 10000 files");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_was_allowed_runs_until_it_changes, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			the_same_lab_elsewhere_is_another, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_lab_of_the_installation_needs_no_word, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			nobody_takes_the_place_of_a_lesson_of_ours, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_was_allowed_is_listed_and_taken_back, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_tarball_that_would_fill_the_disk_is_refused, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			all_that_it_does_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			every_kind_of_step_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_course_stands_behind_the_built_in_one, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_wrong_with_a_course_hides_no_other, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
