/* Messages: kept in no language, said in any, carried as JSON. */
#include "config.h"

#include "common/base/msg.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/base/msg_json.h"
#include "common/base/plural.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

static void
a_message_is_said_as_printf_would(void **state)
{
	struct buf b = { 0 };

	(void)state;
	msg_add(&b, "%s %5d|%-4d|%03d %zu %lld %.1f %.*s %c %x %%", "a", 1, 2,
		7, (size_t)3, 4LL, 5.25, 2, "xyz", 'c', 255u);
	assert_string_equal(
		said(buf_str(&b)), "a     1|2   |007 3 4 5.2 xy c ff %");
	buf_release(&b);
}

static void
one_in_another_is_said_in_the_language_of_both(void **state)
{
	struct err err = { 0 };

	(void)state;
	err_set(&err, ERR_STACK, "no lesson \"%s\"", "x");
	err_wrap(&err, "%s at work", "kafka");
	err_hint(&err, "See cdclab %s --help.", "run");
	assert_string_equal(said(err.msg), "kafka at work: no lesson \"x\"");
	assert_true(lang_use("ru"));
	assert_string_equal(said(err.msg), "kafka at work: нет урока \"x\"");
	assert_string_equal(said(err.hint), "Смотрите cdclab run --help.");
	lang_use("en");
}

static void
json_brings_back_what_it_took(void **state)
{
	char *inner = msg_new("no lesson \"%s\"", "\"%s\" \\ \xff");
	char *mixed = mem_printf("web: %s; %s", inner, inner);
	const char *cases[] = { "", "words of a server", inner, mixed };
	struct buf count = { 0 };

	(void)state;
	msg_add_count(&count, "%ld row", "%ld rows", 4);
	for (size_t i = 0; i <= ARRAY_LEN(cases); i++) {
		const char *msg =
			i < ARRAY_LEN(cases) ? cases[i] : buf_str(&count);
		json_t *json = msg_json(msg);
		char *line = json_line(json), *back;
		struct err err = { 0 };
		json_t *read = NULL;

		assert_null(strpbrk(line, "\036\037"));
		if (json_is_array(json))
			read = json_parse("t", line, strlen(line), &err);
		back = msg_from_json(read ? read : json);
		if (i != 2 && i != 3) /* what is no UTF-8 is replaced */
			assert_string_equal(said(back), said(msg));
		assert_non_null(back);
		json_decref(read);
		json_decref(json);
		free(line);
		free(back);
	}
	assert_string_equal(said(buf_str(&count)), "4 rows");
	buf_release(&count);
	free(inner);
	free(mixed);
}

/* A journal or an engine of another version may have anything. */
static void
what_is_no_message_is_none(void **state)
{
	static const char *const odd[] = { "[]", "[1]", "{}", "[[\"a\"]]",
		"[[\"a\",1],\"2\"]", "[\"%s\",7]", "[[],\"x\"]", "7" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		json_t *json = json_loads(odd[i], JSON_DECODE_ANY, NULL);

		assert_null(msg_from_json(json));
		json_decref(json);
	}
}

/* Cut anywhere, and whatever a server puts in: never more than is there. */
static void
a_cut_message_is_said_as_far_as_it_goes(void **state)
{
	char *msg = msg_new("%s of %s: %d", "a", "b", 3);
	size_t len = strlen(msg);

	(void)state;
	for (size_t n = 0; n <= len; n++) {
		char *part = mem_strndup(msg, n);

		assert_non_null(said(part));
		free(part);
	}
	assert_string_equal(said("\036%s%s%9$s%n%\037x"), "x%n%");
	assert_string_equal(said("\037\035\034x\036"), "x");
	assert_string_equal(said("\036%ld row\034%ld rows\035"), " rows");
	assert_string_equal(said("\036%ld row\034%ld rows"), " rows");
	free(msg);
}

static void
a_precision_cuts_no_character(void **state)
{
	char *msg = msg_new("\"%.3s\" %.*s", "\u0436\u0436", 3, "abcd");

	(void)state;
	assert_string_equal(said(msg), "\"\u0436\" abc");
	free(msg);
}

static void
a_number_takes_its_form(void **state)
{
	static const char ru[] =
		"(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
		"(n%100<10 || n%100>=20) ? 1 : 2);\n";
	static const struct {
		long n;
		long form;
	} cases[] = { { 1, 0 }, { 21, 0 }, { 11, 2 }, { 2, 1 }, { 12, 2 },
		{ 104, 1 }, { 0, 2 }, { 5, 2 }, { -1, 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(plural_form(ru, cases[i].n), cases[i].form);
	assert_int_equal(plural_form("n != 1;", 1), 0);
	assert_int_equal(plural_form("n != 1;", 0), 1);
	assert_int_equal(plural_form("n/0 + n%0", 3), 0);
	assert_int_equal(plural_form("", 3), 0);
	assert_int_equal(plural_form("((((((", 3), 0);
	assert_int_equal(plural_form("n > 1;", LONG_MIN), 1);
}

static void
chosen(const char *want, const char *asked, const char *kept,
	const char *language, const char *all, const char *lang)
{
	char code[LANG_CODE];

	setenv("LANGUAGE", language, 1);
	setenv("LC_ALL", all, 1);
	setenv("LANG", lang, 1);
	unsetenv("LC_MESSAGES");
	lang_choose(code, asked, kept);
	assert_string_equal(code, want);
}

static void
who_asks_first_decides(void **state)
{
	char code[LANG_CODE];

	(void)state;
	chosen("en", NULL, NULL, "", "", "");
	chosen("ru", NULL, NULL, "", "", "ru_RU.UTF-8");
	chosen("en", NULL, NULL, "", "C.UTF-8", "ru_RU.UTF-8");
	chosen("ru", NULL, NULL, "xx:ru:en", "C.UTF-8", "");
	chosen("ru", NULL, "ru", "en", "C", "en_US");
	chosen("en", "en_GB", "ru", "ru", "ru", "ru");
	chosen("ru", "ru", "en", "", "", "");
	chosen("en", NULL, "../../x", "", "tlh_QO", "");
	assert_false(lang_choose(code, "xx", NULL));
	assert_false(lang_use("../po/ru"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_said_as_printf_would),
		cmocka_unit_test(
			one_in_another_is_said_in_the_language_of_both),
		cmocka_unit_test(json_brings_back_what_it_took),
		cmocka_unit_test(what_is_no_message_is_none),
		cmocka_unit_test(a_cut_message_is_said_as_far_as_it_goes),
		cmocka_unit_test(a_precision_cuts_no_character),
		cmocka_unit_test(a_number_takes_its_form),
		cmocka_unit_test(who_asks_first_decides),
	};

	lang_init("po");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
