/* A board's rows as the reader and a file have them. */
#include "config.h"

#include "engine/class/board.h"

#include "common/base/buf.h"
#include "common/base/json.h"

static void
set_time(json_t *to, const char *key, const json_t *from, const char *ago,
	int64_t heard_ms)
{
	json_set_int(to, key, class_row_time(heard_ms, from, ago));
}

static void
copy_keys(json_t *to, const json_t *from, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_t *value = json_object_get(from, keys[i]);

		if (value)
			json_object_set(to, keys[i], value);
	}
}

static json_t *
earned_json(const struct class_row *row)
{
	json_t *out = json_array(), *one, *copy;
	size_t i;

	json_array_foreach(json_object_get(row->body, "earned"), i, one)
	{
		copy = json_object();
		copy_keys(copy, one, (const char *const[]){ "check" }, 1);
		set_time(copy, "at", one, "ago", row->heard_ms);
		json_array_append_new(out, copy);
	}
	return out;
}

static json_t *
red_json(const struct class_row *row)
{
	static const char *const keys[] = { "item", "times", "layer", "at",
		"cause", "explain" };
	json_t *out = json_array(), *one, *copy;
	size_t i;

	json_array_foreach(json_object_get(row->body, "red"), i, one)
	{
		copy = json_object();
		copy_keys(copy, one, keys, ARRAY_LEN(keys));
		set_time(copy, "since", one, "since", row->heard_ms);
		set_time(copy, "last", one, "last", row->heard_ms);
		json_array_append_new(out, copy);
	}
	return out;
}

json_t *
class_row_json(const struct class_row *row)
{
	json_t *o = json_object();

	json_object_set_new(o, "learner", json_string(row->who));
	json_object_set_new(o, "lesson", json_string(row->lesson));
	if (!row->body) {
		json_object_set_new(o, "left", json_true());
		return o;
	}
	copy_keys(o, row->body, (const char *const[]){ "name", "checks" }, 2);
	json_set_int(o, "heard", row->heard_ms);
	json_object_set_new(o, "earned", earned_json(row));
	json_object_set_new(o, "red", red_json(row));
	if (json_object_get(row->body, "hand"))
		set_time(o, "hand", row->body, "hand", row->heard_ms);
	return o;
}

json_t *
class_board_unverified(const struct class_board *board)
{
	json_t *o = json_object();

	for (int v = VERDICT_GOOD + 1; v < VERDICT_COUNT; v++)
		if (board->counts[v])
			json_set_int(o,
				class_verdict_name((enum class_verdict)v),
				board->counts[v]);
	return o;
}
