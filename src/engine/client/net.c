#include "config.h"

#include "engine/client/net.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"
#include "engine/client/endpoint.h"

/* -- a name that is being looked up ----------------------------------------- */

/* Held by its thread and by all who wait for it; the last one frees it. */
struct lookup {
	struct lookup *next; /* of those that are not over */
	char *host;
	int flags;
	int holders;
	int over_fd; /* readable as soon as it is over, for all of them */
	int bad;     /* EAI_*, */
	int number;  /* and the errno of EAI_SYSTEM */
	struct addrinfo *found;
};

static pthread_mutex_t lookups_lock = PTHREAD_MUTEX_INITIALIZER;
static struct lookup *lookups;

static void
lookup_release(struct lookup *l)
{
	bool last;

	pthread_mutex_lock(&lookups_lock);
	last = --l->holders == 0;
	pthread_mutex_unlock(&lookups_lock);
	if (!last)
		return;
	if (l->found)
		freeaddrinfo(l->found);
	close(l->over_fd);
	free(l->host);
	free(l);
}

/* Nobody else finds it. With the lock. */
static void
lookup_unlink(struct lookup *l)
{
	struct lookup **at = &lookups;

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
}

static void *
lookup_main(void *arg)
{
	struct lookup *l = arg;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = l->flags };
	uint64_t one = 1;

	l->bad = getaddrinfo(l->host, NULL, &hints, &l->found);
	l->number = l->bad == EAI_SYSTEM ? errno : 0;
	pthread_mutex_lock(&lookups_lock);
	lookup_unlink(l);
	pthread_mutex_unlock(&lookups_lock);
	if (write(l->over_fd, &one, sizeof(one)) < 0)
		abort(); /* an eventfd(2) that counts to one takes it */
	lookup_release(l);
	return NULL;
}

static bool
lookup_start(struct lookup *l)
{
	pthread_attr_t attr;
	pthread_t thread;
	int bad;

	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	bad = pthread_create(&thread, &attr, lookup_main, l);
	pthread_attr_destroy(&attr);
	errno = bad;
	return !bad;
}

/* With the lock. NULL: errno. */
static struct lookup *
lookup_new(const char *host, int flags)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct lookup *l;

	if (fd < 0)
		return NULL;
	l = mem_alloc(sizeof(*l));
	*l = (struct lookup){ .next = lookups,
		.host = mem_strdup(host),
		.flags = flags,
		.holders = 1,
		.over_fd = fd };
	lookups = l;
	if (lookup_start(l))
		return l;
	lookups = l->next;
	close(fd);
	free(l->host);
	free(l);
	return NULL;
}

static struct lookup *
lookup_take(const char *host, int flags)
{
	struct lookup *l;

	pthread_mutex_lock(&lookups_lock);
	for (l = lookups; l; l = l->next)
		if (l->flags == flags && !strcmp(l->host, host))
			break;
	if (!l)
		l = lookup_new(host, flags);
	if (l)
		l->holders++;
	pthread_mutex_unlock(&lookups_lock);
	return l;
}

/* -- addresses -------------------------------------------------------------- */

static void
set_port(struct addrinfo *node, int port)
{
	in_port_t there = htons((uint16_t)port);

	if (node->ai_family == AF_INET)
		((struct sockaddr_in *)(void *)node->ai_addr)->sin_port = there;
	else if (node->ai_family == AF_INET6)
		((struct sockaddr_in6 *)(void *)node->ai_addr)->sin6_port =
			there;
}

/* Those of a family (AF_UNSPEC: any), in our own memory. */
static struct addrinfo *
copy_list(const struct addrinfo *from, int family, int port)
{
	struct addrinfo *first = NULL, **at = &first;

	for (; from; from = from->ai_next) {
		struct addrinfo *node;

		if (family != AF_UNSPEC && from->ai_family != family)
			continue;
		node = mem_alloc(sizeof(*node));
		*node = *from;
		node->ai_canonname = NULL;
		node->ai_next = NULL;
		node->ai_addr = mem_alloc(sizeof(struct sockaddr_storage));
		memcpy(node->ai_addr, from->ai_addr, from->ai_addrlen);
		set_port(node, port);
		*at = node;
		at = &node->ai_next;
	}
	return first;
}

void
net_free(struct addrinfo *list)
{
	while (list) {
		struct addrinfo *next = list->ai_next;

		free(list->ai_addr);
		free(list);
		list = next;
	}
}

static int
give(const struct addrinfo *found, const struct addrinfo *hints, int port,
	struct addrinfo **out)
{
	*out = copy_list(found, hints->ai_family, port);
	return *out ? 0 : EAI_NONAME;
}

/* An address is no name: no server is asked for it. */
static int
lookup_address(const char *host, int port, const struct addrinfo *hints,
	struct addrinfo **out)
{
	struct addrinfo own = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST };
	struct addrinfo *found = NULL;
	int bad = getaddrinfo(host, NULL, &own, &found);

	if (bad)
		return bad;
	bad = give(found, hints, port, out);
	freeaddrinfo(found);
	return bad;
}

int
net_lookup(const char *host, int port, const struct addrinfo *hints,
	struct addrinfo **out, const struct ctl *ctl)
{
	struct err late = { 0 };
	struct lookup *l;
	int number, bad = lookup_address(host, port, hints, out);

	if (bad != EAI_NONAME)
		return bad;
	l = lookup_take(host, hints->ai_flags & AI_ADDRCONFIG);
	if (!l)
		return EAI_SYSTEM;
	if (ctl_poll(ctl, l->over_fd, POLLIN, &late) < 0)
		bad = EAI_AGAIN;
	else
		bad = l->bad ? l->bad : give(l->found, hints, port, out);
	number = l->number;
	lookup_release(l);
	errno = number;
	return bad;
}

/* What is wrong, with errno as net_lookup() left it. Returns -1. */
static int
no_address(const char *host, int bad, const struct ctl *ctl, struct err *err)
{
	int number = errno;

	if (ctl_cancelled(ctl))
		return ctl_check(ctl, err);
	if (!ctl_left_ms(ctl))
		return err_set(err, ERR_TIMEOUT,
			"no name server answered in time for the host %s", host);
	return err_set(err, ERR_NETWORK, "%s: %s", host,
		bad == EAI_SYSTEM ? errno_text(number) : gai_strerror(bad));
}

char *
net_addresses(const char *host, const struct ctl *ctl, struct err *err)
{
	struct addrinfo any = { 0 }, *list = NULL;
	int bad = net_lookup(host, 0, &any, &list, ctl);
	char text[NI_MAXHOST];
	struct buf b = { 0 };

	if (bad) {
		no_address(host, bad, ctl, err);
		return NULL;
	}
	for (const struct addrinfo *a = list; a; a = a->ai_next)
		if (!getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof(text),
			    NULL, 0, NI_NUMERICHOST))
			buf_addf(&b, "%s%s", b.len ? "," : "", text);
	net_free(list);
	return buf_take(&b);
}

/* -- a connection ----------------------------------------------------------- */

/* The socket; -1: errno. */
static int
reach(const struct addrinfo *at, const struct ctl *ctl)
{
	int fd = socket(
		at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct err late = { 0 };
	int bad = 0;
	socklen_t len = sizeof(bad);

	if (fd < 0 || connect(fd, at->ai_addr, at->ai_addrlen) == 0)
		return fd;
	bad = errno;
	if (bad == EINPROGRESS)
		bad = ctl_poll(ctl, fd, POLLOUT, &late) < 0 ? ETIMEDOUT : 0;
	if (!bad)
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &bad, &len);
	if (!bad)
		return fd;
	close(fd);
	errno = bad;
	return -1;
}

int
net_dial(const struct endpoint *at, int each_ms, int *why,
	const struct ctl *ctl, struct err *err)
{
	struct addrinfo any = { 0 }, *all = NULL;
	int fd = -1, bad = net_lookup(at->host, at->port, &any, &all, ctl);

	*why = 0;
	if (bad)
		return no_address(at->host, bad, ctl, err);
	for (const struct addrinfo *a = all; a && fd < 0; a = a->ai_next) {
		struct ctl each = ctl_within(ctl, each_ms);

		fd = reach(a, &each);
		*why = fd < 0 ? errno : 0;
	}
	net_free(all);
	if (fd >= 0)
		return fd;
	if (ctl_cancelled(ctl))
		return ctl_check(ctl, err);
	return err_set(err, ERR_NETWORK, "%s", errno_text(*why));
}
