#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/catalog.h"
#include "common/course/scan.h"
#include "reader/layout/doc.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/flow.h"
#include "rows_help.h"
#include "tests/unit/said.h"

/* Call check for each file of each lesson of the course. */
static void
each_lesson(void (*check)(const char *path, struct doc *doc))
{
	char *root = tests_path("..");
	struct catalog catalog = { 0 };
	struct err err = { 0 };

	if (catalog_load(&catalog, root, &err) < 0)
		fail_msg("%s:%d: %s", err.file, err.line, said(err.msg));
	assert_true(catalog.nlesson > 0);
	for (size_t i = 0; i < catalog.nlesson; i++)
		for (size_t k = 0; k < catalog.lessons[i].nfile; k++) {
			const char *path = catalog.lessons[i].files[k].path;
			struct doc *doc = doc_load(path, &err);

			if (!doc)
				fail_msg("%s:%d: %s", path, err.line,
					said(err.msg));
			check(path, doc);
			doc_free(doc);
		}
	catalog_release(&catalog);
	free(root);
}

static void
check_rows(const char *path, struct doc *doc)
{
	static const int widths[] = { 1, 5, 10, 20, 40, 80, 120, 300 };

	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		const char *wrong = rows_wrong(doc, widths[i]);

		if (wrong)
			fail_msg(
				"%s at %d columns: %s", path, widths[i], wrong);
	}
}

static void
rows_of_lessons_are_fit_for_a_terminal(void **state)
{
	(void)state;
	each_lesson(check_rows);
}

static void
check_words(const char *path, struct doc *doc)
{
	static const int widths[] = { 20, 40, 80, 120 };

	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		char *lost = rows_lost_word(doc, widths[i]);

		if (lost)
			fail_msg("%s at %d columns: \"%s\" is lost", path,
				widths[i], lost);
	}
}

static void
no_word_of_a_lesson_is_lost(void **state)
{
	(void)state;
	each_lesson(check_words);
}

static char *
styled(struct doc *doc)
{
	struct flow *flow = flow_new(doc, 80);
	struct buf b = { 0 };

	rows_styled(flow, &b);
	flow_free(flow);
	return buf_take(&b);
}

static void
check_whole(const char *path, struct doc *doc)
{
	char *cut = styled(doc), *whole;

	scan_join(&doc->scan);
	whole = styled(doc);
	if (strcmp(cut, whole) != 0)
		fail_msg("%s looks different in one piece", path);
	free(cut);
	free(whole);
}

static void
chunks_of_lessons_do_not_show(void **state)
{
	(void)state;
	each_lesson(check_whole);
}

static void
check_items(const char *path, struct doc *doc)
{
	const struct scan *scan = doc_scan(doc);
	struct flow *flow = flow_new(doc, 80);
	const struct row *row = NULL;
	struct spot spot = { 0 };
	size_t seen = 0;

	while ((row = rows_next(flow, &spot, row)))
		if (row->item >= 0 && (size_t)row->item == seen)
			seen++;
	if (seen != scan->nitem)
		fail_msg("%s: %zu of %zu items have a row", path, seen,
			scan->nitem);
	flow_free(flow);
}

static void
every_item_has_a_row_with_its_mark(void **state)
{
	(void)state;
	each_lesson(check_items);
}

static void
check_blocks(const char *path, struct doc *doc)
{
	const struct scan *scan = doc_scan(doc);
	struct flow *flow = flow_new(doc, 80);
	const struct row *row = NULL;
	struct spot spot = { 0 };
	int last = -1;

	while ((row = rows_next(flow, &spot, row))) {
		if (row->block > last + 1)
			break;
		last = row->block > last ? row->block : last;
	}
	if (last + 1 != (int)scan->nblock)
		fail_msg("%s: block %d has no row", path, last + 1);
	flow_free(flow);
}

static void
every_block_has_rows(void **state)
{
	(void)state;
	each_lesson(check_blocks);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_lessons_are_fit_for_a_terminal),
		cmocka_unit_test(no_word_of_a_lesson_is_lost),
		cmocka_unit_test(chunks_of_lessons_do_not_show),
		cmocka_unit_test(every_item_has_a_row_with_its_mark),
		cmocka_unit_test(every_block_has_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
