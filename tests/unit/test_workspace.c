/* A lesson's blocks as files: written, edited, gone, in the way, put back. */
#include "config.h"

#include "common/course/workspace.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/course/line_diff.h"
#include "common/course/scan.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"
#include "tests/unit/scratch.h"

#define ID "50-own/01-x"

static const char lesson[] = "Text.\n\n"
			     "```sql title=\"sql/a.sql\"\nSELECT 1;\n```\n\n"
			     "```sql\nSELECT 2;\n```\n\n"
			     "```json title=\"../b.json\"\n{}\n```\n\n"
			     "```json title=\"c.json\"\n{}\n```\n";

struct fixture {
	char dir[40];
	char *work;
	struct place place;
	struct scan scan;
	struct workspace ws;
};

static int
begin(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	struct err err = { 0 };

	strcpy(f->dir, "/tmp/cdclab-test-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->place.progress = mem_printf("%s/progress", f->dir);
	f->work = mem_printf("%s/work", f->dir);
	assert_int_equal(
		scan_text(&f->scan, "x.mdx", lesson, sizeof(lesson) - 1, &err),
		0);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	workspace_release(&f->ws);
	scan_release(&f->scan);
	assert_int_equal(fs_remove_tree(f->dir, &err), 0);
	free(f->place.progress);
	free(f->work);
	free(f);
	return 0;
}

static void
look(struct fixture *f)
{
	struct err err = { 0 };

	workspace_release(&f->ws);
	assert_int_equal(
		workspace_open(&f->ws, &f->place, ID, &f->scan, &err), 0);
}

static void
make(struct fixture *f)
{
	struct err err = { 0 };

	if (workspace_make(&f->place, ID, &f->scan, f->work, &err) < 0)
		fail_msg("%s", said(err.msg));
	look(f);
}

static enum file_state
state_of(struct fixture *f, const char *name)
{
	const struct workspace_file *file;

	look(f);
	file = workspace_file(&f->ws, name);
	assert_non_null(file);
	return file->state;
}

static void
a_lesson_has_none_until_it_is_made(void **state)
{
	struct fixture *f = *state;

	look(f);
	assert_null(f->ws.dir);
	make(f);
	assert_true(f->ws.is_there);
	/* one without a name is no file, one that leads out never */
	assert_int_equal(f->ws.nfile, 2);
	assert_int_equal(workspace_count(&f->ws, FILE_SAME), 2);
}

static void
an_edited_file_runs_in_place_of_its_block(void **state)
{
	struct fixture *f = *state;
	struct buf text = { 0 };
	struct err err = { 0 };
	const struct block *block;

	make(f);
	scratch_put(f->work, "sql/a.sql", "SELECT 11;\n```\n");
	look(f);
	assert_int_equal(workspace_apply(&f->ws, &f->scan, &text, &err), 0);
	block = scan_block(&f->scan, "sql/a.sql");
	assert_true(block->edited);
	assert_int_equal(block->len, strlen("SELECT 11;\n```\n"));
	assert_memory_equal(
		f->scan.text + block->at, "SELECT 11;\n```\n", block->len);
	block = scan_block(&f->scan, "c.json");
	assert_false(block->edited);
	assert_memory_equal(f->scan.text + block->at, "{}\n", 3);
	buf_release(&text);
}

static void
made_again_it_keeps_what_was_edited(void **state)
{
	struct fixture *f = *state;
	char *path;

	make(f);
	scratch_put(f->work, "c.json", "{\"a\": 1}\n");
	path = mem_printf("%s/sql/a.sql", f->work);
	unlink(path);
	assert_int_equal(state_of(f, "sql/a.sql"), FILE_GONE);
	make(f);
	assert_int_equal(state_of(f, "sql/a.sql"), FILE_SAME);
	assert_int_equal(state_of(f, "c.json"), FILE_EDITED);
	free(path);
}

static void
a_file_of_somebody_is_not_taken_for_a_block(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	scratch_put(f->work, "c.json", "{\"theirs\": 1}\n");
	assert_int_equal(
		workspace_make(&f->place, ID, &f->scan, f->work, &err), -1);
	assert_non_null(strstr(said(err.msg), "is not the lesson's"));
	look(f);
	assert_null(f->ws.dir);
}

/* Each is one thing that a file may have become. */
static const struct {
	const char *what;
	const char *word;
} bad[] = {
	{ "link", "not a symbolic link" },
	{ "folder", "not a folder" },
	{ "fifo", "expected a regular file" },
	{ "nul", "NUL byte" },
	{ "large", "larger than" },
};

static void
spoil(const char *path, const char *what)
{
	struct err err = { 0 };

	unlink(path);
	if (!strcmp(what, "link"))
		assert_int_equal(symlink("/etc/passwd", path), 0);
	else if (!strcmp(what, "folder"))
		assert_int_equal(mkdir(path, 0700), 0);
	else if (!strcmp(what, "fifo"))
		assert_int_equal(mkfifo(path, 0600), 0);
	else if (!strcmp(what, "nul"))
		assert_int_equal(fs_replace(path, 0600, "a\0b", 3, &err), 0);
	else
		assert_int_equal(
			truncate((fs_replace(path, 0600, "", 0, &err), path),
				2 << 20),
			0);
}

static void
what_is_no_text_stops_a_run_and_says_why(void **state)
{
	struct fixture *f = *state;
	char *path;

	make(f);
	path = mem_printf("%s/c.json", f->work);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct buf text = { 0 };
		struct err err = { 0 };

		spoil(path, bad[i].what);
		assert_int_equal(state_of(f, "c.json"), FILE_BAD);
		assert_int_equal(
			workspace_apply(&f->ws, &f->scan, &text, &err), -1);
		if (!strstr(said(err.msg), bad[i].word))
			fail_msg("%s: %s", bad[i].what, said(err.msg));
		if (!strcmp(bad[i].what, "folder"))
			rmdir(path);
	}
	free(path);
}

static void
put_back_it_is_the_lessons(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	char *path;

	make(f);
	path = mem_printf("%s/c.json", f->work);
	scratch_put(f->work, "c.json", "{\"a\": 1}\n");
	look(f);
	assert_int_equal(workspace_put_back(workspace_file(&f->ws, "c.json"),
				 &f->scan, &err),
		0);
	assert_int_equal(state_of(f, "c.json"), FILE_SAME);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	look(f);
	assert_int_equal(workspace_put_back(workspace_file(&f->ws, "c.json"),
				 &f->scan, &err),
		-1);
	assert_non_null(strstr(said(err.msg), "c.json"));
	free(path);
}

static void
a_folder_that_is_gone_leaves_the_lesson(void **state)
{
	struct fixture *f = *state;
	struct buf text = { 0 };
	struct err err = { 0 };

	make(f);
	assert_int_equal(fs_remove_tree(f->work, &err), 0);
	look(f);
	assert_false(f->ws.is_there);
	assert_int_equal(workspace_apply(&f->ws, &f->scan, &text, &err), 0);
	assert_false(scan_block(&f->scan, "c.json")->edited);
	buf_release(&text);
}

/* A diff of ours, as diff -u writes it. */
static const struct {
	const char *a, *b, *diff;
} diffs[] = {
	{ "", "", "" },
	{ "a\n", "a\n", "" },
	{ "a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n" },
	{ "", "b\n", "@@ -0,0 +1 @@\n+b\n" },
	{ "a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n" },
	{ "1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\nsix\n",
		"@@ -3,4 +3,4 @@\n 3\n 4\n 5\n-6\n+six\n" },
	{ "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "one\n2\n3\n4\n5\n6\n7\n8\n9\nten\n",
		"@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n"
		"@@ -7,3 +7,4 @@\n 7\n 8\n 9\n+ten\n" },
	{ "1\n2\n3\n4\n5\n6\n7\n8\n", "one\n2\n3\n4\n5\n6\n7\neight\n",
		"@@ -1,8 +1,8 @@\n-1\n+one\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n"
		"+eight\n" },
};

static void
a_diff_says_what_diff_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(diffs); i++) {
		struct buf out = { 0 };

		line_diff(diffs[i].a, strlen(diffs[i].a), diffs[i].b,
			strlen(diffs[i].b), &out);
		assert_string_equal(buf_str(&out), diffs[i].diff);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, end)
		IN_FOLDER(a_lesson_has_none_until_it_is_made),
		IN_FOLDER(an_edited_file_runs_in_place_of_its_block),
		IN_FOLDER(made_again_it_keeps_what_was_edited),
		IN_FOLDER(a_file_of_somebody_is_not_taken_for_a_block),
		IN_FOLDER(what_is_no_text_stops_a_run_and_says_why),
		IN_FOLDER(put_back_it_is_the_lessons),
		IN_FOLDER(a_folder_that_is_gone_leaves_the_lesson),
		cmocka_unit_test(a_diff_says_what_diff_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
