#include "config.h"

#include "common/course/scan.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"

/* What a lesson may name but once: its blocks, and the checks of its items. */

static int
scan_twins_by_name(const void *a, const void *b)
{
	const struct block *const *x = a, *const *y = b;
	int diff = strcmp((*x)->name, (*y)->name);

	return diff ? diff : (*x)->line - (*y)->line;
}

static int
by_check(const void *a, const void *b)
{
	const struct item *const *x = a, *const *y = b;
	int diff = strcmp((*x)->check, (*y)->check);

	return diff ? diff : (*x)->line - (*y)->line;
}

static int
scan_twins_same_name(const struct scan *scan, struct err *err)
{
	const struct block **named =
		mem_alloc((scan->nblock + 1) * sizeof(const struct block *));
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < scan->nblock; i++)
		if (scan->blocks[i].name)
			named[n++] = &scan->blocks[i];
	qsort(named, n, sizeof(const struct block *), scan_twins_by_name);
	for (size_t i = 1; !rc && i < n; i++)
		if (!strcmp(named[i - 1]->name, named[i]->name))
			rc = err_at(err, scan->name, named[i]->line,
				"second block with the title \"%s\", expected "
				"one (line %d)",
				named[i]->name, named[i - 1]->line);
	free(named);
	return rc;
}

static int
same_check(const struct scan *scan, struct err *err)
{
	const struct item **items =
		mem_alloc((scan->nitem + 1) * sizeof(const struct item *));
	int rc = 0;

	for (size_t i = 0; i < scan->nitem; i++)
		items[i] = &scan->items[i];
	qsort(items, scan->nitem, sizeof(const struct item *), by_check);
	for (size_t i = 1; !rc && i < scan->nitem; i++)
		if (!strcmp(items[i - 1]->check, items[i]->check))
			rc = err_at(err, scan->name, items[i]->line,
				"second item of the check %s, expected one "
				"(line %d)",
				items[i]->check, items[i - 1]->line);
	free(items);
	return rc;
}

int
scan_text(struct scan *scan, const char *name, const char *text, size_t len,
	struct err *err)
{
	if (scan_parts(scan, name, text, len, err) < 0)
		return -1;
	return scan_twins_same_name(scan, err) || same_check(scan, err) ? -1
									: 0;
}
