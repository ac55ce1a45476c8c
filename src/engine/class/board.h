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
#define CLASS_RATE 200   /* records of a learner in a second and a lesson */
#define CLASS_WAITING 64 /* states of one row that wait */
#define CLASS_WAITING_BYTES (16UL << 20) /* of all that wait */
#define CLASS_AS 41 /* room for what a learner calls himself, in bytes */

/* A record as the broker has it; all lent. value NULL: it erases. */
struct class_record {
	const char *key, *value;
	size_t key_len, value_len;
	int64_t when_ms; /* since 1970, of the broker */
};

/* A state whose seal was not looked at yet. */
struct class_waiting {
	uint64_t seq; /* that it claims */
	char *bytes;  /* key, then value; owned */
	size_t key_len, value_len;
	int64_t when_ms;
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
	struct class_waiting *waiting; /* each claims to be newer than before */
	size_t nwaiting;
	bool known; /* its learner has signed for it */
	bool left;
	bool news; /* set when it changes, cleared by who has told it */
};

/* Zero is valid once class_id is set; release with class_board_release(). */
struct class_board {
	char *class_id; /* owned */
	struct class_row **rows;
	size_t nrow;
	json_t *index; /* "WHO/LESSON": its number in rows */
	size_t waiting_bytes;
	long counts[VERDICT_COUNT];
	bool news; /* as that of a row, of the counts */
};

enum class_verdict class_board_take(
	struct class_board *board, const struct class_record *record);

/*
 * The same of many at once. A state may wait for class_board_settle(), where
 * only the newest of a row that holds is verified: most of a topic is replaced
 * before anybody sees it. VERDICT_GOOD: also one that waits.
 */
enum class_verdict class_board_take_later(
	struct class_board *board, const struct class_record *record);

/* To be called before rows are looked at. */
void class_board_settle(struct class_board *board);

/*
 * A row for the reader or a file, its times since 1970; a new reference:
 * {"learner", "name", "lesson", "heard", "checks": [id], "earned": [{"check",
 * "at"}], "red": [{"item", "since", "last", "times", "layer", "at",
 * "cause", "explain"}], "hand": since when it is up, if it is}, or with "left".
 */
json_t *class_row_json(const struct class_row *row);

/* {"forged": 3}: those that do not count, without zeros; a new reference. */
json_t *class_board_unverified(const struct class_board *board);

/* When something was whose body says how long ago that is. */
int64_t class_row_time(int64_t when_ms, const json_t *body, const char *key);

void class_board_release(struct class_board *board);

#endif
