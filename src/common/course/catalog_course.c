#include "config.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "common/course/catalog.h"
#include "common/course/unpack.h"

/* One more course; its languages are for its own files alone. */
static void
catalog_add_course(struct catalog *c, const struct place *place,
	const char *path)
{
	struct languages ours = c->languages;
	struct err err = { 0 };
	char *root = course_root(place, path, &err);

	c->first = c->nlesson;
	if (root && catalog_load(c, root, &err) < 0)
		catalog_cut(c, c->first);
	for (size_t i = c->first; i < c->nlesson; i++)
		c->lessons[i].course = mem_strdup(root);
	if (err.code)
		catalog_trouble(c, "the course %s is left out: %s", path,
			err.msg);
	c->languages = ours;
	free(root);
}

int
catalog_open(struct catalog *c, const struct place *place, struct err *err)
{
	if (catalog_load(c, place->data, err) < 0)
		return -1;
	for (size_t i = 0; i < place->courses.n; i++)
		catalog_add_course(c, place, place->courses.paths[i]);
	return 0;
}
