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

static void
index_row(struct class_board *board, const char *name, size_t at)
{
	json_object_set_new_nocheck(
		board->index, name, json_integer((json_int_t)at));
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
	index_row(board, name, board->nrow);
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

static void
row_free(struct class_row *row)
{
	for (size_t i = 0; i < row->nwaiting; i++)
		free(row->waiting[i].bytes);
	free(row->waiting);
	row_erase(row);
	free(row->lesson);
	free(row);
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

int64_t
class_row_time(int64_t when_ms, const json_t *body, const char *key)
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
		line.ev.wall_ms = class_row_time(when_ms, body, "ago");
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
	if (verdict == VERDICT_GOOD && row)
		row->known = true;
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

static enum class_verdict
count(struct class_board *board, enum class_verdict verdict)
{
	board->counts[verdict]++;
	board->news |= verdict != VERDICT_GOOD;
	return verdict;
}

enum class_verdict
class_board_take(struct class_board *board, const struct class_record *record)
{
	return count(board, take(board, record));
}

/* -- states whose seals are looked at later -------------------------------- */

/*
 * The newest that is good makes all before it needless, so these are never
 * looked at. One that is not good is counted, and the one before it is tried.
 */
static void
row_settle(struct class_board *board, struct class_row *row)
{
	struct class_key key = { .kind = CLASS_STATE };
	bool found = false;

	memcpy(key.who, row->who, sizeof(key.who));
	while (row->nwaiting) {
		struct class_waiting *w = &row->waiting[--row->nwaiting];
		struct class_record r = { .key = w->bytes,
			.key_len = w->key_len,
			.value = w->bytes + w->key_len,
			.value_len = w->value_len,
			.when_ms = w->when_ms };

		if (!found)
			found = count(board,
					take_sealed(board, &r, &key, row)) ==
				VERDICT_GOOD;
		board->waiting_bytes -= w->key_len + w->value_len;
		free(w->bytes);
	}
}

/* Rows that nobody has signed for go. */
static void
drop_unknown(struct class_board *board)
{
	size_t kept = 0;

	json_object_clear(board->index);
	for (size_t i = 0; i < board->nrow; i++) {
		struct class_row *row = board->rows[i];
		char *name;

		if (!row->known) {
			row_free(row);
			continue;
		}
		name = mem_printf("%s/%s", row->who, row->lesson);
		index_row(board, name, kept);
		board->rows[kept++] = row;
		free(name);
	}
	board->nrow = kept;
}

void
class_board_settle(struct class_board *board)
{
	bool unknown = false;

	for (size_t i = 0; i < board->nrow; i++) {
		row_settle(board, board->rows[i]);
		unknown |= !board->rows[i]->known;
	}
	if (unknown)
		drop_unknown(board);
}

static void
row_wait(struct class_board *board, struct class_row *row,
	const struct class_record *r, uint64_t seq)
{
	struct class_waiting w = { .seq = seq,
		.bytes = mem_alloc(r->key_len + r->value_len),
		.key_len = r->key_len,
		.value_len = r->value_len,
		.when_ms = r->when_ms };

	memcpy(w.bytes, r->key, r->key_len);
	memcpy(w.bytes + r->key_len, r->value, r->value_len);
	row->waiting =
		mem_more(row->waiting, row->nwaiting, sizeof(*row->waiting));
	row->waiting[row->nwaiting++] = w;
	board->waiting_bytes += r->key_len + r->value_len;
}

static uint64_t
newest_seq(const struct class_row *row)
{
	return row->nwaiting ? row->waiting[row->nwaiting - 1].seq : row->seq;
}

static struct class_row *
row_make(struct class_board *board, const struct class_key *key)
{
	struct class_row *row = row_add(board, key);

	if (row)
		return row;
	class_board_settle(board);
	return row_add(board, key);
}

/*
 * Only one that says that it is newer than all before waits. Whatever else
 * comes is looked at now, after those that wait: no order of forgeries and
 * replays can hide a record that is good.
 */
enum class_verdict
class_board_take_later(struct class_board *board, const struct class_record *r)
{
	uint64_t seq = class_claimed_seq(r->value, r->value_len);
	struct class_key key;
	enum class_kind kind = class_key_read(&key, r->key, r->key_len);
	struct class_row *row = kind ? row_find(board, &key) : NULL;

	if (kind != CLASS_STATE || !seq || (row && seq <= newest_seq(row))) {
		if (row)
			row_settle(board, row);
		return class_board_take(board, r);
	}
	if (row && is_flood(row, r->when_ms))
		return count(board, VERDICT_FLOOD);
	if (!row && !(row = row_make(board, &key)))
		return count(board, VERDICT_LARGE);
	row_wait(board, row, r, seq);
	if (row->nwaiting == CLASS_WAITING)
		row_settle(board, row);
	if (board->waiting_bytes > CLASS_WAITING_BYTES)
		class_board_settle(board);
	return VERDICT_GOOD;
}

void
class_board_release(struct class_board *board)
{
	for (size_t i = 0; i < board->nrow; i++)
		row_free(board->rows[i]);
	free(board->rows);
	free(board->class_id);
	json_decref(board->index);
	*board = (struct class_board){ 0 };
}
