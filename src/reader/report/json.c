#include "config.h"

#include "common/base/err.h"
#include "reader/report/human.h"
#include "reader/report/object.h"
#include "reader/report/report.h"

static json_t *
item_json(const struct tally_item *item)
{
	json_t *o = json_object();

	object_str(o, "id", item->id);
	object_str(o, "title", item->title);
	object_str(o, "state", item_state_name(item->state));
	if (item->optional)
		json_object_set_new(o, "optional", json_true());
	object_str(o, "layer", item->layer);
	object_str(o, "service", item->service);
	object_str(o, "cause", item->cause);
	object_str(o, "try", item->hint);
	object_str(o, "probe", item->probe);
	object_str(o, "evidence", item->text);
	json_object_set_new(o, "ms", json_integer(item_ms(item)));
	return o;
}

/* Those that were asked for or heard of. */
static json_t *
items_json(const struct tally_item *items, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		if (items[i].expected || items[i].state != ITEM_WAITING)
			json_array_append_new(list, item_json(&items[i]));
	return list;
}

static void
json_end(struct report *r, const struct err *err)
{
	const struct tally *t = &r->tally;
	json_t *o = json_object();

	object_str(o, "lesson", r->lesson);
	object_str(o, "verb", r->verb);
	json_object_set_new(o, "exit", json_integer(report_exit(r, err)));
	object_str(o, "cause", report_abort(r, err));
	json_object_set_new(o, "checks", items_json(t->checks, t->ncheck));
	json_object_set_new(o, "steps", items_json(t->steps, t->nstep));
	object_print(o, &r->out);
}

const struct report_kind report_json = { "json", NULL, human_note, json_end };
