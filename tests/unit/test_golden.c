#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/lang.h"
#include "common/base/fs.h"
#include "reader/layout/doc.h"
#include "reader/layout/flow.h"
#include "rows_help.h"
#include "tests/unit/said.h"

/*
 * Rows of tests/golden/input/NAME at a width, against tests/golden/. Run with
 * CDCLAB_GOLDEN=write ("make golden") the files are written instead; the
 * difference is then to be read before it is committed.
 */
static const struct golden {
	const char *input, *file;
	int cols;
	bool styled;
} goldens[] = {
	{ "constructs.mdx", "constructs.ru.80.txt", 80, false },
	{ "constructs.mdx", "constructs.ru.120.txt", 120, false },
	{ "constructs.mdx", "constructs.ru.40.txt", 40, false },
	{ "constructs.en.mdx", "constructs.en.80.txt", 80, false },
	{ "constructs.en.mdx", "constructs.en.120.txt", 120, false },
	{ "constructs.en.mdx", "constructs.en.40.txt", 40, false },
	{ "constructs.en.mdx", "constructs.en.80.styles.txt", 80, true },
};

static struct doc *
load(const char *input)
{
	char *name = mem_printf("golden/input/%s", input);
	char *path = tests_path(name);
	struct err err = { 0 };
	struct doc *doc = doc_load(path, &err);

	if (!doc)
		fail_msg("%s:%d: %s", path, err.line, said(err.msg));
	free(name);
	free(path);
	return doc;
}

static void
compare(const struct golden *golden, const struct buf *got)
{
	char *name = mem_printf("golden/%s", golden->file);
	char *path = tests_path(name);
	const char *mode = getenv("CDCLAB_GOLDEN");
	struct buf want = { 0 };
	struct err err = { 0 };

	if (mode && !strcmp(mode, "write")) {
		if (fs_replace(path, 0644, got->data, got->len, &err) < 0)
			fail_msg("%s", said(err.msg));
	} else {
		if (buf_read_file(&want, path, (size_t)1 << 20, &err) < 0)
			fail_msg("%s", said(err.msg));
		if (strcmp(buf_str(got), buf_str(&want)) != 0)
			fail_msg("%s differs:\n%s", path, buf_str(got));
	}
	buf_release(&want);
	free(name);
	free(path);
}

static void
rows_are_as_they_were(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goldens); i++) {
		struct doc *doc = load(goldens[i].input);
		struct flow *flow = flow_new(doc, goldens[i].cols);
		struct buf got = { 0 };

		if (goldens[i].styled)
			rows_styled(flow, &got);
		else
			rows_text(flow, &got);
		compare(&goldens[i], &got);
		buf_release(&got);
		flow_free(flow);
		doc_free(doc);
	}
}

static void
no_word_of_the_constructs_is_lost(void **state)
{
	static const char *const inputs[] = { "constructs.mdx",
		"constructs.en.mdx" };
	static const int widths[] = { 20, 40, 80, 120 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
		struct doc *doc = load(inputs[i]);

		for (size_t k = 0; k < ARRAY_LEN(widths); k++) {
			const char *wrong = rows_wrong(doc, widths[k]);
			char *lost = rows_lost_word(doc, widths[k]);

			if (wrong || lost)
				fail_msg("%s at %d: %s", inputs[i], widths[k],
					wrong ? wrong : lost);
		}
		doc_free(doc);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_as_they_were),
		cmocka_unit_test(no_word_of_the_constructs_is_lost),
	};

	lang_init("po");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
