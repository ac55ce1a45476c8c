#include "config.h"

#include "engine/flow/known_canaries.h"

#include <string.h>

#include "common/course/lab.h"
#include "common/course/lab_flow.h"
#include "engine/client/kafka.h"
#include "engine/flow/recognise.h"

#define ID_LEN 36 /* 8-4-4-4-12 digits, as RFC 9562 writes it */

static void
take_id(void *ctx, const struct event *ev)
{
	struct known_canaries *known = ctx;

	if (ev->kind == EV_CANARY && ev->text)
		keys_slot(&known->ids, ev->text, strlen(ev->text));
}

/* Others append while we read. */
static void
look_in_journal(struct known_canaries *known)
{
	if (known->path &&
		journal_follow(known->path, &known->seen, take_id, known) ==
			JOURNAL_REPLACED)
		journal_follow(known->path, &known->seen, take_id, known);
}

static bool
is_known(struct known_canaries *known, const char *id)
{
	if (keys_find(&known->ids, id, ID_LEN))
		return true;
	look_in_journal(known);
	return keys_find(&known->ids, id, ID_LEN) != NULL;
}

/* Is what may be an id in there that of a canary? */
static bool
has_known(struct known_canaries *known, const char *bytes, size_t len)
{
	const char *end = bytes ? bytes + len : NULL;

	for (const char *p = bytes; bytes && p < end; p++) {
		p = memchr(p, '-', (size_t)(end - p));
		if (!p)
			return false;
		if (p - bytes < 8 || end - p < ID_LEN - 8 || p[5] != '-' ||
			p[10] != '-' || p[15] != '-')
			continue;
		if (is_known(known, p - 8))
			return true;
	}
	return false;
}

static bool
has_known_header(struct known_canaries *known, const struct record *rec)
{
	const char *name, *value;
	size_t len;

	for (size_t i = 0; record_header_at(rec, i, &name, &value, &len); i++)
		if (has_known(known, value, len))
			return true;
	return false;
}

/* A learner's own rows have no negative numbers where a flow has one. */
static bool
has_number(const struct lab *lab, struct reading *reading)
{
	long long number;

	for (size_t i = 0; i < lab->nflow; i++)
		for (size_t j = 0; j < lab->flows[i].nhop; j++) {
			const struct lab_hop *hop = &lab->flows[i].hops[j];

			if (hop->kind == HOP_TOPIC &&
				!strcmp(hop->name, reading->rec->topic) &&
				recognise_number(hop, reading, &number) &&
				number < 0)
				return true;
		}
	return false;
}

bool
known_canaries_has(struct known_canaries *known, struct reading *reading)
{
	const struct record *rec = reading->rec;

	return has_known(known, rec->key, rec->key_len) ||
		has_known(known, rec->value, rec->value_len) ||
		has_known_header(known, rec) || has_number(known->lab, reading);
}

void
known_canaries_release(struct known_canaries *known)
{
	keys_release(&known->ids);
	*known = (struct known_canaries){ 0 };
}
