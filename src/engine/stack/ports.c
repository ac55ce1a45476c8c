#include "config.h"

#include "engine/stack/ports.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/base/san.h"
#include "engine/client/process.h"

#define LET_GO_MS 3000
#define LET_GO_AGAIN_MS 50
#define ANSWER_MS 200
#define ANSWER_MAX 80
#define TCP_LISTEN 0x0A /* of the kernel's include/net/tcp_states.h */

/* A line of /proc/net/tcp or tcp6: addresses are words of the machine's byte
   order in hex, four of them in tcp6. */
struct listener {
	uint32_t addr[4];
	unsigned port;
	uid_t uid;
	unsigned long inode;
};

static bool
parse_line(const char *line, int nword, struct listener *out)
{
	char addr[33];
	unsigned port, state, uid;
	unsigned long inode;

	if (sscanf(line,
		    " %*d: %32[0-9A-F]:%X %*[0-9A-F]:%*X %X %*s %*s %*s %u "
		    "%*d %lu",
		    addr, &port, &state, &uid, &inode) != 5 ||
		state != TCP_LISTEN || strlen(addr) != (size_t)nword * 8)
		return false;
	*out = (struct listener){ .port = port, .uid = uid, .inode = inode };
	for (int i = 0; i < nword; i++) {
		char word[9] = "";

		memcpy(word, addr + i * 8, 8);
		out->addr[i] = (uint32_t)strtoul(word, NULL, 16);
	}
	return true;
}

/* Would a bind() of addr meet this listener? */
static bool
covers(const struct listener *l, int nword, struct in_addr addr)
{
	if (nword == 1)
		return !l->addr[0] || l->addr[0] == addr.s_addr;
	if (l->addr[0] || l->addr[1])
		return false;
	if (l->addr[2] == htonl(0xFFFF)) /* an IPv4 address in IPv6 */
		return !l->addr[3] || l->addr[3] == addr.s_addr;
	return !l->addr[2] && !l->addr[3]; /* ::, IPv4 included */
}

static bool
search(const char *path, int nword, struct in_addr addr, unsigned port,
	struct listener *out)
{
	FILE *file = fopen(path, "re");
	char line[512];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = parse_line(line, nword, out) && out->port == port &&
			covers(out, nword, addr);
	if (file)
		fclose(file);
	return found;
}

struct owner {
	char link[64]; /* what its descriptor points at */
	pid_t pid;
};

static void
look_at_files(void *ctx, pid_t pid)
{
	struct owner *owner = ctx;
	char path[64], target[64];
	struct dirent *entry;
	DIR *dir;

	if (owner->pid)
		return;
	snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pid);
	dir = opendir(path);
	while (dir && !owner->pid && (entry = readdir(dir))) {
		ssize_t n = readlinkat(
			dirfd(dir), entry->d_name, target, sizeof(target) - 1);

		target[n > 0 ? n : 0] = '\0';
		if (strcmp(target, owner->link) == 0)
			owner->pid = pid;
	}
	if (dir)
		closedir(dir);
}

bool
port_is_taken(const char *at, pid_t *pid, uid_t *uid)
{
	const char *colon = strrchr(at, ':');
	struct owner owner = { 0 };
	struct listener l;
	struct in_addr addr;
	char host[INET_ADDRSTRLEN];
	unsigned port;

	if (!colon || (size_t)(colon - at) >= sizeof(host))
		return false;
	memcpy(host, at, (size_t)(colon - at));
	host[colon - at] = '\0';
	port = (unsigned)strtoul(colon + 1, NULL, 10);
	if (inet_pton(AF_INET, host, &addr) != 1 ||
		(!search("/proc/net/tcp", 1, addr, port, &l) &&
			!search("/proc/net/tcp6", 4, addr, port, &l)))
		return false;
	if (!pid)
		return true;
	snprintf(owner.link, sizeof(owner.link), "socket:[%lu]", l.inode);
	process_each(look_at_files, &owner);
	*pid = owner.pid;
	*uid = l.uid;
	return true;
}

/* What a listener says by itself, or to a request of HTTP; "" for nothing. */
static void
first_words(int fd, struct buf *out)
{
	static const char request[] = "GET / HTTP/1.0\r\n\r\n";
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	char text[ANSWER_MAX];
	ssize_t n = 0;

	if (poll(&pfd, 1, ANSWER_MS) == 0 &&
		send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) > 0)
		poll(&pfd, 1, ANSWER_MS);
	if (pfd.revents & POLLIN)
		n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	text[n > 0 ? n : 0] = '\0';
	san_add(out, SAN_LINE, text, strcspn(text, "\r\n"));
}

/* "HTTP/1.0 200 OK"; "" for nothing. */
static void
add_answer(const char *host, int port, struct buf *out)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct pollfd pfd = { .fd = fd, .events = POLLOUT };

	inet_pton(AF_INET, host, &at.sin_addr);
	if (fd >= 0 &&
		(connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0 ||
			errno == EINPROGRESS) &&
		poll(&pfd, 1, ANSWER_MS) > 0)
		first_words(fd, out);
	if (fd >= 0)
		close(fd);
}

/* "python3"; "" when it cannot be read. */
static void
add_name(pid_t pid, struct buf *out)
{
	struct err ignored = { 0 };
	struct buf name = { 0 };
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/comm", (long)pid);
	if (buf_read_file(&name, path, 64, &ignored) == 0)
		san_add(out, SAN_LINE, buf_str(&name),
			strcspn(buf_str(&name), "\n"));
	buf_release(&name);
}

bool
port_owner(const char *at, struct buf *out)
{
	struct buf host = { 0 }, name = { 0 };
	const char *colon = strrchr(at, ':');
	pid_t pid = 0;
	uid_t uid = 0;

	if (!port_is_taken(at, &pid, &uid))
		return false;
	buf_add(&host, at, (size_t)(colon - at));
	if (pid)
		add_name(pid, &name);
	if (pid)
		msg_add(out, "port %s at %s is taken by pid %ld (%s)",
			colon + 1, buf_str(&host), (long)pid, buf_str(&name));
	else
		msg_add(out, "port %s at %s is taken by a process of uid %ld",
			colon + 1, buf_str(&host), (long)uid);
	buf_release(&host);
	buf_release(&name);
	return true;
}

/* Could we see who holds a listener of that user? */
static bool
is_seen(uid_t uid)
{
	return !geteuid() || uid == geteuid();
}

/* A listener that nobody holds is that of a process that has just ended. */
static void
let_go(const char *at)
{
	struct ctl ctl = ctl_within(&(struct ctl){ 0 }, LET_GO_MS);
	struct err over = { 0 };
	pid_t pid = 0;
	uid_t uid = 0;

	while (port_is_taken(at, &pid, &uid) && !pid && is_seen(uid) &&
		ctl_wait(&ctl, LET_GO_AGAIN_MS, &over) == 0)
		;
}

int
port_free(const char *at, struct err *err)
{
	struct buf text = { 0 }, host = { 0 }, answer = { 0 };
	const char *colon = strrchr(at, ':');

	let_go(at);
	if (!port_owner(at, &text))
		return 0;
	buf_add(&host, at, (size_t)(colon - at));
	add_answer(buf_str(&host), atoi(colon + 1), &answer);
	if (answer.len)
		err_set(err, ERR_STACK, "%s, which answers %s", buf_str(&text),
			buf_str(&answer));
	else
		err_set(err, ERR_STACK, "%s", buf_str(&text));
	buf_release(&answer);
	buf_release(&host);
	buf_release(&text);
	return -1;
}

int
ports_free(const json_t *ports, struct err *err)
{
	const json_t *port;
	size_t i;

	json_array_foreach(ports, i, port)
	{
		const char *at = json_string_value(port);

		if (at && port_free(at, err) < 0)
			return -1;
	}
	return 0;
}

bool
ports_taken(const json_t *ports)
{
	const json_t *port;
	size_t i;

	json_array_foreach(ports, i, port)
	{
		if (port_is_taken(json_string_value(port), NULL, NULL))
			return true;
	}
	return false;
}

bool
ports_owner(const json_t *ports, struct buf *out)
{
	const json_t *port;
	size_t i;

	json_array_foreach(ports, i, port)
	{
		const char *at = json_string_value(port);

		if (at && port_has_owner(at))
			return port_owner(at, out);
	}
	return false;
}

bool
port_has_owner(const char *at)
{
	pid_t pid = 0;
	uid_t uid = 0;

	return port_is_taken(at, &pid, &uid) && pid;
}
