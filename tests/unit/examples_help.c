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
#include "tests/unit/said.h"

static struct doc *
doc_named(const char *name, const char *text)
{
	struct err err = { 0 };
	struct doc *doc = doc_parse(name, text, strlen(text), &err);

	if (!doc)
		fail_msg("line %d: %s", err.line, said(err.msg));
	return doc;
}

struct doc *
example_doc(const char *text)
{
	return doc_named("t.en.mdx", text);
}

static char *
rows_of(struct doc *doc, int cols)
{
	struct flow *flow = flow_new(doc, cols);
	struct buf b = { 0 };

	rows_text(flow, &b);
	flow_free(flow);
	doc_free(doc);
	return buf_take(&b);
}

char *
example_rows(const char *text, int cols)
{
	return rows_of(example_doc(text), cols);
}

static void
check(const char *name, const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *rows = rows_of(
			doc_named(name, examples[i].text), examples[i].cols);

		if (strcmp(rows, examples[i].rows) != 0)
			fail_msg("%zu:\n%s\nwant:\n%s", i, rows,
				examples[i].rows);
		free(rows);
	}
}

void
examples_check(const struct example *examples, size_t n)
{
	check("t.en.mdx", examples, n);
}

void
examples_check_markdown(const struct example *examples, size_t n)
{
	check("t.md", examples, n);
}
