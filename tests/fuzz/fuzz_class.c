/*
 * What a stranger may write to a class: a record's key and value, a line feed
 * between, to its verdict; the same body signed by its learner, to a row and a
 * result; and all of it as a join code.
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "engine/class/board.h"
#include "engine/class/code.h"
#include "engine/client/sign.h"
#include "tests/fuzz/fuzz.h"

static void
take(struct class_board *board, const char *key, size_t key_len,
	const char *value, size_t len, bool ours)
{
	struct class_record record = { .key = key,
		.key_len = key_len,
		.value = value,
		.value_len = len,
		.when_ms = 1795942535455LL };
	enum class_verdict verdict = class_board_take(board, &record);

	need(ours || verdict != VERDICT_GOOD || !board->nrow,
		"a record without a seal counts");
	class_board_take_later(board, &record);
	class_board_settle(board);
	need(ours || !board->nrow, "a record without a seal counts later");
	need(!board->waiting_bytes, "a state waits for ever");
}

/* Signed, as state and as event, by who may sign it. */
static void
take_signed(struct class_board *board, const char *body)
{
	static const enum class_kind kinds[] = { CLASS_STATE, CLASS_EVENT };
	static const unsigned char secret[SIGN_KEY] = "not kept secret";
	struct sign_key signer;

	sign_key_from(&signer, secret);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct class_key key = {
			.kind = kinds[i], .seq = 1, .lesson = "l"
		};
		struct buf value = { 0 };
		char *text;

		sign_name(signer.open, key.who, sizeof(key.who));
		text = class_key_text(&key);
		class_seal(&value, &signer, board->class_id, text, body);
		take(board, text, strlen(text), value.data, value.len, true);
		buf_release(&value);
		free(text);
	}
}

/* A code that is read is written as one that is read the same. */
static void
read_code(const char *text)
{
	struct class_code code, again;
	struct err err = { 0 };
	char *written;

	if (class_code_parse(&code, text, &err) < 0)
		return;
	written = class_code_text(&code);
	need(class_code_parse(&again, written, &err) == 0 &&
			!memcmp(&code, &again, sizeof(code)),
		"a code that is not read as it was written");
	free(written);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct class_board board = { .class_id = mem_strdup("demo/0123") };
	char *text = mem_strndup(size ? (const char *)data : "", size);
	size_t len = strlen(text), key = strcspn(text, "\n");

	take(&board, text, key, text + key, len - key, false);
	take_signed(&board, text);
	for (size_t i = 0; i < board.nrow; i++)
		json_decref(class_row_json(board.rows[i]));
	read_code(text);
	class_board_release(&board);
	free(text);
	return 0;
}
