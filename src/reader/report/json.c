#include "config.h"

#include <stdlib.h>

#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "reader/report/text.h"
#include "reader/report/report.h"

static json_t *
item_json(const struct lab_item *item)
{
	const struct event *end = lab_item_end(item);
	char *hint = report_try(item);
	json_t *o = json_object();

	object_str(o, "id", item->id);
	object_str(o, "title", item->title);
	object_str(o, "state", item_state_name(item->state));
	if (item->optional)
		json_object_set_new(o, "optional", json_true());
	if (item->hints)
		json_set_int(o, "hints", item->hints);
	object_str(o, "layer", end->layer);
	object_str(o, "service", end->service);
	object_str(o, "cause", end->cause);
	object_str(o, "try", hint);
	object_str(o, "probe", end->probe);
	object_str(o, "evidence", end->text);
	json_set_int(o, "ms", lab_item_ms(item));
	free(hint);
	return o;
}

/* Those that were asked for or heard of. */
static json_t *
items_json(const struct report *r, bool checks)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->lab.nitem; i++) {
		const struct lab_item *item = r->lab.items[i];

		if (item->is_check == checks && report_has(item))
			json_array_append_new(list, item_json(item));
	}
	return list;
}

static void
json_end(struct report *r, const struct err *err)
{
	json_t *o = json_object();

	object_str(o, "lesson", r->lesson);
	object_str(o, "verb", verb_name(r->verb));
	json_set_int(o, "exit", report_exit(r, err));
	object_str(o, "cause", report_abort(r, err));
	json_object_set_new(o, "checks", items_json(r, true));
	json_object_set_new(o, "steps", items_json(r, false));
	object_print(o, &r->out);
}

const struct report_kind report_json = { "json", NULL, human_note, json_end };
