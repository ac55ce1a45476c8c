#include "config.h"

#include "tests/unit/fake_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FORKS_MAX 400 /* of a busy one; no bomb, whatever becomes of it */

int
fake_server_listen(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		listen(fd, 16) < 0) {
		perror("FATAL: fake server");
		exit(9);
	}
	return fd;
}

int
fake_server_port(void)
{
	struct sockaddr_in at;
	socklen_t len = sizeof(at);
	int fd = fake_server_listen(0);

	if (getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		abort();
	close(fd);
	return ntohs(at.sin_port);
}

static bool
has(char **argv, const char *word)
{
	for (; *argv; argv++)
		if (strcmp(*argv, word) == 0)
			return true;
	return false;
}

static void
serve(int port)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
				     "Connection: close\r\n\r\nok";
	int fd = fake_server_listen(port);
	char request[4096];

	for (;;) {
		int peer = accept(fd, NULL, NULL);

		if (read(peer, request, sizeof(request)) > 0 &&
			write(peer, answer, sizeof(answer) - 1) < 0)
			perror("write");
		close(peer);
	}
}

/* A child after the other, in sessions of their own, as long as it runs. */
static _Noreturn void
fork_all_the_time(void)
{
	for (int i = 0; i < FORKS_MAX; i++) {
		if (fork() == 0) {
			setsid();
			for (;;)
				pause();
		}
		poll(NULL, 0, 1);
	}
	for (;;)
		pause();
}

void
fake_server_main(int argc, char **argv)
{
	if (argc < 3 || strcmp(argv[1], "--fake") != 0)
		return;
	if (has(argv, "die")) {
		fprintf(stderr, "starting\nFATAL: no flour left\nbye\n");
		exit(3);
	}
	if (has(argv, "stubborn"))
		signal(SIGTERM, SIG_IGN);
	if (has(argv, "family") && fork() == 0) {
		setsid();
		for (;;)
			pause();
	}
	if (has(argv, "busy") && fork() == 0)
		fork_all_the_time();
	while (has(argv, "gate") && access("go", F_OK) != 0)
		poll(NULL, 0, 10);
	signal(SIGPIPE, SIG_IGN);
	serve(atoi(argv[2]));
}
