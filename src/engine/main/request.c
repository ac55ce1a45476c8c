#include "config.h"

#include "engine/main/request.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "common/course/trust.h"
#include "common/course/workspace.h"
#include "common/event/journal.h"
#include "engine/main/verb.h"
#include "engine/world/emit.h"

#define LESSON_MAX ((size_t)32 << 20) /* bytes, as the reader's */

struct running_request {
	const struct place *place;
	struct sink sink;
	json_t *ask;
	atomic_bool cancel, over;
	atomic_int go; /* how often a row that it holds was let go */
	pthread_t thread;
	bool started;
};

/* What a request on a lab needs, in the order of their making. */
struct subject {
	struct buf text, edited;
	struct scan scan;
	struct workspace workspace;
	struct lab lab;
	struct journal *journal;
	int lock; /* -1: not held */
};

static int
load(struct subject *s, const struct place *place, const json_t *ask,
	struct err *err)
{
	const char *text = json_str(ask, "text", "");

	if (buf_read_file(&s->text, text, LESSON_MAX, err) < 0 ||
		scan_text(&s->scan, text, buf_str(&s->text), s->text.len, err) <
			0 ||
		lab_load(&s->lab, json_str(ask, "lab", ""), place->data, err) <
			0)
		return -1;
	if (lab_bind(&s->lab, &s->scan, err) < 0)
		return -1;
	return trust_of(place, &s->lab, &s->scan, err) == TRUST_HELD ? 0 : -1;
}

/* The learner's files in place of the lesson's blocks. */
static int
edit(struct subject *s, const struct place *place, struct emitter *out,
	struct err *err)
{
	struct workspace *ws = &s->workspace;

	if (workspace_open(ws, place, s->lab.lesson, &s->scan, err) < 0)
		return -1;
	for (size_t i = 0; i < ws->nfile; i++) {
		char *said;

		if (ws->files[i].state != FILE_EDITED)
			continue;
		said = msg_new("edited, in place of the lesson's block: %s",
			ws->files[i].path);
		emit(out, (struct event){ .kind = EV_OUTPUT, .text = said });
		free(said);
	}
	return workspace_apply(ws, &s->scan, &s->edited, err);
}

/* The lab's folder, its journal, and its lock where the verb changes it. */
static int
hold(struct subject *s, const struct place *place, bool exclusive,
	struct err *err)
{
	char *journal = place_lab(place, s->lab.lesson, "journal");
	char *lock = place_lab(place, s->lab.lesson, "lock");
	char *dir = mem_strndup(journal, strlen(journal) - strlen("/journal"));
	struct err bad = { 0 };

	if (fs_mkdirs(dir, 0700, &bad) < 0)
		err_set(err, ERR_PROGRESS, "%s", bad.msg);
	if (!err->code && exclusive) {
		s->lock = fs_lock_own(lock, err);
		err_hint(err, "another run or reset of this lab is at work");
	}
	if (!err->code)
		s->journal = journal_open(journal, err);
	free(journal);
	free(lock);
	free(dir);
	return err->code ? -1 : 0;
}

static void
subject_release(struct subject *s)
{
	journal_free(s->journal);
	if (s->lock >= 0)
		close(s->lock);
	lab_release(&s->lab);
	workspace_release(&s->workspace);
	scan_release(&s->scan);
	buf_release(&s->edited);
	buf_release(&s->text);
}

static int
do_lab(struct running_request *req, enum verb verb, struct emitter *out,
	const struct ctl *ctl, struct err *err)
{
	struct subject s = { .lock = -1 };
	struct verb_call call = { .ask = req->ask,
		.place = req->place,
		.lab = &s.lab,
		.scan = &s.scan,
		.out = out,
		.ctl = ctl,
		.go = &req->go };
	int rc = -1;

	if (load(&s, req->place, req->ask, err) == 0 &&
		(!verb_row(verb)->blocks ||
			edit(&s, req->place, out, err) == 0) &&
		hold(&s, req->place, verb_row(verb)->exclusive, err) == 0) {
		out->journal = s.journal;
		rc = verb_do(verb, &call, err);
		out->journal = NULL;
	}
	subject_release(&s);
	return rc;
}

static int
do_stack(struct running_request *req, enum verb verb, struct emitter *out,
	const struct ctl *ctl, struct err *err)
{
	struct verb_call call = {
		.ask = req->ask, .place = req->place, .out = out, .ctl = ctl
	};
	struct subject s = { .lock = -1 };
	struct err ignored = { 0 };
	int rc;

	/* The blocks to compare with; a lab that is wrong has none. */
	if (json_str(req->ask, "lab", NULL) &&
		load(&s, req->place, req->ask, &ignored) == 0) {
		call.lab = &s.lab;
		call.scan = &s.scan;
	}
	rc = verb_do(verb, &call, err);
	subject_release(&s);
	return rc;
}

static void *
request_main(void *arg)
{
	struct running_request *req = arg;
	enum verb verb = verb_of(req->ask);
	struct ctl ctl = { .cancel = &req->cancel };
	struct event end = { .kind = EV_END };
	struct emitter out;
	struct err err = { 0 };
	char place[300] = "";
	int rc = -1;

	emit_init(&out, &req->sink, NULL, request_id(req));
	if (verb == VERB_NONE)
		err_set(&err, ERR_INTERNAL, "no such request: %s",
			json_str(req->ask, "do", "?"));
	else if (verb_row(verb)->about == ABOUT_LAB)
		rc = do_lab(req, verb, &out, &ctl, &err);
	else
		rc = do_stack(req, verb, &out, &ctl, &err);
	end.exit = rc < 0 ? err_exit(&err) : rc;
	if (rc < 0 && err.file[0])
		snprintf(place, sizeof(place), "%s:%d: ", err.file, err.line);
	if (rc < 0) {
		end.cause = err.msg;
		end.text = place[0] ? place : NULL;
		end.hint = err.hint[0] ? err.hint : NULL;
	}
	/* First, so that whoever the end wakes finds it over. */
	atomic_store(&req->over, true);
	emit(&out, end);
	emit_release(&out);
	return NULL;
}

struct running_request *
request_start(const struct place *place, const struct sink *sink, json_t *ask)
{
	struct running_request *req = mem_alloc(sizeof(*req));

	*req = (struct running_request){
		.place = place, .sink = *sink, .ask = ask
	};
	req->started =
		pthread_create(&req->thread, NULL, request_main, req) == 0;
	if (!req->started)
		request_main(req);
	return req;
}

int
request_id(const struct running_request *req)
{
	return (int)json_int(req->ask, "id", 0);
}

void
request_cancel(struct running_request *req)
{
	atomic_store(&req->cancel, true);
}

void
request_go(struct running_request *req)
{
	atomic_fetch_add(&req->go, 1);
}

bool
request_is_over(const struct running_request *req)
{
	return atomic_load(&req->over);
}

void
request_free(struct running_request *req)
{
	if (!req)
		return;
	if (req->started)
		pthread_join(req->thread, NULL);
	json_decref(req->ask);
	free(req);
}
