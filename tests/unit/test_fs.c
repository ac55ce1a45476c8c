#include "config.h"

#include "common/base/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

static char *
scratch(void)
{
	char *dir = mem_strdup("/tmp/cdclab-test.XXXXXX");

	assert_non_null(mkdtemp(dir));
	return dir;
}

static void
a_file_is_replaced_whole_with_its_mode(void **state)
{
	char *dir = scratch(), *path = mem_printf("%s/a/b/f", dir);
	char *parent = mem_printf("%s/a/b", dir);
	struct err err = { 0 };
	struct buf got = { 0 };
	struct stat st;

	(void)state;
	assert_int_equal(fs_mkdirs(parent, 0700, &err), 0);
	assert_int_equal(fs_replace(path, 0600, "one", 3, &err), 0);
	assert_int_equal(fs_replace(path, 0600, "second", 6, &err), 0);
	assert_int_equal(buf_read_file(&got, path, 100, &err), 0);
	assert_string_equal(buf_str(&got), "second");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(buf_read_file(&got, path, 5, &err), -1);
	assert_int_equal(fs_remove_tree(dir, &(struct err){ 0 }), 0);
	assert_false(fs_exists(dir));
	buf_release(&got);
	free(parent);
	free(path);
	free(dir);
}

static void
what_a_dead_process_left_of_a_replacement_is_removed(void **state)
{
	char *dir = scratch(), *path = mem_printf("%s/f", dir);
	char *ours = mem_printf("%s.new.%ld", path, (long)getpid());
	char *dead = mem_printf("%s.new.99999999", path);
	char *others[] = { mem_printf("%s.new.", path),
		mem_printf("%s.new.7x", path), mem_printf("%s/g.new.7", dir),
		mem_printf("%s/f.new", dir), ours };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(fs_replace(dead, 0600, "x", 1, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_int_equal(fs_replace(others[i], 0600, "x", 1, &err), 0);
	fs_sweep(path);
	assert_false(fs_exists(dead));
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_true(fs_exists(others[i]));
		free(others[i]);
	}
	fs_sweep("/no/such/folder/f");
	fs_remove_tree(dir, &err);
	free(dead);
	free(path);
	free(dir);
}

static void
a_lock_is_told_by_its_holder_and_dies_with_it(void **state)
{
	char *dir = scratch(), *path = mem_printf("%s/lock", dir);
	struct err err = { 0 }, again = { 0 };
	int fd, status;
	pid_t pid;

	(void)state;
	fd = fs_lock(path, "process 7", &err);
	assert_true(fd >= 0);
	pid = fork();
	if (!pid) {
		int other = fs_lock(path, "process 8", &again);

		_exit(other < 0 && again.code == ERR_LOCKED &&
					strstr(said(again.msg), "process 7")
				? 0
				: 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(fd);
	fd = fs_lock(path, "process 9", &err);
	assert_true(fd >= 0);
	close(fd);
	fs_remove_tree(dir, &err);
	free(path);
	free(dir);
}

static void
removing_a_tree_follows_no_link(void **state)
{
	char *dir = scratch(), *kept = scratch();
	char *link = mem_printf("%s/link", dir);
	char *file = mem_printf("%s/file", kept), byte;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(fs_replace(file, 0600, "x", 1, &err), 0);
	assert_int_equal(symlink(kept, link), 0);
	assert_int_equal(fs_remove_tree(dir, &err), 0);
	assert_true(fs_exists(file));
	fs_remove_tree(kept, &err);
	assert_int_equal(symlink(kept, dir), 0); /* it leads nowhere now */
	assert_int_equal(fs_remove_tree(dir, &err), 0);
	assert_int_equal(readlink(dir, &byte, 1), -1);
	free(link);
	free(file);
	free(dir);
	free(kept);
}

static char *
folder_without_home(const char *dir, const char *end)
{
	return mem_printf("%s/cdclab-%ld%s", dir, (long)getuid(), end);
}

/* Whoever guessed the name might read what is kept there, or lead it astray. */
static void
without_a_home_only_a_folder_of_ours_will_do(void **state)
{
	char *dir = scratch(), *first = folder_without_home(dir, "");
	char *second = folder_without_home(dir, "-1");
	char *third = folder_without_home(dir, "-2"), *got[3];
	struct stat st;

	(void)state;
	assert_int_equal(symlink("/tmp", first), 0);
	assert_int_equal(mkdir(second, 0700), 0);
	assert_int_equal(chmod(second, 0777), 0);
	for (size_t i = 0; i < ARRAY_LEN(got); i++) /* both programs find it */
		got[i] = place_without_home(dir);
	for (size_t i = 0; i < ARRAY_LEN(got); i++) {
		assert_string_equal(got[i], third);
		free(got[i]);
	}
	assert_int_equal(stat(third, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(fs_remove_tree(dir, &(struct err){ 0 }), 0);
	free(first);
	free(second);
	free(third);
	free(dir);
}

static void
the_first_error_wins_and_context_goes_in_front(void **state)
{
	struct err err = { 0 };

	(void)state;
	err_set(&err, ERR_REMOTE, "relation %s does not exist", "orders");
	err_set(&err, ERR_SYSTEM, "hidden");
	err_wrap(&err, "step %d", 4);
	err_hint(&err, "run the DDL");
	err_hint(&err, "hidden");
	assert_int_equal(err.code, ERR_REMOTE);
	assert_string_equal(
		said(err.msg), "step 4: relation orders does not exist");
	assert_string_equal(said(err.hint), "run the DDL");
	assert_int_equal(err_exit(&err), 1);
	assert_int_equal(err_exit(&(struct err){ 0 }), 0);
	assert_int_equal(err_exit(&(struct err){ .code = ERR_SYNTAX }), 5);
	assert_int_equal(err_exit(&(struct err){ .code = ERR_STACK }), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_replaced_whole_with_its_mode),
		cmocka_unit_test(
			what_a_dead_process_left_of_a_replacement_is_removed),
		cmocka_unit_test(a_lock_is_told_by_its_holder_and_dies_with_it),
		cmocka_unit_test(removing_a_tree_follows_no_link),
		cmocka_unit_test(without_a_home_only_a_folder_of_ours_will_do),
		cmocka_unit_test(
			the_first_error_wins_and_context_goes_in_front),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
