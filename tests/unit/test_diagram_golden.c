/*
 * Each tests/golden/diagram/NAME.mmd says in a comment how wide it is to be
 * drawn, "%% cols: 80 40", and is compared with NAME.80.out and NAME.40.out
 * beside it. With CDCLAB_GOLDEN=write these are written; read the difference
 * before committing it.
 */
#include "config.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmock.h"
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "reader/diagram/diagram.h"
#include "tests/unit/said.h"

static const char *const ends[] = {
	[DIAGRAM_DRAWN] = "drawn",
	[DIAGRAM_WIDE] = "wide",
	[DIAGRAM_LIST] = "list",
	[DIAGRAM_UNKNOWN] = "unknown",
};

static const char *const whys[] = {
	[DIAGRAM_EMPTY] = "empty",
	[DIAGRAM_FAMILY] = "family",
	[DIAGRAM_LARGE] = "large",
};

static char *
golden_path(const char *name)
{
	const char *top = getenv("top_srcdir");

	return mem_printf("%s/tests/golden/diagram/%s", top ? top : ".", name);
}

static void
draw(const struct buf *text, int cols, struct buf *out)
{
	struct arena arena = { 0 };
	struct diagram d = diagram_draw(&arena, buf_str(text), text->len, cols);

	for (int i = 0; i < d.nrow; i++)
		buf_addf(out, "%.*s|\n", (int)d.rows[i].len, d.rows[i].text);
	buf_addf(out, "%s %dx%d", ends[d.end], d.cols, d.nrow);
	if (d.skipped)
		buf_addf(out, ", skipped %d from line %d", d.skipped,
			d.skipped_line);
	if (d.why)
		buf_addf(out, ": %s", whys[d.why]);
	if (d.family)
		buf_addf(out, " %s", d.family);
	buf_addc(out, '\n');
	arena_release(&arena);
}

/* Whether it is as it was; says where it is not. */
static bool
compare(const char *path, const struct buf *got)
{
	const char *mode = getenv("CDCLAB_GOLDEN");
	struct buf want = { 0 };
	struct err err = { 0 };
	bool same;

	if (mode && !strcmp(mode, "write")) {
		if (fs_replace(path, 0644, got->data, got->len, &err) < 0)
			fail_msg("%s", said(err.msg));
		return true;
	}
	if (buf_read_file(&want, path, (size_t)1 << 20, &err) < 0)
		fail_msg("%s", said(err.msg));
	same = !strcmp(buf_str(got), buf_str(&want));
	if (!same)
		print_error("%s differs:\n%s", path, buf_str(got));
	buf_release(&want);
	return same;
}

static int
check_file(const char *path)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	const char *p;
	char *end;
	int wrong = 0, n = 0;

	if (buf_read_file(&text, path, (size_t)1 << 20, &err) < 0)
		fail_msg("%s", said(err.msg));
	p = strstr(buf_str(&text), "%% cols:");
	if (!p)
		fail_msg("%s: no \"%%%% cols:\" in it", path);
	for (p += 8;; p = end, n++) {
		long cols = strtol(p, &end, 10);
		struct buf got = { 0 };
		char *name;

		if (end == p || memchr(p, '\n', (size_t)(end - p)))
			break;
		draw(&text, (int)cols, &got);
		name = mem_printf(
			"%.*s.%ld.out", (int)strlen(path) - 4, path, cols);
		wrong += !compare(name, &got);
		free(name);
		buf_release(&got);
	}
	assert_true(n > 0);
	buf_release(&text);
	return wrong;
}

static void
diagrams_are_as_they_were(void **state)
{
	char *pattern = golden_path("*.mmd");
	glob_t found = { 0 };
	int wrong = 0;

	(void)state;
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		wrong += check_file(found.gl_pathv[i]);
	assert_true(found.gl_pathc >= 25);
	assert_int_equal(wrong, 0);
	globfree(&found);
	free(pattern);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diagrams_are_as_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
