#include "config.h"

#include "reader/report/seats.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/base/msg_json.h"

static bool
has(const json_t *list, const char *key, const char *value)
{
	json_t *one;
	size_t i;

	json_array_foreach((json_t *)(size_t)list, i, one)
	{
		if (!strcmp(json_str(one, key, ""), value))
			return true;
	}
	return false;
}

char
seat_mark(const struct seat *seat, const char *check)
{
	if (has(json_object_get(seat->row, "red"), "item", check))
		return '!';
	return has(json_object_get(seat->row, "earned"), "check", check) ? 'x'
									 : '.';
}

char *
seat_cause(const json_t *red)
{
	char *message = msg_from_json(json_object_get(red, "cause")), *text;

	if (!message)
		return mem_strdup(json_str(red, "layer", _("it is red")));
	text = msg_text(message);
	free(message);
	return text;
}

/* A sentence without its arguments, "" where there is none. */
static const char *
format_of(const json_t *message)
{
	while (json_is_array(message))
		message = json_array_get(message, 0);
	return json_is_string(message) ? json_string_value(message) : "";
}

/*
 * What two learners share whose reds are of one kind: the server, and the row
 * of explain's table, else what is said without names and numbers. Owned.
 */
static char *
cause_key(const json_t *red)
{
	const char *format = format_of(json_object_get(red, "cause"));

	return mem_printf("%s/%s/%s", json_str(red, "layer", ""),
		json_str(red, "at", ""), json_str(red, "explain", format));
}

/* -- seats ---------------------------------------------------------------- */

static void
take_reds(struct seat *seat)
{
	json_t *red;
	size_t i;

	json_array_foreach(json_object_get(seat->row, "red"), i, red)
	{
		long long since = json_int(red, "since", 0);

		if (seat->red && since >= seat->since)
			continue;
		seat->red = red;
		seat->since = since;
	}
}

static struct seat
seat_of(const json_t *row)
{
	struct seat seat = { .row = row,
		.name = json_str(row, "name", "?"),
		.lesson = json_str(row, "lesson", "?"),
		.hand = json_int(row, "hand", 0) };
	json_t *id;
	size_t i;

	json_array_foreach(json_object_get(row, "checks"), i, id)
	{
		seat.all++;
		seat.earned += json_is_string(id) &&
			has(json_object_get(row, "earned"), "check",
				json_string_value(id));
	}
	take_reds(&seat);
	return seat;
}

static int
by_need(const void *left, const void *right)
{
	const struct seat *a = left, *b = right;

	if (!a->red != !b->red)
		return a->red ? -1 : 1;
	if (a->red && a->since != b->since)
		return a->since < b->since ? -1 : 1;
	if (a->all - a->earned != b->all - b->earned)
		return b->all - b->earned - (a->all - a->earned);
	if (strcmp(a->name, b->name) != 0)
		return strcmp(a->name, b->name);
	return strcmp(json_str(a->row, "learner", ""),
		json_str(b->row, "learner", ""));
}

/* -- groups --------------------------------------------------------------- */

static struct seat_group *
group_of(struct seats *s, const json_t *red)
{
	char *key = cause_key(red);

	for (size_t i = 0; i < s->ngroup; i++)
		if (!strcmp(s->groups[i].key, key)) {
			free(key);
			return &s->groups[i];
		}
	s->groups = mem_more(s->groups, s->ngroup, sizeof(*s->groups));
	s->groups[s->ngroup] = (struct seat_group){ .key = key, .red = red };
	return &s->groups[s->ngroup++];
}

static void
group_seat(struct seats *s, const struct seat *seat)
{
	json_t *red;
	size_t i;

	json_array_foreach(json_object_get(seat->row, "red"), i, red)
	{
		struct seat_group *g = group_of(s, red);

		if (g->n && g->seats[g->n - 1] == seat)
			continue;
		g->seats = mem_more(g->seats, g->n, sizeof(*g->seats));
		g->seats[g->n++] = seat;
	}
}

static int
by_size(const void *left, const void *right)
{
	const struct seat_group *a = left, *b = right;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return strcmp(a->key, b->key);
}

/* -- hands ---------------------------------------------------------------- */

static bool
is_in_queue(const struct seats *s, const char *learner)
{
	for (size_t i = 0; i < s->nhand; i++)
		if (!strcmp(json_str(s->hands[i]->row, "learner", ""), learner))
			return true;
	return false;
}

static int
by_hand(const void *left, const void *right)
{
	const struct seat *a = *(const struct seat *const *)left;
	const struct seat *b = *(const struct seat *const *)right;

	if (a->hand != b->hand)
		return a->hand < b->hand ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* The seats are in the order of need, so the first of a learner is the one. */
static void
queue_hands(struct seats *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct seat *seat = &s->seats[i];

		if (!seat->hand ||
			is_in_queue(s, json_str(seat->row, "learner", "")))
			continue;
		s->hands = mem_more(s->hands, s->nhand, sizeof(*s->hands));
		s->hands[s->nhand++] = seat;
	}
	if (s->nhand)
		qsort(s->hands, s->nhand, sizeof(*s->hands), by_hand);
}

/* -- all of them ---------------------------------------------------------- */

static size_t
count_learners(const struct seats *s)
{
	json_t *known = json_object();
	size_t n;

	for (size_t i = 0; i < s->n; i++)
		json_object_set_new(known,
			json_str(s->seats[i].row, "learner", ""), json_true());
	n = json_object_size(known);
	json_decref(known);
	return n;
}

void
seats_take(struct seats *s, const json_t *rows)
{
	const char *key;
	json_t *row;

	json_object_foreach((json_t *)(size_t)rows, key, row)
	{
		s->seats = mem_more(s->seats, s->n, sizeof(*s->seats));
		s->seats[s->n] = seat_of(row);
		s->nred += s->seats[s->n++].red != NULL;
	}
	s->nlearner = count_learners(s);
	if (s->n)
		qsort(s->seats, s->n, sizeof(*s->seats), by_need);
	queue_hands(s);
	for (size_t i = 0; i < s->nred; i++)
		group_seat(s, &s->seats[i]);
	if (s->ngroup)
		qsort(s->groups, s->ngroup, sizeof(*s->groups), by_size);
}

void
seats_release(struct seats *s)
{
	for (size_t i = 0; i < s->ngroup; i++) {
		free(s->groups[i].key);
		free(s->groups[i].seats);
	}
	free(s->groups);
	free(s->hands);
	free(s->seats);
	*s = (struct seats){ 0 };
}
