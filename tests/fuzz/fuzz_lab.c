/*
 * A lab.json, whatever is wrong with it, to its faults, and to what it lacks
 * beside a lesson's text.
 */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "common/course/lab_refs.h"
#include "common/course/scan.h"
#include "tests/fuzz/fuzz.h"

static const char lesson[] =
	"---\ntitle: \"T\"\norder: 1\n---\n\n- [ ] {/* check: x */} x\n\n"
	"```json title=\"c\"\n{\"name\": \"c\", \"config\": "
	"{\"connector.class\": \"PostgresConnector\", \"slot.name\": \"s\"}}\n"
	"```\n\n```sql title=\"s\"\nCREATE TABLE t (i uuid);\n```\n";

/* What is told, and how often. */
static void
count_fault(void *ctx, const char *file, int line, const char *what)
{
	need(file && *file, "a fault of no file");
	need(line > 0, "a fault on no line");
	need(what && *what, "a fault that says nothing");
	(*(size_t *)ctx)++;
}

static void
take_ref(void *ctx, enum lab_ref ref, const char *name)
{
	(void)ref;
	need(name != NULL, "a name that is none");
	(*(size_t *)ctx)++;
}

/* What the engine relies on where no fault was told. */
static void
check_good(const struct lab *lab)
{
	for (size_t i = 0; i < lab->nstep; i++)
		for (size_t j = 0; j < lab->steps[i].nneed; j++)
			need(lab->steps[i].needs[j] < lab->nstep + lab->ncheck,
				"a step needs none that is there");
	for (size_t i = 0; i < lab->ncheck; i++)
		for (size_t j = 0; j < lab->checks[i].nneed; j++)
			need(lab->checks[i].needs[j] < lab->nstep,
				"a check needs what is no step");
	for (size_t i = 0; i < lab->ncheck; i++)
		need(lab->checks[i].within_ms > 0 &&
				json_array_size(lab->checks[i].expect) > 0,
			"a check asks nothing");
	for (size_t i = 0; i < lab->nflow; i++) {
		const struct lab_flow *flow = &lab->flows[i];

		need(flow->canary && flow->nhop <= HOPS_MAX && flow->nhop > 1 &&
				flow->hops[0].kind == HOP_CONNECTOR &&
				flow->canary->sql[flow->change] &&
				flow->canary->table,
			"a flow that nobody can follow");
	}
	for (size_t i = 0; i < lab->nload; i++)
		need(lab->loads[i].flow && *lab->loads[i].text,
			"a load of no flow");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *top = getenv("top_srcdir");
	char *text = mem_strndup(size ? (const char *)data : "", size);
	struct lab lab = { 0 };
	struct scan scan = { 0 };
	struct err err = { 0 }, bad = { 0 };
	size_t faults = 0, gaps = 0, refs = 0;
	int rc = lab_load_text(&lab, "fuzz.json", text, top ? top : ".",
		count_fault, &faults, &err);

	need((rc < 0) == (faults || err.code), "a fault that is not told");
	if (rc == 0)
		check_good(&lab);
	need(scan_text(&scan, "x.mdx", lesson, sizeof(lesson) - 1, &bad) == 0,
		"the lesson is wrong");
	if (lab.root && !err.code) {
		lab_gaps(&lab, &scan, count_fault, &gaps);
		lab_doubts(&lab, &scan, count_fault, &gaps);
		lab_refs_each(lab.root, lab.root, take_ref, &refs);
	}
	scan_release(&scan);
	lab_release(&lab);
	free(text);
	return 0;
}
