#include "config.h"

#include "reader/main/lesson.h"

#include "common/base/err.h"
#include "common/base/place.h"
#include "reader/layout/doc.h"

/* Why a lesson may not be there: its course was left out. */
static void
add_troubles(const struct catalog *c, struct err *err)
{
	if (c->ntrouble && err->code) {
		err->hint[0] = '\0';
		err_hint(err, "%s", c->troubles[0]);
	}
}

int
lesson_open(struct lesson *lesson, const struct place *place, const char *what,
	const char *lang, struct err *err)
{
	if (catalog_open(&lesson->catalog, place, err) < 0)
		return -1;
	lesson->ref = catalog_find(&lesson->catalog, what, err);
	if (!lesson->ref) {
		add_troubles(&lesson->catalog, err);
		return -1;
	}
	if (!lesson->ref->lab)
		return err_set(err, ERR_USAGE, "lesson %s has no lab",
			lesson->ref->id);
	lesson->path = lesson_path(lesson->ref, lang);
	if (buf_read_file(&lesson->text, lesson->path, LESSON_MAX, err) < 0)
		return -1;
	if (scan_text(&lesson->scan, lesson->path, buf_str(&lesson->text),
		    lesson->text.len, err) < 0)
		return -1;
	if (lab_load(&lesson->lab, lesson->ref->lab, place->data, err) < 0)
		return -1;
	return lab_bind(&lesson->lab, &lesson->scan, err);
}

void
lesson_release(struct lesson *lesson)
{
	lab_release(&lesson->lab);
	scan_release(&lesson->scan);
	buf_release(&lesson->text);
	catalog_release(&lesson->catalog);
	*lesson = (struct lesson){ 0 };
}
