#include "config.h"

#include "examples_help.h"

#include <stdlib.h>
#include <string.h>

#include "cmock.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "reader/layout/doc.h"
#include "reader/layout/flow.h"
#include "rows_help.h"

struct doc *
example_doc(const char *text)
{
	struct err err = { 0 };
	struct doc *doc = doc_parse("t.en.mdx", text, strlen(text), &err);

	if (!doc)
		fail_msg("line %d: %s", err.line, err.msg);
	return doc;
}

char *
example_rows(const char *text, int cols)
{
	struct doc *doc = example_doc(text);
	struct flow *flow = flow_new(doc, cols);
	struct buf b = { 0 };

	rows_text(flow, &b);
	flow_free(flow);
	doc_free(doc);
	return buf_take(&b);
}

void
examples_check(const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *rows = example_rows(examples[i].text, examples[i].cols);

		if (strcmp(rows, examples[i].rows) != 0)
			fail_msg("%zu:\n%s\nwant:\n%s", i, rows,
				examples[i].rows);
		free(rows);
	}
}
