#include "config.h"

#include "reader/layout/out.h"

#include <stdint.h>
#include <string.h>

/* Until out_finish() pointers of links are offsets, as targets may move. */
static const char *
keep_string(struct rows *rows, const char *s)
{
	size_t at = rows->targets.len + 1; /* 0: there is none */

	if (!s)
		return NULL;
	buf_add(&rows->targets, s, strlen(s) + 1);
	return (const char *)(uintptr_t)at;
}

static const char *
kept_string(const struct rows *rows, const char *kept)
{
	return kept ? rows->targets.data + (uintptr_t)kept - 1 : NULL;
}

static bool
same_string(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The link of the last two rows that leads to the same, or nlink. */
static size_t
find_link(const struct out *out, const struct link *link)
{
	const struct rows *rows = out->rows;
	size_t i = out->row_link,
	       nlast = rows->nrow ? rows->rows[rows->nrow - 1].nlink : 0;

	for (i -= nlast; i < rows->nlink; i++)
		if (same_string(kept_string(rows, rows->links[i].target),
			    link->target) &&
			same_string(kept_string(rows, rows->links[i].title),
				link->title))
			break;
	return i;
}

int
link_keep(struct out *out)
{
	struct rows *rows = out->rows;
	struct link link;
	size_t found;

	if (!out->link)
		return 0;
	found = find_link(out, out->link);
	if (found < rows->nlink && found >= out->row_link)
		return (int)(found - out->row_link) + 1;
	if (found < rows->nlink)
		link = rows->links[found];
	else
		link = (struct link){ keep_string(rows, out->link->target),
			keep_string(rows, out->link->title) };
	if (rows->nlink == rows->link_room) {
		rows->link_room = rows->link_room ? rows->link_room * 2 : 16;
		rows->links = mem_grow(
			rows->links, rows->link_room * sizeof(*rows->links));
	}
	rows->links[rows->nlink++] = link;
	return (int)(rows->nlink - out->row_link);
}

void
link_finish(struct rows *rows)
{
	for (size_t i = 0; i < rows->nlink; i++)
		rows->links[i] = (struct link){
			kept_string(rows, rows->links[i].target),
			kept_string(rows, rows->links[i].title),
		};
}
