#include "config.h"

#include "reader/views/lens.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/json_span.h"
#include "common/base/msg.h"
#include "common/event/event.h"

#define RECORD_MAX ((size_t)1 << 20) /* bytes: of more only keys consist */

/* Of the ring, for those that wait while the list is paused, however full it is. */
#define WAIT_RECORDS (LENS_RECORDS / 4)
#define WAIT_BYTES (LENS_BYTES / 4)
#define RING (LENS_RECORDS + WAIT_RECORDS)

/* -- what is kept ----------------------------------------------------------- */

static struct lens_record *
place_of(const struct lens *lens, uint64_t number)
{
	return &lens->ring[number % RING];
}

static void
drop_first(struct lens *lens)
{
	struct lens_record *record = place_of(lens, lens->first++);

	lens->bytes -= record->len;
	free(record->text);
	*record = (struct lens_record){ 0 };
}

static bool
has_room(const struct lens *lens, size_t len)
{
	uint64_t records = LENS_RECORDS, shown = lens->shown - lens->first;
	size_t bytes = LENS_BYTES + (lens->paused ? WAIT_BYTES : 0);

	if (lens->paused && shown + WAIT_RECORDS > records)
		records = shown + WAIT_RECORDS;
	return lens->end - lens->first < records && lens->bytes + len <= bytes;
}

/* The text of the last part is there; it is taken. */
static void
keep(struct lens *lens)
{
	size_t len = lens->part.len;
	struct json_span all, canary;

	if (lens->paused && !has_room(lens, len))
		lens->spoilt = true; /* those that are shown stay */
	if (lens->spoilt || !json_span(lens->part.data, len, &all)) {
		lens->left_out++;
		buf_reset(&lens->part);
		return;
	}
	while (lens->first < lens->end && !has_room(lens, len))
		drop_first(lens);
	if (!lens->ring)
		lens->ring = mem_alloc(RING * sizeof(*lens->ring));
	canary = json_span_member(all, "canary");
	*place_of(lens, lens->end++) = (struct lens_record){
		.text = mem_strndup(lens->part.data, len),
		.len = len,
		.canary = canary.at != NULL,
	};
	lens->bytes += len;
	buf_reset(&lens->part);
}

static void
take_part(struct lens *lens, const struct event *ev)
{
	size_t len = strlen(ev->text);

	lens->left_out += (unsigned long long)ev->count;
	lens->spoilt = lens->spoilt || lens->part.len + len > RECORD_MAX;
	if (!lens->spoilt)
		buf_add(&lens->part, ev->text, len);
	if (ev->total)
		return;
	keep(lens);
	lens->spoilt = false;
}

void
lens_stop(struct lens *lens, const char *why)
{
	free(lens->over);
	lens->over = mem_strdup(why);
}

/* Why it is over, and what to do: a message may be an argument of another. */
static void
take_end(struct lens *lens, const struct event *ev)
{
	char *cause = msg_text(ev->cause), *hint = msg_text(ev->hint);
	char *why = mem_printf("%s%s%s", cause ? cause : "",
		cause && hint ? ". " : "", hint ? hint : "");

	lens_stop(lens, why);
	free(why);
	free(cause);
	free(hint);
}

void
lens_event(struct lens *lens, const struct event *ev)
{
	if (ev->kind == EV_RECORD && ev->text) {
		take_part(lens, ev);
	} else if (ev->kind == EV_OUTPUT && ev->text) {
		free(lens->said);
		lens->said = mem_strdup(ev->text);
	} else if (ev->kind == EV_END) {
		take_end(lens, ev);
	}
}

void
lens_release(struct lens *lens)
{
	while (lens->first < lens->end)
		drop_first(lens);
	free(lens->ring);
	lens_query_release(&lens->query);
	free(lens->said);
	free(lens->over);
	free(lens->open.text);
	buf_release(&lens->part);
	*lens = (struct lens){ 0 };
}

static char *
copied(const char *text)
{
	return text && *text ? mem_strdup(text) : NULL;
}

void
lens_query_copy(struct lens_query *to, const struct lens_query *from)
{
	*to = (struct lens_query){ copied(from->topic), copied(from->filter),
		copied(from->start) };
}

void
lens_query_release(struct lens_query *query)
{
	free(query->topic);
	free(query->filter);
	free(query->start);
	*query = (struct lens_query){ 0 };
}

void
lens_begin(struct lens *lens, const struct lens_query *query)
{
	struct lens begun = { .no_canaries = lens->no_canaries };

	lens_query_copy(&begun.query, query);
	lens_release(lens);
	*lens = begun;
}

/* -- what of it is shown ------------------------------------------------------ */

static uint64_t
end_shown(const struct lens *lens)
{
	return lens->paused ? lens->shown : lens->end;
}

static bool
is_shown(const struct lens *lens, uint64_t number)
{
	return !lens->no_canaries || !place_of(lens, number)->canary;
}

/* Those before that number. */
static int
count_before(const struct lens *lens, uint64_t end)
{
	int n = 0;

	for (uint64_t i = lens->first; i < end; i++)
		n += is_shown(lens, i);
	return n;
}

int
lens_count(const struct lens *lens)
{
	return count_before(lens, end_shown(lens));
}

int
lens_at(const struct lens *lens)
{
	int n = lens_count(lens), at = count_before(lens, lens->at);

	if (!lens->chosen || at >= n)
		at = n - 1;
	return at < 0 ? 0 : at;
}

/* The number of the one at that place. */
static uint64_t
number_at(const struct lens *lens, int at)
{
	uint64_t i = lens->first, end = end_shown(lens);

	while (i < end && (!is_shown(lens, i) || at-- > 0))
		i++;
	return i;
}

void
lens_choose(struct lens *lens, int at)
{
	lens->chosen = at < lens_count(lens) - 1;
	lens->at = number_at(lens, at);
}

const struct lens_record *
lens_shown(const struct lens *lens, int at)
{
	uint64_t number = number_at(lens, at);

	return number < end_shown(lens) ? place_of(lens, number) : NULL;
}

const struct lens_record *
lens_chosen(const struct lens *lens)
{
	return lens_shown(lens, lens_at(lens));
}

void
lens_pause(struct lens *lens)
{
	lens->paused = !lens->paused;
	lens->shown = lens->end;
	while (lens->end - lens->first > LENS_RECORDS ||
		lens->bytes > LENS_BYTES)
		drop_first(lens);
}

bool
lens_open(struct lens *lens)
{
	const struct lens_record *record = lens_chosen(lens);

	free(lens->open.text);
	lens->open = (struct lens_record){ 0 };
	if (!record)
		return false;
	lens->open = *record;
	lens->open.text = mem_strndup(record->text, record->len);
	return true;
}
