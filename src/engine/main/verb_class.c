/* A class, by who gives it. */
#include "config.h"

#include "engine/main/verb.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/event/event.h"
#include "engine/class/board.h"
#include "engine/class/carry.h"
#include "engine/class/channel.h"
#include "engine/class/member.h"
#include "engine/class/room.h"
#include "engine/class/watch.h"
#include "engine/client/sign.h"
#include "engine/main/verb_parts.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"

#define OWN "own.json"  /* the class that is given here: code, secret, opened */
#define BROKER_MS 20000 /* to make and delete topics, to read results */

/* The class of this instructor. Zero is valid; release with own_release(). */
struct own {
	json_t *json;
	struct sign_key key;
	struct class_room room;
};

static void
own_release(struct own *own)
{
	json_decref(own->json);
	class_room_release(&own->room);
	*own = (struct own){ 0 };
}

/* 1: there is one; 0: none; -1: err. */
static int
own_load(struct own *own, const struct place *place, struct err *err)
{
	struct class_code code;

	*own = (struct own){ .json = class_kept(place, OWN, err) };
	if (!own->json)
		return err->code ? -1 : 0;
	if (class_code_parse(&code, json_str(own->json, "code", ""), err) < 0)
		return -1;
	if (!class_secret_read(&own->key, own->json))
		return err_set(err, ERR_PROGRESS, "class/%s is damaged", OWN);
	class_room_init(&own->room, &code);
	return 1;
}

static int
own_need(struct own *own, const struct verb_call *call, struct err *err)
{
	int rc = own_load(own, call->place, err);

	if (rc)
		return rc;
	err_set(err, ERR_USAGE, "no class is open here");
	return err_hint(err, "cdclab class open NAME opens one");
}

static void
own_forget(const struct place *place)
{
	char *path = class_path(place, OWN);
	struct err ignored = { 0 };

	fs_remove_tree(path, &ignored);
	free(path);
}

/* -- open ----------------------------------------------------------------- */

/* The broker that was asked for, else that of the stack. */
static int
find_broker(
	struct class_code *code, const struct verb_call *call, struct err *err)
{
	const char *asked = json_str(call->ask, "broker", NULL);
	struct stack *stack;
	const struct endpoint *at;

	if (asked)
		return class_broker_parse(code, asked, err);
	stack = verb_open_stack(call, err);
	at = stack ? stack_endpoint(stack, "kafka") : NULL;
	if (at) {
		char *text = mem_printf("%s:%d", at->host, at->port);

		class_broker_parse(code, text, err);
		free(text);
	} else {
		err_set(err, ERR_STACK, "the stack has no Kafka");
	}
	stack_free(stack);
	return err->code ? -1 : 0;
}

static int
own_new(struct own *own, const char *name, const struct verb_call *call,
	struct err *err)
{
	struct class_code code = { 0 };
	char *text;

	if (class_name_check(name, err) < 0 ||
		find_broker(&code, call, err) < 0)
		return -1;
	memcpy(code.name, name, strlen(name) + 1);
	sign_key_new(&own->key);
	sign_name(own->key.open, code.mark, sizeof(code.mark));
	text = class_code_text(&code);
	own->json = json_object();
	json_object_set_new(own->json, "code", json_string(text));
	class_secret_keep(own->json, &own->key);
	json_set_int(own->json, "opened", clock_wall_ms());
	class_room_init(&own->room, &code);
	free(text);
	return 0;
}

/* One that is open already is opened again as it was: its code stays right. */
static int
must_be_same(const struct own *own, const char *name,
	const struct verb_call *call, struct err *err)
{
	const struct class_code *code = &own->room.code;
	struct class_code asked = *code;

	if (json_str(call->ask, "broker", NULL) &&
		find_broker(&asked, call, err) < 0)
		return -1;
	if (!strcmp(name, code->name) && !strcmp(asked.host, code->host) &&
		asked.port == code->port)
		return 0;
	err_set(err, ERR_LOCKED, "the class %s is open on %s:%d", code->name,
		code->host, code->port);
	return err_hint(err, "cdclab class close ends it");
}

static bool
is_loopback(const char *host)
{
	return !strcmp(host, "localhost") || !strncmp(host, "127.", 4);
}

static void
tell_code(const struct verb_call *call, const struct own *own)
{
	const char *code = json_str(own->json, "code", "");

	verb_tell(call, mem_strdup(code));
	verb_tell(call,
		msg_new("The class %s is open. To join it: %s",
			own->room.code.name,
			"cdclab class join CODE --as NAME"));
	if (is_loopback(own->room.at.host))
		verb_tell(call,
			msg_new("Its broker can be reached from this machine "
				"alone; --broker HOST:PORT takes another "
				"one."));
}

int
verb_class_open(const struct verb_call *call, struct err *err)
{
	const char *name = json_str(call->ask, "class", "");
	struct ctl ctl = ctl_within(call->ctl, BROKER_MS);
	struct own own = { 0 };
	int had = own_load(&own, call->place, err), rc = had < 0 ? -1 : 0;

	if (had > 0)
		rc = must_be_same(&own, name, call, err);
	else if (had == 0)
		rc = own_new(&own, name, call, err);
	if (rc == 0 && !had)
		rc = class_keep(call->place, OWN, own.json, err);
	if (rc == 0)
		rc = class_room_make(&own.room, &own.key, &ctl, err);
	if (rc == 0)
		tell_code(call, &own);
	else if (!had)
		own_forget(call->place);
	own_release(&own);
	return rc;
}

/* -- board ---------------------------------------------------------------- */

static int
tell_json(const struct verb_call *call, enum event_kind kind,
	const char *subject, json_t *json, struct err *err)
{
	char *text = json_line(json);
	int rc = emit_when_room(call->out,
		(struct event){
			.kind = kind, .subject = subject, .text = text },
		call->ctl, err);

	json_decref(json);
	free(text);
	return rc;
}

/* What is told with every frame; ctx is the call. */
static int
tell_frame(void *ctx, struct class_board *board, struct err *err)
{
	const struct verb_call *call = ctx;
	json_t *frame = json_object();
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < board->nrow; i++) {
		struct class_row *row = board->rows[i];

		if (row->news)
			rc = tell_json(call, EV_CLASS_ROW, row->who,
				class_row_json(row), err);
		row->news = false;
	}
	board->news = false;
	json_set_int(frame, "now", clock_wall_ms());
	json_object_set_new(frame, "class", json_string(board->class_id));
	json_object_set_new(frame, "unverified", class_board_unverified(board));
	if (rc < 0) {
		json_decref(frame);
		return -1;
	}
	return tell_json(call, EV_CLASS_FRAME, NULL, frame, err);
}

int
verb_class_board(const struct verb_call *call, struct err *err)
{
	bool once = json_is_true(json_object_get(call->ask, "once"));
	struct ctl ctl = ctl_within(call->ctl, BROKER_MS);
	struct topic_ids ids = { 0 };
	struct class_board board = { 0 };
	struct own own = { 0 };
	int rc = own_need(&own, call, err) > 0 ? 0 : -1;

	if (rc == 0)
		rc = class_room_there(&own.room, &ids, &ctl, err);
	if (rc == 0) {
		board.class_id = mem_strdup(own.room.id);
		rc = class_watch(&own.room, &board, once, tell_frame,
			(void *)(size_t)call, once ? &ctl : call->ctl, err);
	}
	topic_ids_release(&ids);
	class_board_release(&board);
	own_release(&own);
	return rc;
}

/* -- say ------------------------------------------------------------------ */

/* Its number is used up before it is sent, so none is used twice. */
static int
say(struct own *own, const struct verb_call *call, const struct ctl *ctl,
	struct err *err)
{
	long long seq = json_int(own->json, "said", 0) + 1;

	json_set_int(own->json, "said", seq);
	if (class_keep(call->place, OWN, own->json, err) < 0)
		return -1;
	return class_channel_say(&own->room, &own->key, seq,
		json_str(call->ask, "say", ""), ctl, err);
}

int
verb_class_say(const struct verb_call *call, struct err *err)
{
	struct ctl ctl = ctl_within(call->ctl, BROKER_MS);
	struct own own = { 0 };
	int rc = own_need(&own, call, err) > 0 ? 0 : -1;

	if (rc == 0)
		rc = say(&own, call, &ctl, err);
	if (rc == 0)
		verb_tell(call,
			msg_new("Everybody whose screen is open in "
				"the class can read it."));
	own_release(&own);
	return rc;
}

/* -- import --------------------------------------------------------------- */

static int
import_one(const struct verb_call *call, const struct own *own,
	const char *path, struct err *err)
{
	struct ctl ctl = ctl_within(call->ctl, 3 * BROKER_MS);
	struct class_carried sum;

	if (class_carry_in(&own->room, path, &sum, &ctl, err) < 0)
		return -1;
	verb_tell(call,
		msg_new("%s: %ld records are in the class, %ld are not signed "
			"for it.",
			path, sum.good, sum.bad));
	return 0;
}

int
verb_class_import(const struct verb_call *call, struct err *err)
{
	struct verb_names files = { 0 };
	struct own own = { 0 };
	int rc = own_need(&own, call, err) > 0 ? 0 : -1;

	verb_names_take(&files, call);
	for (size_t i = 0; rc == 0 && i < files.n; i++)
		rc = import_one(call, &own, files.names[i], err);
	verb_names_release(&files);
	own_release(&own);
	return rc;
}

/* -- close ---------------------------------------------------------------- */

/* "demo-20261129-0915": the same for one class, however often it is closed. */
static char *
results_name(const struct own *own)
{
	time_t at = (time_t)(json_int(own->json, "opened", 0) / 1000);
	char when[32] = "";
	struct tm tm;

	if (localtime_r(&at, &tm))
		strftime(when, sizeof(when), "%Y%m%d-%H%M", &tm);
	return mem_printf("%s-%s", own->room.code.name, when);
}

/*
 * Of a class whose topics somebody else has deleted there is nothing to write.
 */
static int
write_results(const struct verb_call *call, const struct own *own,
	const struct ctl *ctl, struct err *err)
{
	char *base = results_name(own);
	struct topic_ids ids = { 0 };
	struct err gone = { 0 };
	int rc = class_room_there(&own->room, &ids, ctl, &gone);

	if (rc == 0)
		rc = class_results(&own->room, base,
			json_int(own->json, "opened", 0), ctl, err);
	else if (gone.code == ERR_CHECK)
		rc = 1;
	else
		*err = gone;
	if (rc == 0)
		verb_tell(call,
			msg_new("%s.json, %s.csv and %s.html are written.",
				base, base, base));
	else if (rc > 0)
		verb_tell(call,
			msg_new("Its topics are gone, so there are no "
				"results."));
	topic_ids_release(&ids);
	free(base);
	return rc < 0 ? -1 : 0;
}

int
verb_class_close(const struct verb_call *call, struct err *err)
{
	struct ctl ctl = ctl_within(call->ctl, 3 * BROKER_MS);
	struct own own = { 0 };
	int rc = own_need(&own, call, err) > 0 ? 0 : -1;

	if (rc == 0)
		rc = write_results(call, &own, &ctl, err);
	if (rc == 0)
		rc = class_room_delete(&own.room, &ctl, err);
	if (rc == 0) {
		own_forget(call->place);
		verb_tell(call,
			msg_new("The class %s is closed.", own.room.code.name));
	}
	own_release(&own);
	return rc;
}
