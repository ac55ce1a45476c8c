/*
 * server.h - a TCP server for tests, a thread a connection, that can be made to
 * refuse, hang, or cut off at any byte.
 */
#ifndef CDCLAB_TESTS_SERVER_H
#define CDCLAB_TESTS_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct server;
struct server_link;

/* Speak on one connection until a read or a write says that it is over. */
typedef void (*server_fn)(void *ctx, struct server_link *link);

enum server_mode {
	SERVER_SERVES = 0,
	SERVER_REFUSES, /* nobody listens, what stands is cut */
	SERVER_HANGS,   /* takes connections, says nothing */
	SERVER_CUTS     /* takes connections and closes them */
};

/* Listen on a free loopback port. */
struct server *server_start(server_fn speak, void *ctx);
/* The same on a unix socket, made at path; this one never refuses. */
struct server *server_start_at(const char *path, server_fn speak, void *ctx);
void server_stop(struct server *server);
int server_port(const struct server *server);

/* From now on, for standing connections as well. Refusing ends on its port. */
void server_be(struct server *server, enum server_mode mode);

/*
 * Each new connection carries so many bytes of answers, then it is as mode
 * says. Negative: as many as there are.
 */
void server_limit(struct server *server, long bytes, enum server_mode mode);

/* Answers go out byte by byte. */
void server_dribble(struct server *server, bool dribble);

/* All n bytes. false: the connection is over. */
bool link_read(struct server_link *link, void *to, size_t n);
bool link_write(struct server_link *link, const void *data, size_t n);

/* What there is, at least a byte; 0: the connection is over. */
size_t link_some(struct server_link *link, void *to, size_t room);

#endif
