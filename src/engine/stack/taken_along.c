#include "config.h"

#include "engine/stack/taken_along.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "engine/stack/service.h"

#define LIST_MAX ((size_t)4096)

static char *
list_path(const struct stack *stack)
{
	return mem_printf("%s/taken-along", stack->place->stack);
}

static unsigned
list_read(const struct stack *stack)
{
	char *path = list_path(stack), *line, *rest = NULL;
	struct err ignored = { 0 };
	struct buf text = { 0 };
	unsigned set = 0;

	if (buf_read_file(&text, path, LIST_MAX, &ignored) == 0 && text.len)
		for (line = strtok_r(text.data, "\n", &rest); line;
			line = strtok_r(NULL, "\n", &rest)) {
			const struct service *s = service_find(stack, line);

			set |= s ? s->bit : 0;
		}
	buf_release(&text);
	free(path);
	return set;
}

static int
list_write(const struct stack *stack, unsigned set, struct err *err)
{
	char *path = list_path(stack);
	struct buf text = { 0 };
	int rc = 0;

	for (size_t i = 0; i < stack->nservice; i++)
		if (set & stack->services[i].bit)
			buf_addf(&text, "%s\n", stack->services[i].name);
	if (set)
		rc = fs_replace(path, 0644, buf_str(&text), text.len, err);
	else if (unlink(path) < 0 && errno != ENOENT)
		rc = err_set(
			err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	buf_release(&text);
	free(path);
	return rc;
}

unsigned
taken_along_with(const struct stack *stack, unsigned set)
{
	unsigned along = list_read(stack), with = 0;

	for (size_t i = 0; i < stack->nservice; i++)
		if ((along & stack->services[i].bit) &&
			(stack->services[i].needs & set))
			with |= stack->services[i].bit;
	return with;
}

int
taken_along_add(const struct stack *stack, unsigned set, struct err *err)
{
	return set ? list_write(stack, list_read(stack) | set, err) : 0;
}

int
taken_along_drop(const struct stack *stack, unsigned set, struct err *err)
{
	unsigned along = list_read(stack);

	return along & set ? list_write(stack, along & ~set, err) : 0;
}
