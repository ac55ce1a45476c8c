/*
 * board.h - what the records of a class come to: a row for each learner and
 * lesson. Pure: records in, rows out, in any order and as often as they come.
 *
 * A record counts if it is signed by whom it is about and newer than what is
 * there; all others are counted by why they do not, and change nothing. Times
 * are the broker's: a learner only says how long ago something was.
 */
#ifndef CDCLAB_CLASS_BOARD_H
#define CDCLAB_CLASS_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "common/event/history.h"
#include "engine/class/record.h"

#define CLASS_ROWS_MAX 10000
#define CLASS_RATE 200 /* records of a learner in a second and a lesson */
#define CLASS_AS 41    /* room for what a learner calls himself, in bytes */

/* A record as the broker has it; all lent. value NULL: it erases. */
struct class_record {
	const char *key, *value;
	size_t key_len, value_len;
	int64_t when_ms; /* since 1970, of the broker */
};

struct class_row {
	char who[CLASS_WHO];
	char *lesson;
	json_t *body; /* of the newest state; NULL: none, or he has left */
	int64_t heard_ms;
	uint64_t seq, event_seq; /* the newest ones */
	struct history history;  /* of his events */
	int64_t second;          /* in which in_second records came */
	int in_second;
	bool left;
	bool news; /* set when it changes, cleared by who has told it */
};

/* Zero is valid once class_id is set; release with class_board_release(). */
struct class_board {
	char *class_id; /* owned */
	struct class_row **rows;
	size_t nrow;
	json_t *index; /* "WHO/LESSON": its number in rows */
	long counts[VERDICT_COUNT];
	bool news; /* as that of a row, of the counts */
};

enum class_verdict class_board_take(
	struct class_board *board, const struct class_record *record);

/*
 * A row for the reader or a file, its times since 1970; a new reference:
 * {"learner", "name", "lesson", "heard", "checks": [id], "earned": [{"check",
 * "at"}], "red": [{"item", "since", "last", "times", "layer", "at",
 * "cause", "explain"}]}, or with "left".
 */
json_t *class_row_json(const struct class_row *row);

/* {"forged": 3}: those that do not count, without zeros; a new reference. */
json_t *class_board_unverified(const struct class_board *board);

void class_board_release(struct class_board *board);

#endif
