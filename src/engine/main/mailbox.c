#include "config.h"

#include "engine/main/mailbox.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/msg.h"

#define SLOW ((size_t)1 << 20) /* bytes waiting; from here on some give way */

struct mailbox {
	pthread_mutex_t lock;
	struct buf waiting;
	uint64_t seq;
	long dropped; /* since the last line that said so */
	int fd;       /* eventfd: not 0 while something waits */
};

struct mailbox *
mailbox_new(void)
{
	struct mailbox *m = mem_alloc(sizeof(*m));

	pthread_mutex_init(&m->lock, NULL);
	m->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return m;
}

void
mailbox_free(struct mailbox *m)
{
	if (!m)
		return;
	close(m->fd);
	buf_release(&m->waiting);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

/* What a screen can do without: the newest of them comes soon. */
static bool
gives_way(const struct event *ev)
{
	return ev->kind == EV_STEP_OUTPUT || ev->kind == EV_CHECK_WAIT ||
		ev->kind == EV_OUTPUT;
}

static void
put(struct mailbox *m, struct event ev)
{
	ev.seq = ++m->seq;
	event_encode(&ev, &m->waiting);
}

static void
say_dropped(struct mailbox *m)
{
	char *text = msg_new("%ld lines left out", m->dropped);

	put(m, (struct event){ .kind = EV_OUTPUT, .text = text });
	m->dropped = 0;
	free(text);
}

void
mailbox_put(void *ctx, const struct event *ev)
{
	struct mailbox *m = ctx;
	uint64_t one = 1;

	pthread_mutex_lock(&m->lock);
	if (m->waiting.len > SLOW && gives_way(ev)) {
		m->dropped++;
	} else {
		if (m->dropped && m->waiting.len <= SLOW)
			say_dropped(m);
		put(m, *ev);
	}
	pthread_mutex_unlock(&m->lock);
	if (write(m->fd, &one, sizeof(one)) < 0)
		return; /* only when the counter is full: it is readable then */
}

bool
mailbox_is_full(void *ctx)
{
	struct mailbox *m = ctx;
	bool full;

	pthread_mutex_lock(&m->lock);
	full = m->waiting.len > SLOW;
	pthread_mutex_unlock(&m->lock);
	return full;
}

int
mailbox_fd(const struct mailbox *m)
{
	return m->fd;
}

int
mailbox_write(struct mailbox *m, int fd)
{
	uint64_t count;
	int rc = 0;

	pthread_mutex_lock(&m->lock);
	if (read(m->fd, &count, sizeof(count)) < 0)
		count = 0;
	while (m->waiting.len && rc == 0) {
		ssize_t n = write(fd, m->waiting.data, m->waiting.len);

		if (n >= 0)
			buf_drop(&m->waiting, (size_t)n);
		else if (errno == EAGAIN)
			break;
		else if (errno != EINTR)
			rc = -1;
	}
	pthread_mutex_unlock(&m->lock);
	return rc;
}

bool
mailbox_is_empty(struct mailbox *m)
{
	bool empty;

	pthread_mutex_lock(&m->lock);
	empty = !m->waiting.len;
	pthread_mutex_unlock(&m->lock);
	return empty;
}
