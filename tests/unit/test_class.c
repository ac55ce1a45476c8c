/* A class without a broker: codes, seals, and a board that believes nobody. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/event/event.h"
#include "engine/class/board.h"
#include "engine/class/channel.h"
#include "engine/class/code.h"
#include "engine/class/results.h"
#include "engine/class/told.h"
#include "engine/client/sign.h"
#include "tests/unit/cmock.h"

#define CLASS_ID "demo/c58adc1d5e41"
#define LESSON "07-m/05-lesson"
#define HOUR_MS 3600000LL
#define NOW 1795942535455LL

/* A board and two who write to it. */
struct room {
	struct class_board board;
	struct sign_key ann, eve;
};

static int
set_up(void **state)
{
	struct room *r = mem_alloc(sizeof(*r));

	r->board.class_id = mem_strdup(CLASS_ID);
	sign_key_new(&r->ann);
	sign_key_new(&r->eve);
	*state = r;
	return 0;
}

static int
tear_down(void **state)
{
	struct room *r = *state;

	class_board_release(&r->board);
	free(r);
	return 0;
}

/* The key under which somebody's records stand. */
static char *
key_of(const struct sign_key *whose, enum class_kind kind, uint64_t seq)
{
	struct class_key key = { .kind = kind, .seq = seq, .lesson = LESSON };

	sign_name(whose->open, key.who, sizeof(key.who));
	return class_key_text(&key);
}

static enum class_verdict
put(struct class_board *board, const char *key, const struct buf *value,
	int64_t when_ms)
{
	return class_board_take(board,
		&(struct class_record){ .key = key,
			.key_len = strlen(key),
			.value = value ? value->data : NULL,
			.value_len = value ? value->len : 0,
			.when_ms = when_ms });
}

/* signer says body in the place of whose. */
static enum class_verdict
say(struct room *r, const struct sign_key *whose, const struct sign_key *signer,
	uint64_t event, const char *body)
{
	char *key = key_of(whose, event ? CLASS_EVENT : CLASS_STATE, event);
	struct buf value = { 0 };
	enum class_verdict verdict;

	class_seal(&value, signer, CLASS_ID, key, body);
	verdict = put(&r->board, key, &value, NOW);
	buf_release(&value);
	free(key);
	return verdict;
}

static enum class_verdict
say_state(struct room *r, const struct sign_key *signer, int seq)
{
	char *body = mem_printf("{\"seq\":%d,\"name\":\"n%d\"}", seq, seq);
	enum class_verdict verdict = say(r, &r->ann, signer, 0, body);

	free(body);
	return verdict;
}

static const char *
name_of(const struct class_row *row)
{
	return json_str(row->body, "name", "");
}

/* -- codes ---------------------------------------------------------------- */

static const struct class_code a_code = { .name = "demo-1",
	.host = "10.0.0.5",
	.port = 9092,
	.mark = "a3f291bc04de" };

static bool
is_read(const char *text)
{
	struct class_code code;
	struct err err = { 0 };

	return class_code_parse(&code, text, &err) == 0 &&
		!strcmp(code.name, a_code.name) &&
		!strcmp(code.host, a_code.host) && code.port == a_code.port &&
		!strcmp(code.mark, a_code.mark);
}

static void
a_code_is_read_as_a_person_types_it(void **state)
{
	char *text = class_code_text(&a_code), *digits, *typed;

	(void)state;
	assert_true(is_read(text));
	digits = strchr(text, '/') + 1;
	typed = mem_printf(" DEMO-1@10.0.0.5:9092/ %.4s %.4s%.4s %s", digits,
		digits + 5, digits + 10, digits + 15);
	assert_true(is_read(typed));
	free(typed);
	free(text);
}

static void
a_wrong_character_or_two_swapped_are_noticed(void **state)
{
	static const char others[] = "0123456789abcdefz.";
	char *text = class_code_text(&a_code);

	(void)state;
	for (char *at = text; *at; at++) {
		char was = *at;

		for (const char *other = others; *other; other++) {
			*at = *other;
			assert_true(
				*other == was || was == '-' || !is_read(text));
		}
		*at = was;
		if (at[1] && at[1] != was && at[1] != '-' && was != '-') {
			*at = at[1];
			at[1] = was;
			assert_false(is_read(text));
			at[1] = *at;
			*at = was;
		}
	}
	assert_true(is_read(text));
	free(text);
}

static void
what_is_no_code_is_refused(void **state)
{
	static const char *const bad[] = { "", "demo", "demo@host/aa", "/@",
		"demo@host:0/a3f291bc04de00", "demo@host:70000/a3f291bc04de00",
		"a_b@host:9092/a3f291bc04de00", "demo@:1/a3f291bc04de00" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(is_read(bad[i]));
}

static void
keys_are_read_as_they_are_written(void **state)
{
	static const char *const bad[] = { "", "state", "state//l",
		"state/0123456789abcdef012/l", "state/0123456789abcdef0123/",
		"event/0123456789abcdef0123/01/l",
		"event/0123456789abcdef0123/l",
		"event/0123456789abcdef0123/0/l", "what/0123456789abcdef0123/l",
		"state/0123456789ABCDEF0123/l" };
	struct class_key key = { .kind = CLASS_EVENT,
		.who = "0123456789abcdef0123",
		.seq = 12,
		.lesson = LESSON };
	struct class_key again;
	char *text = class_key_text(&key);

	(void)state;
	assert_int_equal(
		class_key_read(&again, text, strlen(text)), CLASS_EVENT);
	assert_memory_equal(&again, &key, sizeof(key));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(class_key_read(&again, bad[i], strlen(bad[i])),
			CLASS_NONE);
	free(text);
}

/* -- seals ---------------------------------------------------------------- */

static void
no_byte_of_a_record_can_be_changed(void **state)
{
	struct room *r = *state;
	char *key = key_of(&r->ann, CLASS_STATE, 0);
	struct buf value = { 0 };

	class_seal(
		&value, &r->ann, CLASS_ID, key, "{\"seq\":1,\"name\":\"n\"}");
	for (size_t i = 0; i < value.len; i++) {
		value.data[i] ^= 1;
		assert_int_equal(
			put(&r->board, key, &value, NOW), VERDICT_FORGED);
		value.data[i] ^= 1;
	}
	assert_int_equal(r->board.nrow, 0);
	assert_int_equal(put(&r->board, key, &value, NOW), VERDICT_GOOD);
	buf_release(&value);
	free(key);
}

static void
a_record_of_another_class_or_place_does_not_count(void **state)
{
	struct room *r = *state;
	char *key = key_of(&r->ann, CLASS_STATE, 0);
	char *elsewhere = mem_printf("%sx", key);
	struct buf value = { 0 }, here = { 0 };

	class_seal(&value, &r->ann, "demo/another", key,
		"{\"seq\":1,\"name\":\"n\"}");
	assert_int_equal(put(&r->board, key, &value, NOW), VERDICT_FORGED);
	class_seal(&here, &r->ann, CLASS_ID, key, "{\"seq\":1,\"name\":\"n\"}");
	assert_int_equal(put(&r->board, elsewhere, &here, NOW), VERDICT_FORGED);
	buf_release(&value);
	buf_release(&here);
	free(elsewhere);
	free(key);
}

static void
what_is_too_large_is_not_even_read(void **state)
{
	struct room *r = *state;
	char *body = mem_printf("{\"seq\":1,\"name\":\"n\",\"x\":\"%*s\"}",
		CLASS_VALUE_MAX, "");

	assert_int_equal(say(r, &r->ann, &r->ann, 0, body), VERDICT_LARGE);
	assert_int_equal(r->board.nrow, 0);
	free(body);
}

static void
a_signed_body_that_is_none_does_not_count(void **state)
{
	static const char *const bad[] = { "", "[]", "{\"seq\":1",
		"{\"seq\":0,\"name\":\"n\"}", "{\"seq\":1}",
		"{\"seq\":1,\"name\":\"\"}",
		"{\"seq\":1,\"seq\":2,\"name\":\"n\"}",
		"{\"seq\":1,\"name\":\"a name of far more than forty bytes, "
		"which is the most\"}",
		"{\"seq\":1,\"name\":\"n\",\"red\":[{\"cause\":[\"\\u00251$s\","
		"\"x\"]}]}" };
	struct room *r = *state;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
			say(r, &r->ann, &r->ann, 0, bad[i]), VERDICT_FORGED);
}

/* -- the board ------------------------------------------------------------ */

static void
a_forgery_or_a_replay_overwrites_nothing(void **state)
{
	struct room *r = *state;

	assert_int_equal(say_state(r, &r->ann, 5), VERDICT_GOOD);
	assert_int_equal(say_state(r, &r->eve, 6), VERDICT_FORGED);
	assert_int_equal(say_state(r, &r->ann, 5), VERDICT_REPEATED);
	assert_int_equal(say_state(r, &r->ann, 4), VERDICT_REPEATED);
	assert_int_equal(r->board.nrow, 1);
	assert_string_equal(name_of(r->board.rows[0]), "n5");
	assert_int_equal(say_state(r, &r->ann, 6), VERDICT_GOOD);
	assert_string_equal(name_of(r->board.rows[0]), "n6");
	assert_int_equal(r->board.counts[VERDICT_FORGED], 1);
	assert_int_equal(r->board.counts[VERDICT_REPEATED], 2);
}

static void
only_who_left_can_be_erased(void **state)
{
	struct room *r = *state;
	char *key = key_of(&r->ann, CLASS_STATE, 0);

	say_state(r, &r->ann, 1);
	assert_int_equal(put(&r->board, key, NULL, NOW), VERDICT_FORGED);
	assert_non_null(r->board.rows[0]->body);
	assert_int_equal(say(r, &r->ann, &r->ann, 0,
				 "{\"seq\":2,\"name\":\"n\",\"left\":true}"),
		VERDICT_GOOD);
	assert_null(r->board.rows[0]->body);
	assert_int_equal(put(&r->board, key, NULL, NOW), VERDICT_GOOD);
	free(key);
}

static void
a_flood_ends_with_its_second(void **state)
{
	struct room *r = *state;
	char *key = key_of(&r->ann, CLASS_STATE, 0);
	struct buf value = { 0 };

	say_state(r, &r->ann, 1);
	class_seal(
		&value, &r->ann, CLASS_ID, key, "{\"seq\":2,\"name\":\"n\"}");
	for (int i = 0; i < CLASS_RATE; i++)
		put(&r->board, key, NULL, NOW);
	for (int i = 0; i < CLASS_RATE + 10; i++)
		say_state(r, &r->eve, 9);
	assert_int_equal(put(&r->board, key, &value, NOW), VERDICT_FLOOD);
	assert_int_equal(put(&r->board, key, &value, NOW + 1000), VERDICT_GOOD);
	buf_release(&value);
	free(key);
}

/* -- seals that are looked at later ----------------------------------------- */

static enum class_verdict
say_later(struct room *r, const struct sign_key *signer, int seq)
{
	char *key = key_of(&r->ann, CLASS_STATE, 0);
	char *body = mem_printf("{\"seq\":%d,\"name\":\"n%d\"}", seq, seq);
	struct buf value = { 0 };
	enum class_verdict verdict;

	class_seal(&value, signer, CLASS_ID, key, body);
	verdict = class_board_take_later(&r->board,
		&(struct class_record){ .key = key,
			.key_len = strlen(key),
			.value = value.data,
			.value_len = value.len,
			.when_ms = NOW });
	buf_release(&value);
	free(body);
	free(key);
	return verdict;
}

static void
the_newest_of_many_states_counts(void **state)
{
	struct room *r = *state;

	for (int seq = 1; seq <= 3 * CLASS_WAITING / 2; seq++)
		say_later(r, &r->ann, seq);
	assert_true(r->board.rows[0]->nwaiting > 0);
	class_board_settle(&r->board);
	assert_int_equal(r->board.nrow, 1);
	assert_int_equal(r->board.rows[0]->seq, 3 * CLASS_WAITING / 2);
	assert_int_equal(r->board.rows[0]->nwaiting, 0);
	assert_int_equal(r->board.waiting_bytes, 0);
	assert_int_equal(r->board.counts[VERDICT_FORGED], 0);
}

/* However many forgeries lie over it. */
static void
a_forgery_that_waits_hides_no_state(void **state)
{
	struct room *r = *state;

	say_later(r, &r->ann, 7);
	for (int seq = 8; seq < 8 + CLASS_WAITING + 5; seq++)
		say_later(r, &r->eve, seq);
	class_board_settle(&r->board);
	assert_string_equal(name_of(r->board.rows[0]), "n7");
	assert_int_equal(r->board.counts[VERDICT_FORGED], CLASS_WAITING + 5);
	say_later(r, &r->eve, 500);
	assert_int_equal(say_later(r, &r->ann, 8), VERDICT_GOOD);
	class_board_settle(&r->board);
	assert_string_equal(name_of(r->board.rows[0]), "n8");
}

static void
a_replay_does_not_replace_what_waits(void **state)
{
	struct room *r = *state;

	say_later(r, &r->ann, 5);
	say_later(r, &r->ann, 6);
	assert_int_equal(say_later(r, &r->ann, 5), VERDICT_REPEATED);
	class_board_settle(&r->board);
	assert_string_equal(name_of(r->board.rows[0]), "n6");
}

static void
a_row_that_nobody_signed_for_goes(void **state)
{
	struct room *r = *state;

	say_later(r, &r->eve, 3);
	class_board_settle(&r->board);
	assert_int_equal(r->board.nrow, 0);
	assert_int_equal(r->board.counts[VERDICT_FORGED], 1);
	say_later(r, &r->ann, 1);
	class_board_settle(&r->board);
	assert_int_equal(r->board.nrow, 1);
}

/* One step of some history: a state, a replay, a forgery, a leaving. */
static void
put_some(struct room *r, struct class_board *at_once, struct class_board *later,
	unsigned pick, int seq)
{
	const struct sign_key *signer = pick % 5 == 0 ? &r->eve : &r->ann;
	char *key = key_of(pick % 7 == 0 ? &r->eve : &r->ann, CLASS_STATE, 0);
	char *body = mem_printf("{\"seq\":%d,\"name\":\"n%u\"%s}", seq, pick,
		pick % 11 == 0 ? ",\"left\":true" : "");
	struct buf value = { 0 };
	struct class_record record = { .key = key,
		.key_len = strlen(key),
		.when_ms = NOW + (int64_t)pick * 1000 };

	class_seal(&value, signer, CLASS_ID, key, body);
	record.value = pick % 13 == 0 ? NULL : value.data;
	record.value_len = record.value ? value.len : 0;
	class_board_take(at_once, &record);
	class_board_take_later(later, &record);
	if (pick % 17 == 0)
		class_board_settle(later);
	buf_release(&value);
	free(body);
	free(key);
}

static json_t *
rows_of(const struct class_board *board)
{
	json_t *rows = json_object();

	for (size_t i = 0; i < board->nrow; i++)
		if (board->rows[i]->seq)
			json_object_set_new(rows, board->rows[i]->who,
				class_row_json(board->rows[i]));
	return rows;
}

/* Whatever comes in whatever order, both ways end with the same rows. */
static void
later_comes_to_the_same_as_at_once(void **state)
{
	struct room *r = *state;
	unsigned next = 12345;

	for (int run = 0; run < 60; run++) {
		struct class_board at_once = { .class_id =
						       mem_strdup(CLASS_ID) };
		struct class_board later = { .class_id = mem_strdup(CLASS_ID) };
		json_t *a, *b;

		for (int i = 1; i < 40; i++) {
			next = next * 1103515245 + 12345;
			put_some(r, &at_once, &later, next >> 16 & 0xfff,
				next >> 28 ? i : 1 + (int)(next >> 20 & 31));
		}
		class_board_settle(&later);
		a = rows_of(&at_once);
		b = rows_of(&later);
		assert_true(json_equal(a, b));
		assert_true(json_object_size(a) > 0);
		json_decref(a);
		json_decref(b);
		class_board_release(&at_once);
		class_board_release(&later);
	}
}

/* -- results -------------------------------------------------------------- */

static void
nothing_of_a_learners_becomes_a_tag(void **state)
{
	static const char evil[] = "<script>alert('&')</script>";
	json_t *results = json_pack(
		"{s:s, s:I, s:I, s:[{s:s, s:s, s:s, s:[s], s:[],"
		" s:[{s:s, s:s, s:I, s:I, s:i}]}]}",
		"class", "demo", "opened", (json_int_t)NOW, "closed",
		(json_int_t)NOW + HOUR_MS, "learners", "learner", "1", "name",
		evil, "lesson", evil, "checks", "a", "earned", "reds", "item",
		"a", "cause", evil, "from", (json_int_t)NOW, "to",
		(json_int_t)NOW + 120000, "times", 2);
	struct buf page = { 0 };

	(void)state;
	assert_non_null(results);
	class_results_html(&page, results);
	assert_null(strstr(buf_str(&page), "<script"));
	assert_non_null(strstr(buf_str(&page),
		"<td>a<td>&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"
		"<td class=\"n\">1<td class=\"n\">2<td class=\"n\">60"));
	assert_non_null(strstr(buf_str(&page), "not earned"));
	buf_release(&page);
	json_decref(results);
}

/* A learner in a lesson, whose check was red once and did not heal. */
static json_t *
red_learner(const char *who, const char *lesson)
{
	return json_pack("{s:s, s:s, s:s, s:[s], s:[],"
			 " s:[{s:s, s:s, s:I, s:I, s:i}]}",
		"learner", who, "name", who, "lesson", lesson, "checks", "a",
		"earned", "reds", "item", "a", "cause", "no slot", "from",
		(json_int_t)NOW, "to", (json_int_t)NOW + 60000, "times", 1);
}

static void
both_tables_of_a_page_count_the_same(void **state)
{
	json_t *results = json_pack("{s:s, s:I, s:I, s:[o, o, o, o]}", "class",
		"demo", "opened", (json_int_t)NOW, "closed",
		(json_int_t)NOW + HOUR_MS / 2, "learners",
		red_learner("1", "l1"), red_learner("2", "l1"),
		red_learner("1", "l2"), red_learner("2", "l2"));
	struct buf page = { 0 };

	(void)state;
	assert_non_null(results);
	class_results_html(&page, results);
	/* two learners in each lesson, and not three or four of both */
	assert_non_null(strstr(buf_str(&page),
		"<tr><td>l1<td>a<td>no slot<td class=\"n\">2<td "
		"class=\"n\">2<td class=\"n\">60\n"));
	assert_non_null(strstr(buf_str(&page), "<tr><td>l2<td>a<td>no slot"));
	/* each until the class closed */
	assert_non_null(strstr(buf_str(&page),
		"<td class=\"n\">1<td class=\"n\">30<td>no slot"));
	buf_release(&page);
	json_decref(results);
}

/* -- what the instructor says ---------------------------------------------- */

static char *
heard(struct room *r, const struct sign_key *signer, const char *key,
	const char *body, long long *seq)
{
	char mark[CLASS_MARK], *line;
	struct buf value = { 0 };

	sign_name(r->ann.open, mark, sizeof(mark));
	class_seal(&value, signer, CLASS_ID, key, body);
	line = class_channel_line(
		CLASS_ID, mark, key, strlen(key), value.data, value.len, seq);
	buf_release(&value);
	return line;
}

static void
only_the_instructor_is_heard_and_each_line_once(void **state)
{
	static const char *const bad[] = {
		"{\"seq\":9,\"do\":\"say\",\"text\":\"\\u001b[2J\"}",
		"{\"seq\":10,\"do\":\"say\",\"text\":\"\"}",
		"{\"seq\":11,\"do\":\"sing\",\"text\":\"la\"}",
		"{\"do\":\"say\",\"text\":\"without a number\"}",
		"{\"do\":\"open\"}"
	};
	static const char body[] =
		"{\"seq\":2,\"do\":\"say\",\"text\":\"a break of 5 min\"}";
	struct room *r = *state;
	char *line, *large;
	long long seq = 1;

	assert_null(heard(r, &r->eve, CLASS_CHANNEL, body, &seq));
	assert_null(heard(r, &r->ann, "other", body, &seq));
	assert_int_equal(seq, 1);
	line = heard(r, &r->ann, CLASS_CHANNEL, body, &seq);
	assert_string_equal(line, "a break of 5 min");
	free(line);
	assert_int_equal(seq, 2);
	assert_null(heard(r, &r->ann, CLASS_CHANNEL, body, &seq));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_null(heard(r, &r->ann, CLASS_CHANNEL, bad[i], &seq));
	large = mem_printf("{\"seq\":20,\"do\":\"say\",\"text\":\"%*s\"}",
		CLASS_SAY + 1, "x");
	assert_null(heard(r, &r->ann, CLASS_CHANNEL, large, &seq));
	free(large);
}

/* -- what is told --------------------------------------------------------- */

static void
tell(struct told *told, enum event_kind kind, const char *check, int64_t at)
{
	told_event(told,
		&(struct event){ .kind = kind,
			.subject = check,
			.wall_ms = at,
			.layer = kind == EV_CHECK_FAIL ? "slot" : NULL,
			.cause = kind == EV_CHECK_FAIL ? "in use" : NULL },
		false);
}

/* Ann's laptop lives a day in the past; the row has the broker's time. */
static void
times_are_the_brokers_whatever_a_learners_clock_says(void **state)
{
	struct room *r = *state;
	int64_t there = NOW - 24 * HOUR_MS;
	json_t *checks = json_pack("[s,s,s]", "a", "b", "c"), *row, *red;
	struct told told = { 0 };
	char *body;

	told_begin(&told, checks);
	tell(&told, EV_CHECK_PASS, "a", there - 3 * HOUR_MS);
	tell(&told, EV_CHECK_FAIL, "b", there - 2 * HOUR_MS);
	tell(&told, EV_CHECK_FAIL, "b", there - HOUR_MS);
	body = told_state_body(&told, 1, "Ann", there - 5000, there);
	assert_int_equal(say(r, &r->ann, &r->ann, 0, body), VERDICT_GOOD);
	row = class_row_json(r->board.rows[0]);
	assert_int_equal(json_array_size(json_object_get(row, "checks")), 3);
	assert_int_equal(
		json_int(json_array_get(json_object_get(row, "earned"), 0),
			"at", 0),
		NOW - 3 * HOUR_MS);
	red = json_array_get(json_object_get(row, "red"), 0);
	assert_string_equal(json_str(red, "item", ""), "b");
	assert_int_equal(json_int(red, "since", 0), NOW - 2 * HOUR_MS);
	assert_int_equal(json_int(red, "times", 0), 2);
	assert_int_equal(json_int(row, "hand", 0), NOW - 5000);
	free(body);
	json_decref(row);
	json_decref(checks);
	told_release(&told);
}

static void
a_red_from_before_the_class_is_none_of_it(void **state)
{
	struct told told = { 0 };
	json_t *checks = json_pack("[s,s]", "a", "b");
	char *body;

	(void)state;
	told_begin(&told, checks);
	told_event(&told,
		&(struct event){ .kind = EV_CHECK_PASS, .subject = "a" }, true);
	told_event(&told,
		&(struct event){ .kind = EV_CHECK_FAIL, .subject = "b" }, true);
	body = told_state_body(&told, 1, "Ann", 0, NOW);
	assert_non_null(strstr(body, "\"earned\":[{\"check\":\"a\""));
	assert_non_null(strstr(body, "\"red\":[]"));
	assert_null(strstr(body, "\"hand\""));
	free(body);
	told_release(&told);
	json_decref(checks);
}

static void
say_event(struct room *r, uint64_t seq, enum event_kind kind, int64_t ago,
	enum class_verdict wanted)
{
	struct event ev = { .kind = kind,
		.subject = "a",
		.text = "/home/ann",
		.wall_ms = NOW - ago };
	char *body = told_event_body(&ev, NOW);

	assert_null(strstr(body, "/home"));
	assert_int_equal(say(r, &r->ann, &r->ann, seq, body), wanted);
	free(body);
}

static void
an_event_that_comes_twice_counts_once(void **state)
{
	struct room *r = *state;
	const struct history *h;

	say_event(r, 1, EV_CHECK_FAIL, 9000, VERDICT_GOOD);
	say_event(r, 2, EV_CHECK_FAIL, 8000, VERDICT_GOOD);
	say_event(r, 1, EV_CHECK_FAIL, 9000, VERDICT_REPEATED);
	say_event(r, 2, EV_CHECK_FAIL, 8000, VERDICT_REPEATED);
	say_event(r, 3, EV_CHECK_PASS, 2000, VERDICT_GOOD);
	h = &r->board.rows[0]->history;
	assert_int_equal(h->nred, 1);
	assert_int_equal(h->reds[0].times, 2);
	assert_int_equal(h->reds[0].from_ms, NOW - 9000);
	assert_int_equal(h->reds[0].healed_ms, NOW - 2000);
	assert_int_equal(h->nproof, 1);
}

#define ON_BOARD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_is_read_as_a_person_types_it),
		cmocka_unit_test(a_wrong_character_or_two_swapped_are_noticed),
		cmocka_unit_test(what_is_no_code_is_refused),
		cmocka_unit_test(keys_are_read_as_they_are_written),
		ON_BOARD(no_byte_of_a_record_can_be_changed),
		ON_BOARD(a_record_of_another_class_or_place_does_not_count),
		ON_BOARD(what_is_too_large_is_not_even_read),
		ON_BOARD(a_signed_body_that_is_none_does_not_count),
		ON_BOARD(a_forgery_or_a_replay_overwrites_nothing),
		ON_BOARD(only_who_left_can_be_erased),
		ON_BOARD(a_flood_ends_with_its_second),
		ON_BOARD(the_newest_of_many_states_counts),
		ON_BOARD(a_forgery_that_waits_hides_no_state),
		ON_BOARD(a_replay_does_not_replace_what_waits),
		ON_BOARD(a_row_that_nobody_signed_for_goes),
		ON_BOARD(later_comes_to_the_same_as_at_once),
		cmocka_unit_test(nothing_of_a_learners_becomes_a_tag),
		cmocka_unit_test(both_tables_of_a_page_count_the_same),
		ON_BOARD(only_the_instructor_is_heard_and_each_line_once),
		ON_BOARD(times_are_the_brokers_whatever_a_learners_clock_says),
		cmocka_unit_test(a_red_from_before_the_class_is_none_of_it),
		ON_BOARD(an_event_that_comes_twice_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
