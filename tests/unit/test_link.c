/* Where links lead: targets, the lessons they name, sections, hosts. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cmock.h"

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/course/catalog.h"
#include "common/course/scan.h"
#include "common/course/slug.h"
#include "common/course/target.h"
#include "reader/tui/link.h"

static void
put(const char *dir, const char *name)
{
	char *path = mem_printf("%s/%s", dir, name);
	struct err err = { 0 };

	*strrchr(path, '/') = '\0';
	assert_int_equal(fs_mkdirs(path, 0700, &err), 0);
	path[strlen(path)] = '/';
	assert_int_equal(fs_replace(path, 0600, "x\n", 2, &err), 0);
	free(path);
}

static void
a_target_is_of_one_kind(void **state)
{
	static const struct {
		const char *raw;
		enum target_kind kind;
		const char *path, *section;
	} cases[] = {
		{ "#a", TARGET_SECTION, "", "a" },
		{ "#%D0%B0", TARGET_SECTION, "", "\u0430" },
		{ "./05-x", TARGET_FILE, "./05-x", NULL },
		{ "05-x.mdx#b", TARGET_FILE, "05-x.mdx", "b" },
		{ "/ru/m/05-x/?q=1#b", TARGET_FILE, "/ru/m/05-x/", "b" },
		{ "https://a.b/#c", TARGET_WEB, "https://a.b/#c", NULL },
		{ "HTTP://a.b", TARGET_WEB, "HTTP://a.b", NULL },
		{ "mailto:a@b.c", TARGET_WEB, "mailto:a@b.c", NULL },
		{ "javascript:alert(1)", TARGET_OTHER, NULL, NULL },
		{ "JavaScript:alert(1)", TARGET_OTHER, NULL, NULL },
		{ "file:///etc/passwd", TARGET_OTHER, NULL, NULL },
		{ "data:text/html,x", TARGET_OTHER, NULL, NULL },
		{ "httpsx://a", TARGET_OTHER, NULL, NULL },
		{ "//a.b/c", TARGET_OTHER, NULL, NULL },
		{ "", TARGET_NOWHERE, "", NULL },
		{ "#", TARGET_NOWHERE, "", "" },
		{ "?a", TARGET_NOWHERE, "", NULL },
		{ "a%00b", TARGET_FILE, "a%00b", NULL },
		{ "a%2", TARGET_FILE, "a%2", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct target t;

		target_parse(&t, cases[i].raw, strlen(cases[i].raw));
		if (t.kind != cases[i].kind)
			fail_msg("%s: %d", cases[i].raw, t.kind);
		if (cases[i].path)
			assert_string_equal(t.path, cases[i].path);
		if (cases[i].section)
			assert_string_equal(t.section, cases[i].section);
		target_release(&t);
	}
}

static void
a_path_leads_to_a_lesson_of_the_course_only(void **state)
{
	char one[] = "01-m/01-a", two[] = "01-m/02-b", three[] = "02-n/01-c";
	struct lesson_ref lessons[] = { { .id = one }, { .id = two },
		{ .id = three } };
	const struct catalog catalog = { .lessons = lessons,
		.nlesson = ARRAY_LEN(lessons) };
	static const struct {
		const char *raw;
		int lesson; /* from the first one; -1: none */
	} cases[] = {
		{ "./02-b", 1 },
		{ "02-b", 1 },
		{ "./02-b.mdx", 1 },
		{ "./02-b.en.mdx#x", 1 },
		{ "../02-n/01-c/", 2 },
		{ "../01-m/./02-b", 1 },
		{ ".//02-b", 1 },
		{ "/01-m/02-b", 1 },
		{ "/course/en/02-n/01-c/", 2 },
		{ "/x/01-m/02-bb", -1 },
		{ "../../01-m/02-b", -1 },
		{ "../../../../etc/passwd", -1 },
		{ "/etc/passwd", -1 },
		{ "03-x", -1 },
		{ "/", -1 },
		{ "..", -1 },
		{ "%2e%2e/02-n/01-c", 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct lesson_ref *found;
		struct target t;

		target_parse(&t, cases[i].raw, strlen(cases[i].raw));
		found = target_lesson(&t, &catalog, &lessons[0]);
		if ((found ? (int)(found - lessons) : -1) != cases[i].lesson)
			fail_msg("%s", cases[i].raw);
		target_release(&t);
	}
}

static void
a_file_beside_is_there_or_it_is_not(void **state)
{
	static const struct {
		const char *raw, *file; /* NULL: none */
	} cases[] = {
		{ "other.mdx", "other.mdx" },
		{ "./sub/b.md#x", "./sub/b.md" },
		{ "sub/b", "sub/b.md" },
		{ "sub/", "sub/index.md" },
		{ "%6fther", "other.mdx" },
		{ "nope.md", NULL },
		{ "notes.txt", NULL },
		{ "/etc/passwd", NULL },
		{ "", NULL },
		{ "#x", NULL },
		{ "file:///etc/passwd", NULL },
	};
	char dir[] = "/tmp/cdclab-link-XXXXXX";
	struct err err = { 0 };
	char *from;

	(void)state;
	assert_non_null(mkdtemp(dir));
	put(dir, "other.mdx");
	put(dir, "notes.txt");
	put(dir, "sub/b.md");
	put(dir, "sub/index.md");
	from = mem_printf("%s/from.md", dir);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct target t;
		char *want = cases[i].file
			? mem_printf("%s/%s", dir, cases[i].file)
			: NULL;
		char *got;

		target_parse(&t, cases[i].raw, strlen(cases[i].raw));
		got = target_beside(&t, from);
		if (!want != !got || (want && strcmp(want, got) != 0))
			fail_msg("%s: %s", cases[i].raw, got);
		free(got);
		free(want);
		target_release(&t);
	}
	free(from);
	assert_int_equal(fs_remove_tree(dir, &err), 0);
}

static void
a_heading_is_found_by_its_slug(void **state)
{
	static const char text[] =
		"## The outbox table\n\n## Names\n\n"
		"### Names\n\n## `id` и **Ключ**, [a](b)!\n\n"
		"## Own {#mine}\n\n## A - b\n";
	static const struct {
		const char *slug;
		int heading;
	} cases[] = {
		{ "the-outbox-table", 0 },
		{ "names", 1 },
		{ "names-1", 2 },
		{ "names-2", -1 },
		{ "id-и-ключ-a", 3 },
		{ "mine", 4 },
		{ "own-", 4 },
		{ "a---b", 5 },
		{ "", -1 },
		{ "-", -1 },
		{ "-1", -1 },
	};
	struct scan scan = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		scan_text(&scan, "t", text, sizeof(text) - 1, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (slug_find(&scan, cases[i].slug) != cases[i].heading)
			fail_msg("%s", cases[i].slug);
	scan_release(&scan);
}

/* The samples of RFC 3492, section 7.1, and what is seen in the wild. */
static void
a_host_has_an_ascii_form(void **state)
{
	static const char *const cases[][2] = {
		{ "example.org", "example.org" },
		{ "bücher.example", "xn--bcher-kva.example" },
		{ "\u0430pple.com", "xn--pple-43d.com" },
		{ "почемужеонинеговорятпорусски",
			"xn--b1abfaaepdrnnbgefbadotcwatmq2g4l" },
		{ "他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye" },
		{ "3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b" },
		{ "пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f" },
		{ "BÜCHER.example", "xn--bcher-kva.example" },
		{ "\u2603.net", "xn--n3h.net" },
		{ "-\u00fc-.example", NULL },
		{ "a..b.", "a..b." },
		{ "[::1]", "[::1]" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf b = { 0 };

		bool found =
			link_add_host(&b, cases[i][0], strlen(cases[i][0]));

		assert_int_equal(found, cases[i][1] != NULL);
		if (found)
			assert_string_equal(buf_str(&b), cases[i][1]);
		buf_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_is_of_one_kind),
		cmocka_unit_test(a_file_beside_is_there_or_it_is_not),
		cmocka_unit_test(a_path_leads_to_a_lesson_of_the_course_only),
		cmocka_unit_test(a_heading_is_found_by_its_slug),
		cmocka_unit_test(a_host_has_an_ascii_form),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
