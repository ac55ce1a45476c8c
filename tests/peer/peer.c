#include "config.h"

#include "tests/peer/peer.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "engine/client/http.h"

#define OPEN_MAX_FDS 64

struct peer {
	const struct peer_line *script;
	size_t n, at;
	int fd, port;
	int held[OPEN_MAX_FDS]; /* connections that hang */
	int nheld;
	atomic_bool stop;
	pthread_t thread;
	pthread_mutex_t lock;
	struct buf seen;
	char *lent;
};

/* Read until the headers and a short body are there, or a moment passes. */
static void
read_request(struct peer *p, int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	char text[65536];
	size_t len = 0;

	while (len < sizeof(text) - 1 && poll(&pfd, 1, 1000) > 0) {
		ssize_t n = read(fd, text + len, sizeof(text) - 1 - len);
		const char *body;

		if (n <= 0)
			break;
		len += (size_t)n;
		text[len] = '\0';
		body = strstr(text, "\r\n\r\n");
		if (body) {
			const char *h = strstr(text, "Content-Length: ");
			size_t want = h ? strtoul(h + 16, NULL, 10) : 0;

			if (strlen(body + 4) >= want)
				break;
		}
	}
	text[len] = '\0';
	pthread_mutex_lock(&p->lock);
	buf_add(&p->seen, text, strcspn(text, "\r\n"));
	buf_addc(&p->seen, '\n');
	pthread_mutex_unlock(&p->lock);
}

static void
say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0)
		return; /* the other side hung up: as intended */
}

static void
flood(int fd)
{
	char chunk[65536];

	memset(chunk, 'x', sizeof(chunk));
	say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	while (send(fd, chunk, sizeof(chunk), MSG_NOSIGNAL) > 0)
		continue;
}

static void
act(struct peer *p, const struct peer_line *line, int fd)
{
	size_t len = line->text ? strlen(line->text) : 0;
	char *head = mem_printf("HTTP/1.1 %d X\r\nContent-Type: "
				"application/json\r\nContent-Length: %zu\r\n"
				"Connection: close\r\n\r\n",
		line->status ? line->status : 200,
		line->act == PEER_CUT ? len + 1000 : len);

	switch (line->act) {
	case PEER_HOLD:
		say(fd, line->text);
		/* fall through */
	case PEER_HANG:
		if (p->nheld < OPEN_MAX_FDS)
			p->held[p->nheld++] = dup(fd);
		break;
	case PEER_FLOOD:
		flood(fd);
		break;
	case PEER_SEND:
	case PEER_REPLY:
		say(fd, line->text);
		break;
	case PEER_HTTP:
	case PEER_CUT:
		say(fd, head);
		say(fd, line->text);
		break;
	}
	free(head);
}

static void *
run(void *arg)
{
	struct peer *p = arg;
	struct pollfd pfd = { .fd = p->fd, .events = POLLIN };

	while (!atomic_load(&p->stop)) {
		int fd;

		if (poll(&pfd, 1, 20) <= 0)
			continue;
		fd = accept(p->fd, NULL, NULL);
		if (fd < 0)
			continue;
		if (p->script[p->at].act != PEER_SEND)
			read_request(p, fd);
		act(p, &p->script[p->at], fd);
		if (p->at + 1 < p->n)
			p->at++;
		close(fd);
	}
	return NULL;
}

static struct peer *
start(const struct peer_line *script, size_t n, int fd)
{
	struct peer *p = mem_alloc(sizeof(*p));

	p->script = script;
	p->n = n;
	p->fd = fd;
	pthread_mutex_init(&p->lock, NULL);
	if (listen(p->fd, 16) < 0 ||
		pthread_create(&p->thread, NULL, run, p) != 0)
		abort();
	return p;
}

struct peer *
peer_start(const struct peer_line *script, size_t n)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(at);
	struct peer *p;

	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		abort();
	p = start(script, n, fd);
	p->port = ntohs(at.sin_port);
	return p;
}

struct peer *
peer_start_at(const char *path, const struct peer_line *script, size_t n)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(at.sun_path, path, strlen(path) + 1);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		abort();
	return start(script, n, fd);
}

int
peer_port(const struct peer *p)
{
	return p->port;
}

const char *
peer_seen(struct peer *p)
{
	pthread_mutex_lock(&p->lock);
	free(p->lent);
	p->lent = mem_strdup(buf_str(&p->seen));
	pthread_mutex_unlock(&p->lock);
	return p->lent;
}

void
peer_stop(struct peer *p)
{
	atomic_store(&p->stop, true);
	pthread_join(p->thread, NULL);
	for (int i = 0; i < p->nheld; i++)
		close(p->held[i]);
	close(p->fd);
	buf_release(&p->seen);
	free(p->lent);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

int
peer_setup(void **state)
{
	(void)state;
	alarm(PEER_HANGS_S);
	http_setup();
	return 0;
}

int
peer_home_make(struct peer_home *home)
{
	snprintf(home->dir, sizeof(home->dir), "/tmp/cdclab-peer.XXXXXX");
	if (!mkdtemp(home->dir))
		return -1;
	snprintf(home->socket, sizeof(home->socket), "%s/docker.sock",
		home->dir);
	snprintf(home->host, sizeof(home->host), "unix://%s", home->socket);
	setenv("DOCKER_HOST", home->host, 1);
	setenv("CDCLAB_DATA_DIR", SRCDIR, 1);
	setenv("CDCLAB_STACK_DIR", home->dir, 1);
	return peer_setup(NULL);
}

int
peer_home_remove(const struct peer_home *home)
{
	struct err err = { 0 };

	return fs_remove_tree(home->dir, &err);
}
