#include "config.h"

#include "tests/peer/server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/buf.h"

#define TURN_MS 10 /* how soon a change of mode is seen */

struct server_link {
	struct server *server;
	int fd;
	long left; /* bytes of answers; negative: no end */
	pthread_t thread;
	struct server_link *next;
};

struct server {
	server_fn speak;
	void *ctx;
	int fd, port;
	atomic_int mode, limit_mode;
	atomic_long limit;
	atomic_bool stop, dribble;
	pthread_t thread;
	struct server_link *links; /* of the listening thread */
};

static enum server_mode
mode_of(const struct server *server)
{
	return (enum server_mode)atomic_load(&server->mode);
}

/* Hold the connection while the server hangs. false: it is over. */
static bool
link_goes_on(const struct server_link *link)
{
	const struct server *s = link->server;

	while (mode_of(s) == SERVER_HANGS && !atomic_load(&s->stop))
		poll(NULL, 0, TURN_MS);
	return mode_of(s) == SERVER_SERVES && !atomic_load(&s->stop);
}

size_t
link_some(struct server_link *link, void *to, size_t room)
{
	struct pollfd pfd = { .fd = link->fd, .events = POLLIN };
	ssize_t n;

	do
		if (!link_goes_on(link))
			return 0;
	while (poll(&pfd, 1, TURN_MS) <= 0);
	if (!link_goes_on(link))
		return 0;
	n = read(link->fd, to, room);
	return n > 0 ? (size_t)n : 0;
}

bool
link_read(struct server_link *link, void *to, size_t n)
{
	char *at = to;

	while (n) {
		size_t got = link_some(link, at, n);

		if (!got)
			return false;
		at += got;
		n -= got;
	}
	return true;
}

/* The limit is reached: as the server was told to be then. */
static bool
link_is_spent(struct server_link *link)
{
	const struct server *s = link->server;

	while (atomic_load(&s->limit_mode) == SERVER_HANGS &&
		!atomic_load(&s->stop))
		poll(NULL, 0, TURN_MS);
	shutdown(link->fd, SHUT_RDWR);
	return false;
}

bool
link_write(struct server_link *link, const void *data, size_t n)
{
	const char *at = data;
	bool dribble = atomic_load(&link->server->dribble);

	while (n) {
		size_t part = dribble ? 1 : n;
		ssize_t sent;

		if (link->left >= 0 && (long)part > link->left)
			part = (size_t)link->left;
		if (!link_goes_on(link))
			return false;
		if (!part)
			return link_is_spent(link);
		sent = send(link->fd, at, part, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		at += sent;
		n -= (size_t)sent;
		if (link->left >= 0)
			link->left -= sent;
	}
	return true;
}

static void *
link_main(void *arg)
{
	struct server_link *link = arg;

	link->server->speak(link->server->ctx, link);
	shutdown(link->fd, SHUT_RDWR);
	return NULL;
}

static int
listen_at(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)*port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	socklen_t len = sizeof(at);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) < 0 ||
		listen(fd, 64) < 0)
		abort();
	*port = ntohs(at.sin_port);
	return fd;
}

static void
take_connection(struct server *s)
{
	struct server_link *link;
	int fd = accept(s->fd, NULL, NULL);

	if (fd < 0)
		return;
	if (mode_of(s) == SERVER_CUTS) {
		close(fd);
		return;
	}
	link = mem_alloc(sizeof(*link));
	*link = (struct server_link){ .server = s,
		.fd = fd,
		.left = atomic_load(&s->limit),
		.next = s->links };
	s->links = link;
	if (pthread_create(&link->thread, NULL, link_main, link) != 0)
		abort();
}

static void *
server_main(void *arg)
{
	struct server *s = arg;

	while (!atomic_load(&s->stop)) {
		struct pollfd pfd = { .fd = s->fd, .events = POLLIN };
		bool refuses = mode_of(s) == SERVER_REFUSES;

		if (refuses && s->fd >= 0) {
			close(s->fd);
			s->fd = -1;
		} else if (!refuses && s->fd < 0) {
			s->fd = listen_at(&s->port);
		}
		if (poll(&pfd, 1, TURN_MS) > 0 && s->fd >= 0)
			take_connection(s);
	}
	return NULL;
}

static struct server *
server_begin(int fd, int port, server_fn speak, void *ctx)
{
	struct server *s = mem_alloc(sizeof(*s));

	s->speak = speak;
	s->ctx = ctx;
	s->fd = fd;
	s->port = port;
	atomic_store(&s->limit, -1);
	if (pthread_create(&s->thread, NULL, server_main, s) != 0)
		abort();
	return s;
}

struct server *
server_start(server_fn speak, void *ctx)
{
	int port = 0, fd = listen_at(&port);

	return server_begin(fd, port, speak, ctx);
}

struct server *
server_start_at(const char *path, server_fn speak, void *ctx)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(at.sun_path, path, strlen(path) + 1);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		listen(fd, 64) < 0)
		abort();
	return server_begin(fd, 0, speak, ctx);
}

void
server_stop(struct server *s)
{
	atomic_store(&s->stop, true);
	pthread_join(s->thread, NULL);
	while (s->links) {
		struct server_link *link = s->links;

		s->links = link->next;
		pthread_join(link->thread, NULL);
		close(link->fd);
		free(link);
	}
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

int
server_port(const struct server *s)
{
	return s->port;
}

void
server_be(struct server *s, enum server_mode mode)
{
	atomic_store(&s->mode, mode);
}

void
server_limit(struct server *s, long bytes, enum server_mode mode)
{
	atomic_store(&s->limit_mode, mode);
	atomic_store(&s->limit, bytes);
}

void
server_dribble(struct server *s, bool dribble)
{
	atomic_store(&s->dribble, dribble);
}
