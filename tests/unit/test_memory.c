/* The reader's places: two at once, files of later versions and damaged ones. */
#include "config.h"

#include "reader/tui/memory.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "tests/unit/cmock.h"

struct scene {
	char dir[32], file[48], bad[64];
	struct place place;
};

static int
set_up(void **state)
{
	struct scene *s = mem_alloc(sizeof(*s));

	*state = s;
	snprintf(s->dir, sizeof(s->dir), "/tmp/cdclab-memory.XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	snprintf(s->file, sizeof(s->file), "%s/reader.json", s->dir);
	snprintf(s->bad, sizeof(s->bad), "%s.bad", s->file);
	s->place.progress = s->dir;
	return 0;
}

static int
tear_down(void **state)
{
	struct scene *s = *state;

	fs_remove_tree(s->dir, &(struct err){ 0 });
	free(s);
	return 0;
}

static void
write_file(const struct scene *s, const char *text)
{
	struct err err = { 0 };

	assert_int_equal(
		fs_replace(s->file, 0600, text, strlen(text), &err), 0);
}

static void
save(struct memory *memory)
{
	struct err err = { 0 };

	assert_int_equal(memory_save(memory, &err), 0);
}

static void
what_two_readers_read_at_once_is_read(void **state)
{
	struct scene *s = *state;
	struct memory a = { 0 }, b = { 0 }, c = { 0 };
	char letters[64] = "";

	memory_init(&a, &s->place);
	memory_init(&b, &s->place);
	memory_set_read(&a, "one", 1);
	memory_set_read(&a, "one", 2);
	memory_set_read(&a, "two", 7);
	memory_mark_set(&a, "one", 'a', 3);
	save(&a);
	memory_set_read(&b, "one", 2);
	memory_set_read(&b, "one", 3);
	memory_mark_set(&b, "one", 'b', 4);
	save(&b);
	memory_init(&c, &s->place);
	assert_int_equal(memory_percent(&c, "one"), 3);
	assert_int_equal(memory_percent(&c, "two"), 1);
	memory_marks(&c, "one", letters);
	assert_string_equal(letters, "ab");
	memory_release(&a);
	memory_release(&b);
	memory_release(&c);
}

static void
keys_of_a_later_version_stay(void **state)
{
	struct scene *s = *state;
	struct memory memory = { 0 };
	struct buf text = { 0 };
	struct err err = { 0 };

	write_file(s,
		"{\"shelf\":[1],\"lessons\":{\"one\":{\"stars\":5},"
		"\"two\":7}}");
	memory_init(&memory, &s->place);
	memory_set(&memory, "one", 4);
	memory_set(&memory, "two", 5);
	save(&memory);
	assert_int_equal(buf_read_file(&text, s->file, 9999, &err), 0);
	assert_non_null(strstr(buf_str(&text), "\"shelf\""));
	assert_non_null(strstr(buf_str(&text), "\"stars\""));
	assert_int_equal(memory_line(&memory, "two"), 5);
	buf_release(&text);
	memory_release(&memory);
}

static void
a_damaged_file_is_kept_once(void **state)
{
	static const char *const damaged[] = { "{\"lessons\":{\"on", "[1]" };
	struct scene *s = *state;
	struct buf text = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		struct memory memory = { 0 };

		write_file(s, damaged[i]);
		memory_init(&memory, &s->place);
		memory_set_read(&memory, "one", 1);
		save(&memory);
		memory_release(&memory);
	}
	assert_int_equal(buf_read_file(&text, s->bad, 9999, &err), 0);
	assert_string_equal(buf_str(&text), damaged[0]);
	buf_release(&text);
}

static void
what_cannot_be_written_is_an_error(void **state)
{
	struct scene *s = *state;
	struct memory memory = { 0 };
	struct err err = { 0 };
	char nowhere[64];

	write_file(s, "{}");
	snprintf(nowhere, sizeof(nowhere), "%s/below", s->file);
	s->place.progress = nowhere;
	memory_init(&memory, &s->place);
	assert_int_equal(memory_save(&memory, &err), -1);
	assert_int_not_equal(err.code, ERR_NONE);
	memory_release(&memory);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_two_readers_read_at_once_is_read),
		TEST(keys_of_a_later_version_stay),
		TEST(a_damaged_file_is_kept_once),
		TEST(what_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
