#include "config.h"

#include "reader/layout/doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/buf.h"
#include "common/base/err.h"

/* What is written elsewhere: other sites' Markdown, other encodings. */

static void
utf16_is_refused_with_advice(void **state)
{
	static const char *const texts[] = { "\xff\xfe#\0 \0",
		"\xfe\xff\0#\0 " };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct err err = { 0 };

		assert_null(doc_parse("t.mdx", texts[i], 6, &err));
		assert_int_equal(err.code, ERR_USAGE);
		assert_string_equal(err.msg, "t.mdx: UTF-16, expected UTF-8");
		assert_non_null(strstr(err.hint, "iconv"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf16_is_refused_with_advice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
