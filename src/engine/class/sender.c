#include "config.h"

#include "engine/class/sender.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/place.h"
#include "common/base/program.h"
#include "common/event/event.h"
#include "engine/class/channel.h"
#include "engine/class/member.h"
#include "engine/class/outbox.h"

#define TURN_MS 500     /* how often the journals are looked at */
#define TRY_MS 10000    /* one try to send */
#define SETTLED_MS 2000 /* an engine that has a screen lives longer */
#define LISTEN_MS 1000  /* one try to hear the instructor */
#define RETRY_MS 5000   /* the longest wait between two */
#define ALIVE_MS 60000  /* a learner is heard of at least so often */
#define SOON_MS 1000    /* for another sender_run() to end */
#define RUN_MS 900000   /* sender_run(): then the next engine has to */

struct sender {
	const struct place *place;
	const struct sink *out; /* NULL: nobody is told */
	struct class_member member;
	struct stat seen; /* the file that it was read from */
	bool joined;
	struct class_channel *channel; /* of that class; NULL: none */
	char *told;                    /* the last frame */
	atomic_bool stop;
	int wake; /* readable once it has to stop */
	pthread_t thread;
	int64_t begun_ms; /* as the others on clock_ms() */
	int64_t sent_ms;  /* when all was sent last; on clock_ms() */
	int64_t pause_ms; /* until the next try */
	char *said;       /* the trouble that the log has already */
};

/* -- who has joined ------------------------------------------------------- */

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
		a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
		a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Read again only where it is another file: each change makes a new one. */
static void
look_who(struct sender *s)
{
	char *path = class_path(s->place, CLASS_MEMBER);
	struct err ignored = { 0 };
	struct stat now;

	if (stat(path, &now) < 0)
		now = (struct stat){ 0 };
	free(path);
	if (is_same_file(&now, &s->seen))
		return;
	s->seen = now;
	class_member_release(&s->member);
	s->joined = now.st_ino &&
		class_member_load(&s->member, s->place, &ignored) > 0;
}

/* -- how it stands -------------------------------------------------------- */

static void
tell(struct sender *s, const char *said)
{
	json_t *o = json_object();
	char *text;

	if (s->joined) {
		json_object_set_new(
			o, "class", json_string(s->member.room.code.name));
		json_object_set_new(o, "member",
			json_string(json_str(s->member.json, "as", "")));
		json_object_set_new(o, "hand",
			json_boolean(json_int(s->member.json, "hand", 0)));
	}
	if (s->joined && s->said)
		json_object_set_new(o, "unsent", json_string(s->said));
	if (said)
		json_object_set_new(o, "said", json_string(said));
	text = json_line(o);
	json_decref(o);
	if ((s->told || s->joined) && (!s->told || strcmp(s->told, text) != 0))
		sink_send(s->out,
			&(struct event){
				.kind = EV_CLASS_FRAME, .text = text });
	free(s->told);
	s->told = text;
}

/* What the instructor says is heard by who has a screen. */
static char *
listen(struct sender *s, const struct ctl *until)
{
	struct ctl ctl = ctl_within(until, LISTEN_MS);
	const struct class_code *code = &s->member.room.code;

	if (s->channel &&
		(!s->joined || !class_channel_is_of(s->channel, code))) {
		class_channel_free(s->channel);
		s->channel = NULL;
	}
	/* a command that is over in a moment connects to nothing */
	if (s->joined && !s->channel && clock_ms() - s->begun_ms >= SETTLED_MS)
		s->channel = class_channel_new(code);
	return s->channel ? class_channel_next(s->channel, &ctl) : NULL;
}

static void
tell_news(struct sender *s, const struct ctl *ctl)
{
	char *said = listen(s, ctl);

	tell(s, said);
	free(said);
}

/* -- sending -------------------------------------------------------------- */

/* What keeps it from sending, once, for the engine's log. */
static void
complain(struct sender *s, const struct err *why)
{
	char *text = msg_text(why->msg);

	if (!s->said)
		fprintf(stderr, "class: %s\n", text);
	free(s->said);
	s->said = text;
}

/* Under the lock, for another engine of this learner may have sent it. */
static int
send_locked(struct sender *s, const struct ctl *ctl, struct err *err)
{
	struct class_member member = { 0 };
	int lock = class_lock(s->place, CLASS_LOCK, ctl, err);
	int rc = lock < 0 ? -1 : class_member_load(&member, s->place, err);

	if (rc > 0)
		rc = outbox_send(&member, s->place, ctl, err);
	class_member_release(&member);
	if (lock >= 0)
		close(lock);
	return rc;
}

static enum err_code
send_now(struct sender *s, const struct ctl *until)
{
	struct ctl ctl = ctl_within(until, TRY_MS);
	struct err err = { 0 };

	if (send_locked(s, &ctl, &err) == 0) {
		s->sent_ms = clock_ms();
		s->pause_ms = 0;
		free(s->said);
		s->said = NULL;
		return ERR_NONE;
	}
	/* another process of this learner is sending: no trouble */
	if (!ctl_cancelled(until) && err.code != ERR_LOCKED)
		complain(s, &err);
	s->pause_ms = s->pause_ms ? s->pause_ms * 2 : TURN_MS;
	if (s->pause_ms > RETRY_MS)
		s->pause_ms = RETRY_MS;
	return err.code;
}

/* Has he joined, and is there something to be sent? */
static bool
is_due(struct sender *s, bool alive)
{
	look_who(s);
	return s->joined &&
		(outbox_waits(&s->member, s->place) ||
			(alive && clock_ms() - s->sent_ms >= ALIVE_MS));
}

/* An engine that has to end is not kept waiting for a slice of a wait. */
static void
wait_turn(const struct sender *s, const struct ctl *ctl)
{
	struct ctl turn = ctl_within(ctl, TURN_MS + s->pause_ms);
	struct err over = { 0 };

	ctl_poll(&turn, s->wake, POLLIN, &over);
}

static void
release(struct sender *s)
{
	class_channel_free(s->channel);
	class_member_release(&s->member);
	free(s->said);
	free(s->told);
}

static void *
sender_main(void *arg)
{
	struct sender *s = arg;
	struct ctl ctl = { .cancel = &s->stop };

	while (!ctl_cancelled(&ctl)) {
		if (is_due(s, true))
			send_now(s, &ctl);
		tell_news(s, &ctl);
		wait_turn(s, &ctl);
	}
	return NULL;
}

struct sender *
sender_start(const struct place *place, const struct sink *out)
{
	struct sender *s = mem_alloc(sizeof(*s));

	s->place = place;
	s->out = out;
	s->begun_ms = clock_ms();
	s->sent_ms = s->begun_ms - ALIVE_MS;
	s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->wake >= 0 &&
		pthread_create(&s->thread, NULL, sender_main, s) == 0)
		return s;
	if (s->wake >= 0)
		close(s->wake);
	free(s);
	return NULL;
}

void
sender_stop(struct sender *s)
{
	uint64_t one = 1;

	if (!s)
		return;
	atomic_store(&s->stop, true);
	if (write(s->wake, &one, sizeof(one)) < 0)
		s->pause_ms = 0; /* then it is seen within a slice */
	pthread_join(s->thread, NULL);
	close(s->wake);
	if (is_due(s, false))
		program_detach(&(struct program){
			.argv = (const char *const[]){ s->place->engine, "send",
				NULL },
			.fds = { PROGRAM_NULL, PROGRAM_NULL, PROGRAM_NULL },
			.group = PROGRAM_AWAY });
	release(s);
	free(s);
}

/*
 * One that is at it already sends what has come since; one that is about to end
 * is waited for, since it may not have seen that.
 */
void
sender_run(const struct place *place)
{
	struct sender s = { .place = place };
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, RUN_MS);
	struct ctl soon = ctl_within(&ctl, SOON_MS);
	struct err over = { 0 };
	int lock = class_lock(place, CLASS_SEND_LOCK, &soon, &over);

	if (lock < 0)
		return;
	while (is_due(&s, false) && send_now(&s, &ctl) != ERR_CHECK)
		if (ctl_wait(&ctl, s.pause_ms, &over) < 0)
			break;
	close(lock);
	release(&s);
}
