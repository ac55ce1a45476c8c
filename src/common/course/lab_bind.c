#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/scan.h"

/* Looking for what a lesson lacks: each gap is told, and counted. */
struct lab_binding {
	const struct lab *lab;
	const struct scan *scan;
	lab_gap_fn gap;
	void *ctx;
};

static void __attribute__((format(printf, 4, 5)))
tell_gap(const struct lab_binding *b, const char *file, int line,
	const char *fmt, ...)
{
	struct buf what = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&what, fmt, ap);
	va_end(ap);
	b->gap(b->ctx, file, line, buf_str(&what));
	buf_release(&what);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void
bind_block(const struct lab_binding *b, int line, const char *path,
	const char *block)
{
	if (block && !scan_block(b->scan, block))
		tell_gap(b, b->lab->path, line,
			"%s: \"%s\" is not in %s, expected the title of one "
			"of its blocks",
			path, block, base_name(b->scan->name));
}

static void
bind_blocks(const struct lab_binding *b)
{
	const struct lab *lab = b->lab;
	const json_t *expect;
	char path[80];
	size_t j;

	for (size_t i = 0; i < lab->nstep; i++) {
		snprintf(path, sizeof(path), "steps[%zu].run.block", i);
		bind_block(b, lab->steps[i].line, path, lab->steps[i].block);
	}
	for (size_t i = 0; i < lab->ncheck; i++) {
		json_array_foreach(lab->checks[i].expect, j, expect)
		{
			snprintf(path, sizeof(path),
				"checks[%zu].expect[%zu].query", i, j);
			bind_block(b, lab->checks[i].line, path,
				json_str(expect, "query", NULL));
		}
	}
}

static void
bind_items(const struct lab_binding *b)
{
	const struct lab *lab = b->lab;

	for (size_t i = 0; i < b->scan->nitem; i++) {
		const struct item *item = &b->scan->items[i];

		if (lab_check_index(lab, item->check) < 0)
			tell_gap(b, b->scan->name, item->line,
				"\"%s\" is no check of the lab, expected one",
				item->check);
	}
	for (size_t i = 0; i < lab->ncheck; i++)
		if (!lab->checks[i].optional &&
			!scan_item(b->scan, lab->checks[i].id))
			tell_gap(b, lab->path, lab->checks[i].line,
				"checks[%zu]: no item of %s is bound to "
				"\"%s\", expected one",
				i, base_name(b->scan->name), lab->checks[i].id);
}

void
lab_gaps(const struct lab *lab, const struct scan *scan, lab_gap_fn gap,
	void *ctx)
{
	const struct lab_binding b = { lab, scan, gap, ctx };

	bind_blocks(&b);
	bind_items(&b);
}

/* The first one wins: see err_at(). */
static void
take_gap(void *ctx, const char *file, int line, const char *what)
{
	err_at(ctx, file, line, "%s", what);
}

int
lab_bind(const struct lab *lab, const struct scan *scan, struct err *err)
{
	lab_gaps(lab, scan, take_gap, err);
	return err->code ? -1 : 0;
}
