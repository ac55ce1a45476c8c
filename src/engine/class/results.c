/* What a class leaves: every learner's items, and what was red for how long. */
#include "config.h"

#include "engine/class/watch.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/json_span.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "engine/class/board.h"
#include "engine/class/results.h"
#include "engine/class/room.h"

static void
take(void *ctx, const struct class_record *record)
{
	class_board_take_later(ctx, record);
}

/* -- as JSON -------------------------------------------------------------- */

static void
set_text(json_t *o, const char *key, const char *message)
{
	struct buf clean = { 0 };

	if (!message)
		return;
	msg_clean(&clean, SAN_LINE, message);
	json_object_set_new(o, key, json_string(buf_str(&clean)));
	buf_release(&clean);
}

static json_t *
red_json(const struct history_red *red)
{
	json_t *o = json_object();

	set_text(o, "item", red->id);
	json_set_int(o, "from", red->from_ms);
	json_set_int(o, "to", red->to_ms);
	json_set_int(o, "healed", red->healed_ms);
	json_set_int(o, "times", red->times);
	json_object_set_new(o, "became", json_boolean(red->became));
	set_text(o, "layer", red->failure->layer);
	set_text(o, "at", red->failure->service);
	set_text(o, "cause", red->failure->cause);
	set_text(o, "explain", red->failure->explain);
	return o;
}

static json_t *
result_json(const struct class_row *row)
{
	json_t *o = class_row_json(row), *reds = json_array();

	set_text(o, "name", json_str(o, "name", ""));
	set_text(o, "lesson", row->lesson);
	for (size_t i = 0; i < row->history.nred; i++)
		json_array_append_new(reds, red_json(&row->history.reds[i]));
	json_object_set_new(o, "reds", reds);
	json_object_del(o, "red"); /* its last reds are among all of them */
	return o;
}

static json_t *
results_json(const struct class_room *room, const struct class_board *board,
	int64_t opened_ms)
{
	json_t *o = json_object(), *learners = json_array();

	json_object_set_new(o, "class", json_string(room->code.name));
	json_set_int(o, "opened", opened_ms);
	json_set_int(o, "closed", clock_wall_ms());
	for (size_t i = 0; i < board->nrow; i++)
		if (board->rows[i]->body)
			json_array_append_new(
				learners, result_json(board->rows[i]));
	json_object_set_new(o, "learners", learners);
	json_object_set_new(o, "unverified", class_board_unverified(board));
	return o;
}

/* -- as CSV --------------------------------------------------------------- */

/* Quoted; what a spreadsheet would calculate is made a text. */
static void
add_cell(struct buf *out, const char *text)
{
	struct buf clean = { 0 };

	if (out->len && out->data[out->len - 1] != '\n')
		buf_addc(out, ',');
	san_add(&clean, SAN_LINE, text, strlen(text));
	buf_addc(out, '"');
	if (strchr("=+-@", *buf_str(&clean)) && clean.len)
		buf_addc(out, '\'');
	for (const char *p = buf_str(&clean); *p; p++) {
		if (*p == '"')
			buf_addc(out, '"');
		buf_addc(out, *p);
	}
	buf_addc(out, '"');
	buf_release(&clean);
}

static void
add_time(struct buf *out, int64_t wall_ms)
{
	char text[40] = "";

	if (wall_ms)
		clock_text(text, sizeof(text), true, wall_ms);
	add_cell(out, text);
}

long long
class_earned_at(const json_t *learner, const char *check)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(learner, "earned"), i, one)
	{
		if (!strcmp(json_str(one, "check", ""), check))
			return json_int(one, "at", 0);
	}
	return 0;
}

long long
class_red_ms(const json_t *red, long long closed)
{
	long long from = json_int(red, "from", 0);
	long long end = json_int(red, "healed", 0);

	if (!end)
		end = json_is_true(json_object_get(red, "became"))
			? json_int(red, "to", 0)
			: closed;
	return end > from ? end - from : 0;
}

struct class_reds
class_reds_of(const json_t *learner, const char *check, long long closed)
{
	struct class_reds sum = { .cause = "" };
	json_t *red;
	size_t i;

	json_array_foreach(json_object_get(learner, "reds"), i, red)
	{
		if (strcmp(json_str(red, "item", ""), check) != 0)
			continue;
		sum.times += json_int(red, "times", 0);
		sum.ms += class_red_ms(red, closed);
		sum.cause = json_str(red, "cause", "");
	}
	return sum;
}

static void
add_reds(struct buf *out, const json_t *learner, const char *check,
	long long closed)
{
	struct class_reds sum = class_reds_of(learner, check, closed);

	buf_addf(out, ",%lld,%lld", sum.times, sum.ms / 1000);
	add_cell(out, sum.cause);
}

static void
add_learner(struct buf *out, const json_t *learner, long long closed)
{
	json_t *check;
	size_t i;

	json_array_foreach(json_object_get(learner, "checks"), i, check)
	{
		const char *id = json_string_value(check);

		add_cell(out, json_str(learner, "name", ""));
		add_cell(out, json_str(learner, "learner", ""));
		add_cell(out, json_str(learner, "lesson", ""));
		add_cell(out, id ? id : "");
		add_time(out, id ? class_earned_at(learner, id) : 0);
		add_reds(out, learner, id ? id : "", closed);
		buf_addc(out, '\n');
	}
}

static void
results_csv(struct buf *out, const json_t *results)
{
	json_t *learner;
	size_t i;

	buf_adds(out,
		"name,learner,lesson,check,earned,times red,seconds red,"
		"last cause\n");
	json_array_foreach(json_object_get(results, "learners"), i, learner)
		add_learner(out, learner, json_int(results, "closed", 0));
}

/* -- all of them ----------------------------------------------------------------- */

static int
write_file(const char *base, const char *ending, const char *text, size_t len,
	struct err *err)
{
	char *path = mem_printf("%s.%s", base, ending);
	int rc = fs_replace(path, 0600, text, len, err);

	free(path);
	return rc;
}

static int
write_all(const char *base, const json_t *results, struct err *err)
{
	char *text = json_line(results);
	struct buf json = { 0 }, csv = { 0 }, html = { 0 };
	int rc;

	json_span_plain(&json, text, strlen(text));
	buf_addc(&json, '\n');
	rc = write_file(base, "json", json.data, json.len, err);
	results_csv(&csv, results);
	if (rc == 0)
		rc = write_file(base, "csv", buf_str(&csv), csv.len, err);
	class_results_html(&html, results);
	if (rc == 0)
		rc = write_file(base, "html", html.data, html.len, err);
	buf_release(&html);
	buf_release(&json);
	buf_release(&csv);
	free(text);
	return rc;
}

/* States first: they tell who has left, of whom no event counts. */
int
class_results(const struct class_room *room, const char *base,
	int64_t opened_ms, const struct ctl *ctl, struct err *err)
{
	struct class_board board = { .class_id = mem_strdup(room->id) };
	json_t *results;
	int rc = class_room_read(
		room, CLASS_TOPIC_STATE, take, &board, ctl, err);

	if (rc == 0)
		rc = class_room_read(
			room, CLASS_TOPIC_EVENTS, take, &board, ctl, err);
	class_board_settle(&board);
	if (rc == 0) {
		results = results_json(room, &board, opened_ms);
		rc = write_all(base, results, err);
		json_decref(results);
	}
	class_board_release(&board);
	return rc;
}
