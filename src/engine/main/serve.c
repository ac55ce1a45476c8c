#include "config.h"

#include "engine/main/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "common/base/json.h"
#include "engine/class/sender.h"
#include "engine/main/mailbox.h"
#include "engine/main/request.h"

#define LINE_MAX_BYTES ((size_t)1 << 20) /* of one request */
#define REAP_MS 100 /* how often one that ends unheard is looked for */

struct serving {
	const struct place *place;
	struct mailbox *mailbox;
	struct sink sink;
	struct running_request **requests;
	size_t nrequest;
	struct buf in;
	bool leaving; /* no more requests; ends when all are over */
	bool deaf;    /* nobody reads our events any more */
};

static void
say_hello(const struct serving *s)
{
	sink_send(&s->sink,
		&(struct event){ .kind = EV_HELLO,
			.text = PACKAGE_STRING,
			.count = EVENT_VERSION });
}

static void
cancel_all(struct serving *s)
{
	for (size_t i = 0; i < s->nrequest; i++)
		request_cancel(s->requests[i]);
}

static void
leave(struct serving *s)
{
	s->leaving = true;
	cancel_all(s);
}

static void
tell_one(struct serving *s, const json_t *ask,
	void (*tell)(struct running_request *))
{
	int id = (int)json_int(ask, "request", 0);

	for (size_t i = 0; i < s->nrequest; i++)
		if (request_id(s->requests[i]) == id)
			tell(s->requests[i]);
}

static void
take_line(struct serving *s, const char *line, size_t len)
{
	struct err err = { 0 };
	json_t *ask = json_parse("request", line, len, &err);
	const char *what = json_str(ask, "do", "");

	if (!ask)
		fprintf(stderr, "request not understood: %s\n", err.msg);
	else if (!strcmp(what, "quit"))
		leave(s);
	else if (!strcmp(what, "cancel"))
		tell_one(s, ask, request_cancel);
	else if (!strcmp(what, "go"))
		tell_one(s, ask, request_go);
	else if (!s->leaving) {
		s->requests = mem_more(s->requests, s->nrequest,
			sizeof(struct running_request *));
		s->requests[s->nrequest++] =
			request_start(s->place, &s->sink, json_incref(ask));
	}
	json_decref(ask);
}

/* false: the input is at its end. */
static bool
take_input(struct serving *s, int fd)
{
	char chunk[4096];
	ssize_t n = read(fd, chunk, sizeof(chunk));
	const char *nl;

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	buf_add(&s->in, chunk, (size_t)n);
	while (s->in.len && (nl = memchr(s->in.data, '\n', s->in.len))) {
		size_t len = (size_t)(nl - s->in.data);

		take_line(s, s->in.data, len);
		buf_drop(&s->in, len + 1);
	}
	return n > 0 && s->in.len < LINE_MAX_BYTES;
}

static void
reap(struct serving *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->nrequest; i++) {
		if (request_is_over(s->requests[i]))
			request_free(s->requests[i]);
		else
			s->requests[kept++] = s->requests[i];
	}
	s->nrequest = kept;
}

static void
write_events(struct serving *s, int out)
{
	if (s->deaf || mailbox_write(s->mailbox, out) == 0)
		return;
	s->deaf = true;
	leave(s);
}

static int
turn(struct serving *s, int in, int out, struct err *err)
{
	bool full = !s->deaf && !mailbox_is_empty(s->mailbox);
	struct pollfd fds[] = {
		{ .fd = s->leaving ? -1 : in, .events = POLLIN },
		{ .fd = s->deaf || full ? -1 : mailbox_fd(s->mailbox),
			.events = POLLIN },
		{ .fd = full ? out : -1, .events = POLLOUT },
	};

	if (poll(fds, ARRAY_LEN(fds), s->deaf ? REAP_MS : -1) < 0 &&
		errno != EINTR)
		return err_set(err, ERR_SYSTEM, "poll: %s", errno_text(errno));
	if (fds[0].revents && !take_input(s, in))
		leave(s);
	if (fds[1].revents || fds[2].revents)
		write_events(s, out);
	reap(s);
	return 0;
}

/* Their threads speak into the mailbox until they end. */
static void
end_all(struct serving *s)
{
	cancel_all(s);
	for (size_t i = 0; i < s->nrequest; i++)
		request_free(s->requests[i]);
	s->nrequest = 0;
}

static bool
is_done(const struct serving *s)
{
	return s->leaving && !s->nrequest &&
		(s->deaf || mailbox_is_empty(s->mailbox));
}

int
serve(const struct place *place, int in, int out, struct err *err)
{
	struct serving s = { .place = place, .mailbox = mailbox_new() };
	struct sender *sender;
	int rc = 0;

	s.sink = (struct sink){ .send = mailbox_put,
		.ctx = s.mailbox,
		.is_full = mailbox_is_full };
	fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK);
	say_hello(&s);
	sender = sender_start(place, &s.sink);
	while (rc == 0 && !is_done(&s))
		rc = turn(&s, in, out, err);
	end_all(&s);
	sender_stop(sender);
	free(s.requests);
	buf_release(&s.in);
	mailbox_free(s.mailbox);
	return rc;
}
