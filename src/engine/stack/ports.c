#include "config.h"

#include "engine/stack/ports.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "engine/client/process.h"
#include "engine/stack/service.h"

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

static int
taken(const char *at, pid_t pid, uid_t uid, struct err *err)
{
	const char *colon = strrchr(at, ':');
	char path[64];
	struct buf name = { 0 };
	struct err ignored = { 0 };
	int host_len = (int)(colon - at);

	snprintf(path, sizeof(path), "/proc/%ld/comm", (long)pid);
	if (!pid)
		err_set(err, ERR_STACK,
			"port %s at %.*s is taken by a process of uid %ld",
			colon + 1, host_len, at, (long)uid);
	else if (buf_read_file(&name, path, 64, &ignored) == 0)
		err_set(err, ERR_STACK,
			"port %s at %.*s is taken by pid %ld (%.*s)", colon + 1,
			host_len, at, (long)pid,
			(int)strcspn(buf_str(&name), "\n"), buf_str(&name));
	else
		err_set(err, ERR_STACK, "port %s at %.*s is taken by pid %ld",
			colon + 1, host_len, at, (long)pid);
	buf_release(&name);
	return err_hint(err, "end that program, or give it another port");
}

int
port_free(const char *at, struct err *err)
{
	pid_t pid = 0;
	uid_t uid = 0;

	return port_is_taken(at, &pid, &uid) ? taken(at, pid, uid, err) : 0;
}

int
ports_free(const struct service *service, struct err *err)
{
	const json_t *ports = json_object_get(service->json, "ports"), *port;
	size_t i;

	json_array_foreach(ports, i, port)
	{
		const char *at = json_string_value(port);

		if (at && port_free(at, err) < 0)
			return -1;
	}
	return 0;
}
