#include "config.h"

#include "reader/talk/talk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "reader/talk/child.h"

#define LINE_MAX_BYTES ((size_t)1 << 20) /* of one event */
#define QUEUE_MAX ((size_t)1 << 20)      /* of requests not yet read */
#define LOG_MAX (1L << 20)               /* then it becomes engine.log.1 */
#define READ_BYTES 16384
#define TAIL_BYTES 2048
#define PATIENCE_MS 1000
#define HELD_MS 150000 /* where a request puts back what it holds */

struct talk {
	struct talk_child child;
	char *log;
	long log_at; /* where the lines of this engine begin in it */
	int last_id;
	int held_id; /* of a request that puts back what it holds; 0: none */
	bool greeted;
	struct buf in, out; /* lines not yet whole; requests not yet sent */
};

/* An old log makes room once it is long. Whatever fails, we go on. */
static char *
open_log(const struct place *place, long *at)
{
	char *dir = mem_printf("%s/log", place->progress);
	char *log = mem_printf("%s/engine.log", dir);
	struct err ignored = { 0 };
	struct stat st;

	fs_mkdirs(dir, 0700, &ignored);
	*at = stat(log, &st) == 0 ? (long)st.st_size : 0;
	if (*at > LOG_MAX) {
		char *old = mem_printf("%s.1", log);

		if (rename(log, old) == 0)
			*at = 0;
		free(old);
	}
	free(dir);
	return log;
}

struct talk *
talk_start(const struct place *place, struct err *err)
{
	const char *argv[] = { place->engine, "serve", NULL };
	struct talk *talk = mem_alloc(sizeof(*talk));

	signal(SIGPIPE, SIG_IGN); /* a dead engine is an error, not our end */
	talk->out.cap = QUEUE_MAX;
	talk->log = open_log(place, &talk->log_at);
	if (child_start(&talk->child, argv, talk->log, err) == 0)
		return talk;
	err_hint(err, "Build it with make, or install cdclab again.");
	talk_free(talk);
	return NULL;
}

int
talk_send(struct talk *talk, const struct request *req, struct err *err)
{
	size_t was = talk->out.len;

	request_encode(req, talk->last_id + 1, &talk->out);
	if (!talk->out.full && verb_row(req->verb)->holds)
		talk->held_id = talk->last_id + 1;
	if (!talk->out.full)
		return ++talk->last_id;
	talk->out.len = was;
	talk->out.full = false;
	return err_set(err, ERR_INTERNAL, "the engine reads no requests");
}

int
talk_fd(const struct talk *talk)
{
	return talk->child.out;
}

int
talk_write_fd(const struct talk *talk)
{
	return talk->out.len ? talk->child.in : -1;
}

/* The last line that this engine wrote to its log. */
static void
hint_log_tail(const struct talk *talk, struct err *err)
{
	char tail[TAIL_BYTES + 1];
	FILE *f = fopen(talk->log, "re");
	size_t n = 0;
	char *line;

	if (f) {
		if (fseek(f, -TAIL_BYTES, SEEK_END) < 0 ||
			ftell(f) < talk->log_at)
			fseek(f, talk->log_at, SEEK_SET);
		n = fread(tail, 1, TAIL_BYTES, f);
		fclose(f);
	}
	while (n && (tail[n - 1] == '\n' || tail[n - 1] == '\0'))
		n--;
	tail[n] = '\0';
	line = strrchr(tail, '\n');
	line = line ? line + 1 : tail;
	if (*line)
		err_hint(err, "Its last line: %s", line);
}

static int
gone(struct talk *talk, struct err *err)
{
	char how[100] = MSG_("it closed its output");
	int status;

	/* The pipe may close a moment before the process has ended. */
	child_release(&talk->child, PATIENCE_MS / 4);
	status = talk->child.status;
	if (WIFSIGNALED(status))
		msg_put(how, sizeof(how), "signal %d", WTERMSIG(status));
	else if (WIFEXITED(status))
		msg_put(how, sizeof(how), "status %d", WEXITSTATUS(status));
	err_set(err, ERR_INTERNAL, "the engine is gone (%s), its log is %s",
		how, talk->log);
	hint_log_tail(talk, err);
	return -1;
}

/* Whatever it says from here on means nothing. */
static int
lied(struct talk *talk, struct err *err)
{
	child_kill(&talk->child);
	err_wrap(err, "the engine");
	hint_log_tail(talk, err);
	return -1;
}

static int
greet(struct talk *talk, const struct event *ev, struct err *err)
{
	if (ev->kind != EV_HELLO)
		return err_set(err, ERR_INTERNAL, "%s comes before hello",
			event_name(ev->kind));
	if (ev->count != EVENT_VERSION)
		return err_set(err, ERR_INTERNAL,
			"speaks protocol %lld, this is protocol %d", ev->count,
			EVENT_VERSION);
	talk->greeted = true;
	return 0;
}

static int
talk_take_line(struct talk *talk, const char *text, size_t len, event_fn fn,
	void *ctx, struct err *err)
{
	struct event_line line = { 0 };
	struct err bad = { 0 };
	int rc = event_decode(&line, text, len, &bad);

	if (rc < 0)
		err_set(err, ERR_INTERNAL, "says what is no event: %.80s",
			text);
	else if (!talk->greeted)
		rc = greet(talk, &line.ev, err);
	if (line.ev.kind == EV_END && line.ev.request == talk->held_id)
		talk->held_id = 0;
	if (rc == 0)
		fn(ctx, &line.ev);
	event_line_release(&line);
	return rc;
}

static int
talk_take_lines(struct talk *talk, event_fn fn, void *ctx, struct err *err)
{
	size_t at = 0;
	int rc = 0;

	while (rc == 0 && at < talk->in.len) {
		char *line = talk->in.data + at;
		char *end = memchr(line, '\n', talk->in.len - at);

		if (!end)
			break;
		*end = '\0';
		rc = talk_take_line(
			talk, line, (size_t)(end - line), fn, ctx, err);
		at += (size_t)(end - line) + 1;
	}
	buf_drop(&talk->in, at);
	if (rc == 0 && talk->in.len > LINE_MAX_BYTES)
		rc = err_set(err, ERR_INTERNAL, "sends an endless line");
	return rc;
}

/* What the pipe takes now. An engine that is gone is seen by reading. */
static void
push(struct talk *talk)
{
	ssize_t n;

	if (!talk->out.len || talk->child.in < 0)
		return;
	n = write(talk->child.in, talk->out.data, talk->out.len);
	if (n > 0)
		buf_drop(&talk->out, (size_t)n);
	else if (n < 0 && errno == EPIPE)
		buf_reset(&talk->out);
}

int
talk_turn(struct talk *talk, event_fn fn, void *ctx, struct err *err)
{
	char chunk[READ_BYTES];
	ssize_t n;

	if (talk->child.out < 0)
		return err_set(err, ERR_INTERNAL, "the engine is gone");
	push(talk);
	n = read(talk->child.out, chunk, sizeof(chunk));
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return gone(talk, err);
	buf_add(&talk->in, chunk, (size_t)n);
	return talk_take_lines(talk, fn, ctx, err) < 0 ? lied(talk, err) : 0;
}

bool
talk_holds(const struct talk *talk)
{
	return talk && talk->held_id;
}

void
talk_kill(struct talk *talk)
{
	child_kill(&talk->child);
}

void
talk_free(struct talk *talk)
{
	if (!talk)
		return;
	child_release(&talk->child, talk_holds(talk) ? HELD_MS : PATIENCE_MS);
	buf_release(&talk->in);
	buf_release(&talk->out);
	free(talk->log);
	free(talk);
}
