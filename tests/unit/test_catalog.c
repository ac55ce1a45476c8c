#include "config.h"

#include "common/course/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "tests/unit/said.h"
#include "tests/unit/scratch.h"

struct fixture {
	char *dir;
	struct catalog catalog;
	struct err err;
};

static int
set_up(void **state)
{
	static const char dir[] = "/tmp/cdclab-catalog-XXXXXX";
	struct fixture *f = mem_alloc(sizeof(*f));

	f->dir = mem_strdup(dir);
	assert_non_null(mkdtemp(f->dir));
	scratch_put(f->dir, "lessons/07-b/06-later.mdx",
		"---\ntitle: Позже\norder: 6\n---\n");
	scratch_put(f->dir, "lessons/07-b/05-first.mdx",
		"---\ntitle: Первый\norder: 5\nestimatedTime: 45\n---\n");
	scratch_put(f->dir, "lessons/07-b/05-first.en.mdx",
		"---\ntitle: First\norder: 5\n---\n");
	scratch_put(f->dir, "lessons/01-a/09-only.en.mdx",
		"---\ntitle: Only\norder: 9\n---\n");
	scratch_put(f->dir, "lessons/README.md", "not a lesson");
	scratch_put(f->dir, "lessons/07-b/.hidden.mdx", "not a lesson");
	scratch_put(f->dir, "labs/07-b/05-first/lab.json", "{}");
	scratch_put(f->dir, "other/lessons/x/01-out.mdx", "no front matter\n");
	scratch_put(f->dir, "other/labs/x/01-out/lab.json", "{}");
	*state = f;
	return catalog_load(&f->catalog, f->dir, &f->err);
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	catalog_release(&f->catalog);
	fs_remove_tree(f->dir, &f->err);
	free(f->dir);
	free(f);
	return 0;
}

static void
lessons_are_in_the_order_of_the_course(void **state)
{
	const struct fixture *f = *state;
	const struct lesson_ref *lesson = f->catalog.lessons;

	assert_int_equal(f->catalog.nlesson, 3);
	assert_string_equal(lesson[0].id, "01-a/09-only");
	assert_string_equal(lesson[1].id, "07-b/05-first");
	assert_string_equal(lesson[2].id, "07-b/06-later");
	assert_int_equal(lesson[1].order, 5);
	assert_non_null(strstr(lesson[1].lab, "labs/07-b/05-first/lab.json"));
	assert_null(lesson[2].lab);
}

static void
a_lesson_has_a_file_in_either_language(void **state)
{
	const struct fixture *f = *state;
	const struct lesson_ref *lesson = f->catalog.lessons;

	assert_non_null(strstr(lesson_path(&lesson[1], "ru"), "t.mdx"));
	assert_non_null(strstr(lesson_path(&lesson[1], "en"), ".en.mdx"));
	assert_non_null(strstr(lesson_path(&lesson[0], "ru"), ".en.mdx"));
	assert_null(strstr(lesson_path(&lesson[2], "en"), ".en.mdx"));
	assert_string_equal(lesson_title(&lesson[1], "en"), "First");
	assert_string_equal(lesson_title(&lesson[1], "ru"), "Первый");
	assert_string_equal(lesson_title(&lesson[0], "ru"), "Only");
	assert_string_equal(lesson_title(&lesson[2], "en"), "Позже");
}

static void
a_part_names_a_lesson_if_only_one_fits(void **state)
{
	struct fixture *f = *state;
	struct catalog *c = &f->catalog;
	struct err err = { 0 };

	assert_ptr_equal(catalog_find(c, "05", &err), &c->lessons[1]);
	assert_ptr_equal(
		catalog_find(c, "07-b/06-later", &err), &c->lessons[2]);
	assert_null(catalog_find(c, "07-b", &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(said(err.msg), "07-b/05-first, 07-b/06-later"));
	assert_non_null(strstr(said(err.hint), "cdclab list"));
	err = (struct err){ 0 };
	assert_null(catalog_find(c, "nothing", &err));
	assert_int_equal(err.code, ERR_USAGE);
	err = (struct err){ 0 };
	assert_null(catalog_find(c, "", &err));
}

static void
a_path_names_a_lesson_wherever_it_lies(void **state)
{
	struct fixture *f = *state;
	struct catalog *c = &f->catalog;
	char *inside = mem_printf(
		"%s/lessons/../lessons/07-b/05-first.en.mdx", f->dir);
	char *outside = mem_printf("%s/other/lessons/x/01-out.mdx", f->dir);
	char *missing = mem_printf("%s/none.mdx", f->dir);
	const struct lesson_ref *lesson;
	struct err err = { 0 };

	assert_ptr_equal(catalog_find(c, inside, &err), &c->lessons[1]);
	assert_false(c->lessons[1].foreign);
	lesson = catalog_find(c, outside, &err);
	assert_non_null(lesson);
	assert_string_equal(lesson->id, "x/01-out");
	assert_string_equal(lesson_title(lesson, "en"), "x/01-out");
	assert_true(lesson->foreign);
	assert_null(lesson->trouble);
	assert_non_null(strstr(lesson->lab, "labs/x/01-out/lab.json"));
	assert_int_equal(err.code, ERR_NONE);
	assert_null(catalog_find(c, missing, &err));
	assert_int_equal(err.code, ERR_USAGE);
	free(inside);
	free(outside);
	free(missing);
}

static void
a_path_may_lead_to_any_text(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = { "x/page.md", "x/page.txt",
		"x/linked.mdx" };
	char *link = mem_printf("%s/x/linked.mdx", f->dir);
	struct err err = { 0 };

	scratch_put(f->dir, "x/page.md", "---\ntitle: Page\n---\n");
	scratch_put(f->dir, "x/page.txt", "---\ntitle: Page\n---\n");
	assert_int_equal(symlink("page.txt", link), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path = mem_printf("%s/%s", f->dir, names[i]);
		const struct lesson_ref *lesson =
			catalog_find(&f->catalog, path, &err);

		assert_non_null(lesson);
		assert_string_equal(lesson_title(lesson, "en"), "Page");
		free(path);
	}
	free(link);
}

static void
a_fifo_of_that_name_holds_nobody(void **state)
{
	struct fixture *f = *state;
	char *path = mem_printf("%s/fifo.mdx", f->dir);
	struct err err = { 0 };

	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(10);
	assert_non_null(catalog_find(&f->catalog, path, &err));
	alarm(0);
	free(path);
}

static void
an_empty_name_is_no_part_of_any(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_null(catalog_find(&f->catalog, "", &err));
	assert_string_equal(said(err.msg), "no lesson \"\"");
}

static void
front_matter_that_is_not_ours_hides_no_lesson(void **state)
{
	struct fixture *f = *state;
	struct catalog c = { 0 };
	struct err err = { 0 };
	const struct lesson_ref *lesson;

	scratch_put(f->dir, "lessons/07-b/07-other.mdx",
		"---\nordr: 1\nx: [\n---\n");
	assert_int_equal(catalog_load(&c, f->dir, &err), 0);
	lesson = catalog_find(&c, "07-other", &err);
	assert_non_null(lesson);
	assert_string_equal(lesson_title(lesson, "ru"), "07-b/07-other");
	catalog_release(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			lessons_are_in_the_order_of_the_course, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_lesson_has_a_file_in_either_language, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_part_names_a_lesson_if_only_one_fits, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_path_names_a_lesson_wherever_it_lies, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_path_may_lead_to_any_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_fifo_of_that_name_holds_nobody, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_empty_name_is_no_part_of_any, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			front_matter_that_is_not_ours_hides_no_lesson, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
