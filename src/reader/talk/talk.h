/*
 * talk.h - the reader's end of the conversation with the engine.
 *
 * One engine at a time: requests go out as JSON lines, events come in. The
 * engine runs in a process group of its own and never sees the terminal.
 */
#ifndef CDCLAB_TALK_TALK_H
#define CDCLAB_TALK_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/event/event.h"
#include "common/event/verb.h"

struct buf;
struct err;
struct place;
struct talk;

/* What is asked for; all lent for the call. Unused members are NULL or 0. */
struct request {
	enum verb verb;
	const char *lesson;       /* id */
	const char *lab;          /* path of lab.json */
	const char *text;         /* path of the .mdx whose blocks run */
	const char *driver;       /* auto docker native */
	const char *const *names; /* steps, checks, flows, services, lessons */
	size_t nname;
	int count; /* how many rows; 0: one; of records: all */
	/* of records; see engine/flow/lens.h */
	const char *start, *grep, *where;
	bool follow, no_canaries;
	int rate, value_max;
	bool wipe;
	/* of a class */
	const char *class_name, *broker, *code, *as, *say;
	bool once;      /* its board as it is now */
	const char *at; /* the one place where a row is held; NULL: each */
	bool hold;      /* rows wait for VERB_GO; of a drill, its solution */
	bool solve;     /* its solution is run at once */
	/* of predictions, by id; a guess that is NULL is skipped */
	const char *const *asked, *const *guesses;
	size_t nguess;
	int cancel; /* the request to cancel, or to let go */
};

/* Append req as it goes over the wire: one JSON line, newline included. */
void request_encode(const struct request *req, int id, struct buf *out);

/*
 * Start the engine; its log goes to $progress/log/engine.log. SIGPIPE is
 * ignored from here on. NULL: ERR_INTERNAL.
 */
struct talk *talk_start(const struct place *place, struct err *err);

/* Queue a request. Returns its id (> 0), or -1 with err. Never blocks. */
int talk_send(struct talk *talk, const struct request *req, struct err *err);

/* For poll(): events to read; and whether there is something to write. */
int talk_fd(const struct talk *talk);
int talk_write_fd(const struct talk *talk); /* -1: nothing to write */

/*
 * Read and write what can be without blocking; fn for each event, the hello
 * included (its version is checked here). At most one read, so that a talkative
 * engine does not keep a screen from its keys. 0, or -1
 * with ERR_INTERNAL when the engine is gone: the message names its log and
 * the hint its last line.
 */
int talk_turn(struct talk *talk, event_fn fn, void *ctx, struct err *err);

/* Does a request go on that puts back what it holds when it is over? */
bool talk_holds(const struct talk *talk);

/* Kill its group at once; talk_free() is still due. */
void talk_kill(struct talk *talk);

/*
 * Close its input, wait a second at most, or for what is held, kill its group;
 * NULL is fine.
 */
void talk_free(struct talk *talk);

#endif
