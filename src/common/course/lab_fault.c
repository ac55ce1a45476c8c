/* What is wrong with a lab.json: a list. */
#include "config.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/msg.h"
#include "common/course/lab_check.h"

#define FAULTS_MOST 200 /* nobody reads more at once */

void
lab_faults_add(struct lab_faults *faults, const char *path, const char *why)
{
	if (faults->n == FAULTS_MOST)
		return;
	faults->list = mem_more(faults->list, faults->n, sizeof(*faults->list));
	faults->list[faults->n++] =
		(struct lab_fault){ .path = mem_strdup(path),
			.why = mem_strdup(why) };
}

void
lab_faults_release(struct lab_faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		free(faults->list[i].path);
		free(faults->list[i].why);
	}
	free(faults->list);
	*faults = (struct lab_faults){ 0 };
}

/* Is path within part, as "steps[2].run" is in "steps[2]"? */
static bool
is_within(const char *path, const char *part)
{
	size_t len = strlen(part);

	return !strncmp(path, part, len) &&
		(!path[len] || strchr(".[", path[len]));
}

/* The schema has said what is wrong there: the rest would follow from that. */
static bool
is_known(const struct lab_faults *faults, const char *path)
{
	for (size_t i = 0; i < faults->nschema; i++) {
		const char *known = faults->list[i].path;

		if (*known &&
			(is_within(path, known) || is_within(known, path)))
			return true;
	}
	return false;
}

int
lab_wrong(const struct lab_look *look, const char *where, const char *fmt, ...)
{
	struct buf why = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&why, fmt, ap);
	va_end(ap);
	if (!is_known(look->faults, where))
		lab_faults_add(look->faults, where, buf_str(&why));
	buf_release(&why);
	return -1;
}
