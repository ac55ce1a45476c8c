/* The place in a lesson that is shown, whatever happens to the lesson. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/cmock.h"

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/course/scan.h"
#include "reader/layout/flow.h"
#include "reader/tui/page.h"

#define SECTIONS 200
#define COLUMNS 12 /* of a table that fits no screen of 60 */

struct fixture {
	char dir[64], *file[2];
	struct lesson_ref lesson;
	struct lesson_file files[2];
	struct page page;
};

static void
add_table(struct buf *b, const char *cell)
{
	for (int row = 0; row < 3; row++) {
		for (int i = 0; i < COLUMNS; i++)
			buf_addf(b, "| %s ", row == 1 ? "---" : cell);
		buf_adds(b, "|\n");
	}
	buf_addc(b, '\n');
}

/* Sections with a paragraph of several rows each, a wide table in the 2nd. */
static void
write_lesson(const char *path, const char *word)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < SECTIONS; i++) {
		buf_addf(&b, "## %s %d\n\n", word, i);
		if (i == 1)
			add_table(&b, "a-cell-of-a-table");
		for (int k = 0; k < 60; k++)
			buf_addf(&b, "%s ", word);
		buf_adds(&b, "\n\n");
	}
	assert_int_equal(fs_replace(path, 0600, b.data, b.len, &err), 0);
	buf_release(&b);
}

static int
set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	struct err err = { 0 };

	snprintf(f->dir, sizeof(f->dir), "/tmp/cdclab-page-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	for (int i = 0; i < 2; i++) {
		f->file[i] = mem_printf("%s/%d.mdx", f->dir, i);
		f->files[i] = (struct lesson_file){ .path = f->file[i] };
		strcpy(f->files[i].lang, i ? "en" : "ru");
	}
	f->lesson.files = f->files;
	f->lesson.nfile = 2;
	write_lesson(f->file[0], "слово");
	write_lesson(f->file[1], "word");
	assert_int_equal(page_open(&f->page, &f->lesson, "en", &err), 0);
	page_resize(&f->page, 20, 60);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	page_close(&f->page);
	fs_remove_tree(f->dir, &err);
	for (int i = 0; i < 2; i++)
		free(f->file[i]);
	free(f);
	return 0;
}

static int
top_line(const struct page *page)
{
	return page_row(page, 0)->line;
}

static bool
shows_section(const struct page *page, int heading)
{
	for (int i = 0; i < page->rows; i++)
		if (page_row(page, i) && page_row(page, i)->heading == heading)
			return true;
	return false;
}

static void
the_last_screen_is_full(void **state)
{
	struct page *page = &((struct fixture *)*state)->page;

	page_to_end(page);
	assert_non_null(page_row(page, page->rows - 1));
	assert_null(page_row(page, page->rows));
	assert_int_equal(page_percent(page), 100);
	page_scroll(page, 10000);
	assert_non_null(page_row(page, page->rows - 1));
	page_scroll(page, -1000000);
	assert_true(page_is_start(page));
}

/* One section of so many lines in each language. */
static void
write_long(const char *path, int lines)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	buf_adds(&b, "## One\n\n");
	for (int i = 0; i < lines; i++)
		buf_addf(&b, "- %d\n", i);
	assert_int_equal(fs_replace(path, 0600, b.data, b.len, &err), 0);
	buf_release(&b);
}

static void
a_place_in_a_long_section_is_found_in_the_other_language(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	int line;

	for (int i = 0; i < 2; i++)
		write_long(f->file[i], 60000);
	assert_int_equal(page_open(&f->page, &f->lesson, "en", &err), 0);
	page_resize(&f->page, 20, 60);
	page_to_line(&f->page, 59000);
	line = f->page.anchor;
	assert_int_equal(page_translate(&f->page, "ru", &err), 0);
	assert_in_range(f->page.anchor, line - 5, line + 5);
}

static void
scrolling_there_and_back_comes_to_the_same_row(void **state)
{
	struct page *page = &((struct fixture *)*state)->page;
	struct spot from;

	page_to_heading(page, 100);
	from = page->top;
	for (int rows = 1; rows < 500; rows += 37) {
		page_scroll(page, rows);
		assert_true(spot_cmp(page->top, from) > 0);
		page_scroll(page, -rows);
		assert_int_equal(spot_cmp(page->top, from), 0);
	}
}

static void
widths_come_and_go_and_the_line_stays(void **state)
{
	static const int sizes[][2] = { { 40, 120 }, { 10, 40 }, { 20, 61 },
		{ 1, 1 }, { 100, 300 } };
	struct page *page = &((struct fixture *)*state)->page;
	struct spot from;
	int line;

	page_to_heading(page, 120);
	page_scroll(page, 3); /* into the paragraph */
	from = page->top;
	line = top_line(page);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		page_resize(page, sizes[i][0], sizes[i][1]);
		assert_int_equal(top_line(page), line);
		page_resize(page, 20, 60);
		assert_int_equal(spot_cmp(page->top, from), 0);
	}
}

static void
the_other_language_is_at_the_same_section(void **state)
{
	struct page *page = &((struct fixture *)*state)->page;
	struct err err = { 0 };

	page_to_heading(page, 150);
	assert_int_equal(page_translate(page, "ru", &err), 0);
	assert_string_equal(page->lang, "ru");
	assert_true(shows_section(page, 150));
}

/* The widest row on the screen. */
static int
widest(const struct page *page)
{
	int most = 0;

	for (int i = 0; i < page->rows; i++) {
		const struct row *row = page_row(page, i);

		if (row && row->cols > most)
			most = row->cols;
	}
	return most;
}

static void
a_wide_table_can_be_panned_to_its_end(void **state)
{
	struct page *page = &((struct fixture *)*state)->page;

	page_to_heading(page, 1);
	page_pan(page, 8);
	assert_int_equal(page->pan, 0); /* nothing is wider than the screen */
	page_set_wide(page, true);
	assert_true(shows_section(page, 1));
	assert_true(widest(page) > page->cols);
	page_pan(page, 8);
	assert_int_equal(page->pan, 8);
	page_pan(page, 100000);
	assert_int_equal(page->pan, widest(page) - page->cols);
	page_pan(page, -100000);
	assert_int_equal(page->pan, 0);
	page_set_wide(page, false);
	assert_true(widest(page) <= page->cols);
}

static void
the_other_language_has_wide_tables_too(void **state)
{
	struct page *page = &((struct fixture *)*state)->page;
	struct err err = { 0 };

	page_to_heading(page, 1);
	page_set_wide(page, true);
	assert_int_equal(page_translate(page, "ru", &err), 0);
	assert_true(page->wide);
	assert_true(widest(page) > page->cols);
}

static void
a_file_that_is_gone_leaves_the_page_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct spot from;

	page_to_heading(&f->page, 50);
	from = f->page.top;
	assert_int_equal(unlink(f->file[0]), 0);
	assert_int_equal(page_translate(&f->page, "ru", &err), -1);
	assert_string_equal(f->page.lang, "en");
	assert_int_equal(spot_cmp(f->page.top, from), 0);
	assert_true(shows_section(&f->page, 50));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_place_in_a_long_section_is_found_in_the_other_language,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_last_screen_is_full, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			scrolling_there_and_back_comes_to_the_same_row, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			widths_come_and_go_and_the_line_stays, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			the_other_language_is_at_the_same_section, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_wide_table_can_be_panned_to_its_end, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			the_other_language_has_wide_tables_too, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_file_that_is_gone_leaves_the_page_as_it_is, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
