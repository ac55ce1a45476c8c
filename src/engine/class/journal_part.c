#include "config.h"

#include "engine/class/journal_part.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/place.h"
#include "common/event/event.h"
#include "common/event/history.h"
#include "common/event/journal.h"

static char *
journal_of(const struct place *place, const json_t *lesson)
{
	return place_lab(place, json_str(lesson, "id", ""), "journal");
}

static void
take(void *ctx, const struct event *ev)
{
	struct journal_part *r = ctx;

	told_event(&r->told, ev, r->nevent < r->nold);
	if (!told_counts(ev))
		return;
	r->events = mem_more(r->events, r->nevent, sizeof(*r->events));
	r->events[r->nevent++] = event_copy(ev);
}

void
journal_part_look(
	struct stat *st, const struct place *place, const json_t *lesson)
{
	char *path = journal_of(place, lesson);

	if (stat(path, st) < 0)
		*st = (struct stat){ 0 };
	free(path);
}

int
journal_part_read(struct journal_part *r, const struct place *place,
	const json_t *lesson, struct err *err)
{
	char *path = journal_of(place, lesson);
	int rc;

	told_begin(&r->told, json_object_get(lesson, "checks"));
	r->nold = (size_t)json_int(lesson, "skip", 0);
	rc = journal_read(path, take, r, err);
	free(path);
	return rc;
}

void
journal_part_release(struct journal_part *r)
{
	for (size_t i = 0; i < r->nevent; i++)
		free(r->events[i]);
	free(r->events);
	told_release(&r->told);
	*r = (struct journal_part){ .st = r->st };
}

/* Another journal than the one before: its numbers go on behind that one's. */
static void
see_other(json_t *lesson)
{
	long long sent = json_int(lesson, "sent", 0);
	long long carried = json_int(lesson, "carried", 0);
	long long base = sent > carried ? sent : carried;

	json_set_int(lesson, "base", base);
	json_set_int(lesson, "sent", base);
	json_set_int(lesson, "skip", 0);
}

/* How many events of a journal are no more to be sent. */
static long long
count_gone(const json_t *lesson)
{
	return json_int(lesson, "sent", 0) - json_int(lesson, "base", 0) +
		json_int(lesson, "skip", 0);
}

int
journal_part_see(struct journal_part *r, const struct place *place,
	json_t *lesson, struct err *err)
{
	long long was = json_int(lesson, "file", 0);
	int rc;

	journal_part_look(&r->st, place, lesson);
	if (was && was != (long long)r->st.st_ino)
		see_other(lesson);
	rc = journal_part_read(r, place, lesson, err);
	if (rc == 0 && (long long)r->nevent < count_gone(lesson)) {
		see_other(lesson);
		journal_part_release(r);
		rc = journal_part_read(r, place, lesson, err);
	}
	json_set_int(lesson, "file", (long long)r->st.st_ino);
	return rc;
}
