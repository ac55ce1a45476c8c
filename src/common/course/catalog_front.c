/* What the catalog says of a lesson: the front matter of its files. */
#include "config.h"

#include "common/course/catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/course/front.h"

#define HEAD_MAX ((size_t)16 << 10) /* bytes; front matter is far smaller */

static int
read_head(struct buf *b, const char *path, struct err *err)
{
	/* O_NONBLOCK: a FIFO of that name must not hold us for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char part[4096];
	ssize_t n = 0;

	if (fd < 0)
		return err_set(
			err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	while (b->len < HEAD_MAX && (n = read(fd, part, sizeof(part))) > 0)
		buf_add(b, part, (size_t)n);
	if (n < 0)
		err_set(err, ERR_SYSTEM, "%s: %s", path, errno_text(errno));
	close(fd);
	return n < 0 ? -1 : 0;
}

static void
set(char **at, const char *s)
{
	free(*at);
	*at = s ? mem_strdup(s) : NULL;
}

struct first {
	struct lesson_ref *lesson;
	const char *name;
};

static int
take_first(void *ctx, const struct err *err)
{
	const struct first *first = ctx;

	free(first->lesson->trouble);
	first->lesson->trouble =
		mem_printf("%s:%d: %s", first->name, err->line, err->msg);
	return 1;
}

/* A lesson that does not say what it is called has something wrong with it. */
static void
find_trouble(struct lesson_ref *lesson, const char *path, const char *text,
	size_t len)
{
	const char *slash = strrchr(path, '/');
	struct first first = { lesson, slash ? slash + 1 : path };
	struct front front = { 0 };

	front_check(&front, path, text, len, take_first, &first);
	front_release(&front);
}

int
lesson_read_front(
	struct lesson_ref *lesson, struct lesson_file *file, struct err *err)
{
	struct buf head = { 0 };
	struct front front = { 0 };
	size_t bom;
	int rc = read_head(&head, file->path, err);

	bom = !strncmp(buf_str(&head), "\xef\xbb\xbf", 3) ? 3 : 0;
	if (rc == 0) {
		front_read(&front, buf_str(&head) + bom, head.len - bom);
		set(&file->title, front.title);
		set(&file->description, front.description);
		if (!front.title)
			find_trouble(lesson, file->path, buf_str(&head) + bom,
				head.len - bom);
		lesson->order = front.order;
		lesson->minutes = front.minutes;
	}
	front_release(&front);
	buf_release(&head);
	return rc;
}
