#include "config.h"

#include "engine/class/board.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"

#define SECOND_MS 1000

/* -- rows ----------------------------------------------------------------- */

static char *
index_key(const struct class_key *key)
{
	return mem_printf("%s/%s", key->who, key->lesson);
}

static struct class_row *
row_find(const struct class_board *board, const struct class_key *key)
{
	char *name = index_key(key);
	long long at = json_int(board->index, name, -1);

	free(name);
	return at < 0 ? NULL : board->rows[at];
}

/* NULL: there is no room for more. */
static struct class_row *
row_add(struct class_board *board, const struct class_key *key)
{
	struct class_row *row;
	char *name;

	if (board->nrow == CLASS_ROWS_MAX)
		return NULL;
	if (!board->index)
		board->index = json_object();
	row = mem_alloc(sizeof(*row));
	memcpy(row->who, key->who, sizeof(row->who));
	row->lesson = mem_strdup(key->lesson);
	board->rows = mem_more(board->rows, board->nrow, sizeof(*board->rows));
	name = index_key(key);
	json_object_set_new_nocheck(
		board->index, name, json_integer((json_int_t)board->nrow));
	free(name);
	return board->rows[board->nrow++] = row;
}

static void
row_erase(struct class_row *row)
{
	json_decref(row->body);
	row->body = NULL;
	history_release(&row->history);
}

/* -- records -------------------------------------------------------------- */

/* Before its seal is looked at, which takes longest. */
static bool
is_flood(struct class_row *row, int64_t when_ms)
{
	int64_t second = when_ms / SECOND_MS;

	if (row->second != second)
		row->in_second = 0;
	row->second = second;
	return ++row->in_second > CLASS_RATE;
}

static bool
is_state(const json_t *body)
{
	const char *name = json_str(body, "name", "");

	return json_int(body, "seq", 0) > 0 && *name && strlen(name) < CLASS_AS;
}

static enum class_verdict
take_state(struct class_row *row, json_t *body, int64_t when_ms)
{
	uint64_t seq = (uint64_t)json_int(body, "seq", 0);

	if (!is_state(body))
		return VERDICT_FORGED;
	if (seq <= row->seq)
		return VERDICT_REPEATED;
	row->seq = seq;
	row->heard_ms = when_ms;
	row->news = true;
	row->left = json_is_true(json_object_get(body, "left"));
	json_decref(row->body);
	row->body = json_incref(body);
	if (row->left)
		row_erase(row);
	return VERDICT_GOOD;
}

static int64_t
before(int64_t when_ms, const json_t *body, const char *key)
{
	long long ago = json_int(body, key, 0);

	return when_ms - (ago > 0 && ago < when_ms ? ago : 0);
}

static enum class_verdict
take_event(struct class_row *row, const struct class_key *key,
	const json_t *body, int64_t when_ms)
{
	char *text = json_line(json_object_get(body, "event"));
	struct event_line line = { 0 };
	struct err bad = { 0 };
	enum class_verdict verdict = VERDICT_GOOD;

	if (key->seq <= row->event_seq) {
		verdict = VERDICT_REPEATED;
	} else if (event_decode(&line, text, strlen(text), &bad) < 0) {
		verdict = VERDICT_FORGED;
	} else {
		row->event_seq = key->seq;
		line.ev.wall_ms = before(when_ms, body, "ago");
		if (!row->left)
			history_event(&row->history, &line.ev);
	}
	event_line_release(&line);
	free(text);
	return verdict;
}

/* Nobody signs what erases, so it counts from those alone who have left. */
static enum class_verdict
take_erasure(const struct class_row *row, enum class_kind kind)
{
	return kind == CLASS_STATE && row && !row->left ? VERDICT_FORGED
							: VERDICT_GOOD;
}

static enum class_verdict
take_sealed(struct class_board *board, const struct class_record *r,
	const struct class_key *key, struct class_row *row)
{
	json_t *body;
	enum class_verdict verdict = class_unseal(&body, board->class_id,
		key->who, r->key, r->key_len, r->value, r->value_len);

	if (verdict == VERDICT_GOOD && !row)
		row = row_add(board, key);
	if (verdict == VERDICT_GOOD && !row)
		verdict = VERDICT_LARGE;
	else if (verdict == VERDICT_GOOD && key->kind == CLASS_STATE)
		verdict = take_state(row, body, r->when_ms);
	else if (verdict == VERDICT_GOOD)
		verdict = take_event(row, key, body, r->when_ms);
	json_decref(body);
	return verdict;
}

static enum class_verdict
take(struct class_board *board, const struct class_record *r)
{
	struct class_key key;
	struct class_row *row;

	if (class_key_read(&key, r->key, r->key_len) == CLASS_NONE)
		return VERDICT_FORGED;
	row = row_find(board, &key);
	if (!r->value)
		return take_erasure(row, key.kind);
	if (row && is_flood(row, r->when_ms))
		return VERDICT_FLOOD;
	return take_sealed(board, r, &key, row);
}

enum class_verdict
class_board_take(struct class_board *board, const struct class_record *record)
{
	enum class_verdict verdict = take(board, record);

	board->counts[verdict]++;
	board->news |= verdict != VERDICT_GOOD;
	return verdict;
}

/* -- rows as JSON --------------------------------------------------------- */

static void
set_time(json_t *to, const char *key, const json_t *from, const char *ago,
	int64_t heard_ms)
{
	json_object_set_new(to, key, json_integer(before(heard_ms, from, ago)));
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
	json_object_set_new(o, "heard", json_integer(row->heard_ms));
	json_object_set_new(o, "earned", earned_json(row));
	json_object_set_new(o, "red", red_json(row));
	return o;
}

json_t *
class_board_unverified(const struct class_board *board)
{
	json_t *o = json_object();

	for (int v = VERDICT_GOOD + 1; v < VERDICT_COUNT; v++)
		if (board->counts[v])
			json_object_set_new(o,
				class_verdict_name((enum class_verdict)v),
				json_integer(board->counts[v]));
	return o;
}

void
class_board_release(struct class_board *board)
{
	for (size_t i = 0; i < board->nrow; i++) {
		row_erase(board->rows[i]);
		free(board->rows[i]->lesson);
		free(board->rows[i]);
	}
	free(board->rows);
	free(board->class_id);
	json_decref(board->index);
	*board = (struct class_board){ 0 };
}
