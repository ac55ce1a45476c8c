/* A lesson from bytes to rows: whatever it says, rows are fit to be shown. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/layout/doc.h"
#include "rows_help.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int widths[] = { 1, 2, 9, 40, 100 };
	struct err err = { 0 };
	struct doc *doc = doc_parse("fuzz.mdx", (const char *)data, size, &err);

	for (size_t i = 0; doc && i < ARRAY_LEN(widths); i++) {
		const char *wrong = rows_wrong(doc, widths[i]);

		if (wrong) {
			fprintf(stderr, "at %d: %s\n", widths[i], wrong);
			abort();
		}
	}
	doc_free(doc);
	return 0;
}
