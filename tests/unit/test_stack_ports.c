/* Whose a port is. */
#include "config.h"

#include "engine/stack/ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

/* Listen on addr at a port of the kernel's choice; -1: no such family here. */
static int
listen_on(int family, const char *addr, int *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr *sa = (struct sockaddr *)&in;
	socklen_t len = sizeof(in);
	int fd = socket(family, SOCK_STREAM, 0);

	if (family == AF_INET6) {
		sa = (struct sockaddr *)&in6;
		len = sizeof(in6);
		inet_pton(AF_INET6, addr, &in6.sin6_addr);
	} else {
		inet_pton(AF_INET, addr, &in.sin_addr);
	}
	if (fd < 0 || bind(fd, sa, len) < 0 || listen(fd, 1) < 0 ||
		getsockname(fd, sa, &len) < 0) {
		close(fd);
		return -1;
	}
	*port = ntohs(family == AF_INET6 ? in6.sin6_port : in.sin_port);
	return fd;
}

static bool
taken(const char *addr, int port, pid_t *pid)
{
	char at[64];
	uid_t uid;

	snprintf(at, sizeof(at), "%s:%d", addr, port);
	return port_is_taken(at, pid, &uid);
}

static void
a_listener_is_found_with_its_process(void **state)
{
	pid_t pid = 0;
	int port, fd = listen_on(AF_INET, "127.0.0.1", &port);

	(void)state;
	assert_true(taken("127.0.0.1", port, &pid));
	assert_int_equal(pid, getpid());
	close(fd);
	assert_false(taken("127.0.0.1", port, &pid));
}

/* Says that to who connects. */
static void *
greet(void *arg)
{
	static const char words[] = "220 a mail server\r\nmore\r\n";
	int peer = accept(*(int *)arg, NULL, NULL);

	assert_int_equal(
		write(peer, words, sizeof(words) - 1), sizeof(words) - 1);
	close(peer);
	return NULL;
}

static void
who_has_a_port_is_told_with_what_it_says(void **state)
{
	int port, fd = listen_on(AF_INET, "127.0.0.1", &port);
	char at[64];
	struct err err = { 0 };
	pthread_t thread;

	(void)state;
	snprintf(at, sizeof(at), "127.0.0.1:%d", port);
	pthread_create(&thread, NULL, greet, &fd);
	assert_int_equal(port_free(at, &err), -1);
	pthread_join(thread, NULL);
	assert_non_null(
		strstr(said(err.msg), "), which answers 220 a mail server"));
	assert_null(strstr(said(err.msg), "more"));
	close(fd);
}

/* The kernel has it in a message that nobody has read: no process has it. */
static void
put_away(int box[2], int fd)
{
	char room[CMSG_SPACE(sizeof(fd))] = { 0 }, byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = room,
		.msg_controllen = sizeof(room) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, box), 0);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	assert_int_equal(sendmsg(box[0], &msg, 0), 1);
	close(fd);
}

static void *
end_it(void *arg)
{
	usleep(200000);
	close(((int *)arg)[0]);
	close(((int *)arg)[1]);
	return NULL;
}

static void
a_port_of_a_process_that_has_just_ended_is_waited_for(void **state)
{
	int box[2], port, fd = listen_on(AF_INET, "127.0.0.1", &port);
	struct err err = { 0 };
	pthread_t thread;
	pid_t pid = 1;
	char at[64];

	(void)state;
	snprintf(at, sizeof(at), "127.0.0.1:%d", port);
	put_away(box, fd);
	assert_true(taken("127.0.0.1", port, &pid));
	assert_int_equal(pid, 0);
	pthread_create(&thread, NULL, end_it, box);
	assert_int_equal(port_free(at, &err), 0);
	pthread_join(thread, NULL);
}

static void
another_address_of_the_loopback_is_free(void **state)
{
	pid_t pid;
	int port, fd = listen_on(AF_INET, "127.0.0.11", &port);

	(void)state;
	assert_true(taken("127.0.0.11", port, &pid));
	assert_false(taken("127.0.0.12", port, &pid));
	close(fd);
}

static void
a_listener_on_all_addresses_takes_each(void **state)
{
	static const struct {
		int family;
		const char *addr;
	} cases[] = {
		{ AF_INET, "0.0.0.0" },
		{ AF_INET6, "::" },                /* IPv4 comes in, too */
		{ AF_INET6, "::ffff:127.0.0.13" }, /* as Java listens */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		pid_t pid = 0;
		int port, fd = listen_on(cases[i].family, cases[i].addr, &port);

		if (fd < 0)
			continue; /* a machine without IPv6 */
		if (!taken("127.0.0.13", port, &pid) || pid != getpid())
			fail_msg("%s is not seen", cases[i].addr);
		close(fd);
	}
}

static void
the_message_names_port_process_and_program(void **state)
{
	struct err err = { 0 };
	int port, fd = listen_on(AF_INET, "127.0.0.1", &port);
	char at[64], want[128];
	json_t *o;

	(void)state;
	snprintf(at, sizeof(at), "127.0.0.1:%d", port);
	o = json_pack("[s]", at);
	assert_int_equal(ports_free(o, &err), -1);
	assert_int_equal(err.code, ERR_STACK);
	snprintf(want, sizeof(want),
		"port %d at 127.0.0.1 is taken by pid %ld (test_stack", port,
		(long)getpid());
	assert_memory_equal(said(err.msg), want, strlen(want));
	close(fd);
	json_decref(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_listener_is_found_with_its_process),
		cmocka_unit_test(who_has_a_port_is_told_with_what_it_says),
		cmocka_unit_test(
			a_port_of_a_process_that_has_just_ended_is_waited_for),
		cmocka_unit_test(another_address_of_the_loopback_is_free),
		cmocka_unit_test(a_listener_on_all_addresses_takes_each),
		cmocka_unit_test(the_message_names_port_process_and_program),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stack_ports", tests, NULL, NULL);
}
