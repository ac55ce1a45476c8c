/* What is asked of a lab's steps and checks. */
#include "config.h"

#include "common/event/event.h"
#include "common/event/lab_state.h"

bool
lab_item_is_lost(const struct lab_item *item)
{
	return item->earned &&
		(item->red || item->now == NOW_FALSE ||
			item->now == NOW_UNASKABLE);
}

const struct event *
lab_item_end(const struct lab_item *item)
{
	static const struct event nothing = { 0 };

	return item->end ? item->end : &nothing;
}

const struct lab_detail *
lab_item_detail(const struct lab_item *item)
{
	static const struct lab_detail nothing = { 0 };

	return item->detail ? item->detail : &nothing;
}

bool
lab_item_is_good(const struct lab_item *item)
{
	return item->state >= ITEM_PASS && item->state <= ITEM_UNDONE;
}

int64_t
lab_item_ms(const struct lab_item *item)
{
	return item->end_ms > item->begin_ms ? item->end_ms - item->begin_ms
					     : 0;
}

const char *
item_state_name(enum item_state state)
{
	static const char *const names[] = {
		[ITEM_WAITING] = "not run",
		[ITEM_RUNNING] = "unfinished",
		[ITEM_PASS] = "pass",
		[ITEM_ALREADY] = "already",
		[ITEM_UNDONE] = "undone",
		[ITEM_FAIL] = "fail",
		[ITEM_SKIP] = "skip",
	};

	return names[state];
}

struct lab_count
lab_state_count(const struct lab_state *lab)
{
	struct lab_count n = { 0 };

	for (size_t i = 0; i < lab->nitem; i++) {
		const struct lab_item *item = lab->items[i];

		if (!item->is_check || !item->listed || item->optional)
			continue;
		n.all++;
		n.earned += item->earned;
		n.holds += item->earned && item->now == NOW_TRUE;
		n.lost += lab_item_is_lost(item);
		n.red += !item->earned && item->red;
		n.hints += item->hints;
	}
	return n;
}
