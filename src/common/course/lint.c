#include "config.h"

#include "common/course/lint.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/course/scan_chunk.h"

void
lint_say(struct lint *lint, const char *file, int line, const char *fmt, ...)
{
	struct buf what = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&what, fmt, ap);
	va_end(ap);
	lint->list = mem_more(lint->list, lint->n, sizeof(*lint->list));
	lint->list[lint->n++] = (struct complaint){ .file = mem_strdup(file),
		.line = line > 0 ? line : 1,
		.what = buf_take(&what) };
}

void
lint_say_err(struct lint *lint, const char *file, const struct err *err)
{
	lint_say(lint, file, err->line, "%s", err->msg);
}

static int
by_place(const void *a, const void *b)
{
	const struct complaint *x = a, *y = b;
	int diff = strcmp(x->file, y->file);

	if (!diff && x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return diff ? diff : strcmp(x->what, y->what);
}

void
lint_sort(struct lint *lint)
{
	size_t kept = 0;

	if (lint->n)
		qsort(lint->list, lint->n, sizeof(*lint->list), by_place);
	for (size_t i = 0; i < lint->n; i++) {
		struct complaint *one = &lint->list[i];

		if (kept && !by_place(&lint->list[kept - 1], one)) {
			free(one->file);
			free(one->what);
		} else {
			lint->list[kept++] = *one;
		}
	}
	lint->n = kept;
}

/* path as seen from the directory cwd, both absolute. Owned. */
static char *
seen_from(const char *cwd, const char *path)
{
	struct buf b = { 0 };
	size_t same = 0, i = 0;

	for (; cwd[i] && cwd[i] == path[i]; i++)
		if (cwd[i] == '/')
			same = i + 1;
	if (!cwd[i] && path[i] == '/')
		same = i + 1;
	for (i = same; i < strlen(cwd); i++)
		if (i == same || cwd[i] == '/')
			buf_adds(&b, "../");
	buf_adds(&b, path + same);
	return buf_take(&b);
}

static void
add_place(struct buf *b, const struct complaint *one, const char *cwd)
{
	char *seen = NULL;

	if (cwd && *cwd == '/' && one->file[0] == '/')
		seen = seen_from(cwd, one->file);
	buf_addf(b, "%s:%d: ",
		seen && strlen(seen) < strlen(one->file) ? seen : one->file,
		one->line);
	free(seen);
}

void
lint_print(const struct lint *lint, const char *cwd, struct buf *out)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < lint->n; i++) {
		buf_reset(&line);
		add_place(&line, &lint->list[i], cwd);
		buf_adds(&line, lint->list[i].what);
		msg_clean(out, SAN_LINE, buf_str(&line));
		buf_addc(out, '\n');
	}
	buf_release(&line);
}

void
lint_release(struct lint *lint)
{
	for (size_t i = 0; i < lint->n; i++) {
		free(lint->list[i].file);
		free(lint->list[i].what);
	}
	free(lint->list);
	*lint = (struct lint){ 0 };
}
