#include "config.h"

#include "common/event/progress.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"
#include "common/event/journal.h"

static struct progress_entry *
entry(const struct progress *p, bool is_check, const char *id)
{
	for (size_t i = 0; i < p->nentry; i++)
		if (p->entries[i].is_check == is_check &&
			!strcmp(p->entries[i].id, id))
			return &p->entries[i];
	return NULL;
}

static struct progress_entry *
entry_or_new(struct progress *p, bool is_check, const char *id)
{
	struct progress_entry *e = entry(p, is_check, id);

	if (e)
		return e;
	p->entries = mem_more(p->entries, p->nentry, sizeof(*p->entries));
	e = &p->entries[p->nentry++];
	*e = (struct progress_entry){ .id = mem_strdup(id),
		.is_check = is_check };
	return e;
}

static void
earn(struct progress_entry *e, const struct event *ev)
{
	if (e->mark != MARK_DONE)
		e->wall_ms = ev->wall_ms;
	e->mark = MARK_DONE;
	e->red_now = false;
}

static void
redden(struct progress_entry *e)
{
	if (e->mark == MARK_NONE)
		e->mark = MARK_RED;
	e->red_now = true;
}

static void
forget(struct progress_entry *e)
{
	e->mark = MARK_NONE;
	e->red_now = false;
	e->wall_ms = 0;
}

void
progress_apply(struct progress *p, const struct event *ev)
{
	bool is_check = ev->kind == EV_CHECK_PASS || ev->kind == EV_CHECK_FAIL;

	if (ev->wall_ms)
		p->last_ms = ev->wall_ms;
	if (ev->kind == EV_LAB_RESET)
		for (size_t i = 0; i < p->nentry; i++)
			forget(&p->entries[i]);
	if (!ev->subject)
		return;
	if (ev->kind == EV_CHECK_PASS || ev->kind == EV_STEP_DONE)
		earn(entry_or_new(p, is_check, ev->subject), ev);
	else if (ev->kind == EV_CHECK_FAIL || ev->kind == EV_STEP_FAIL)
		redden(entry_or_new(p, is_check, ev->subject));
	else if (ev->kind == EV_STEP_UNDONE)
		forget(entry_or_new(p, false, ev->subject));
}

static void
apply(void *ctx, const struct event *ev)
{
	progress_apply(ctx, ev);
}

int
progress_load(struct progress *p, const char *journal, struct err *err)
{
	return journal_read(journal, apply, p, err);
}

const struct progress_entry *
progress_find(const struct progress *p, bool is_check, const char *id)
{
	return entry(p, is_check, id);
}

void
progress_release(struct progress *p)
{
	for (size_t i = 0; i < p->nentry; i++)
		free(p->entries[i].id);
	free(p->entries);
	*p = (struct progress){ 0 };
}
