/*
 * peer.h - a TCP server that does what real ones will not do on demand: hang,
 * lie, cut off, answer 409 for a while.
 */
#ifndef CDCLAB_TESTS_PEER_H
#define CDCLAB_TESTS_PEER_H

#include <stddef.h>

struct peer;

enum peer_act {
	PEER_SEND,  /* text as it is, then close */
	PEER_HTTP,  /* text as the JSON body of an answer with status */
	PEER_HANG,  /* read, answer nothing, keep it open */
	PEER_REPLY, /* text as it is once the request has come, then close */
	PEER_HOLD,  /* the same, but keep it open */
	PEER_CUT,   /* promise a longer body than text, then close */
	PEER_FLOOD  /* a body without end */
};

/* What happens to the n-th connection; the last one is repeated. */
struct peer_line {
	enum peer_act act;
	int status;
	const char *text;
};

/* Listen on a free loopback port. script is lent until peer_stop(). */
struct peer *peer_start(const struct peer_line *script, size_t n);
/* The same on a unix socket, made at path. */
struct peer *peer_start_at(
	const char *path, const struct peer_line *script, size_t n);

/* A directory with a place for an engine's socket. */
struct peer_home {
	char dir[40], socket[64], host[80]; /* host: as DOCKER_HOST has it */
};

/* A program of tests that takes longer hangs, and is ended by SIGALRM. */
#define PEER_HANGS_S 120

/*
 * Fixtures of cmocka, which needs 0 or -1; clients are set up in both. A home
 * is where DOCKER_HOST points and where the stack's state is.
 */
int peer_setup(void **state);
int peer_home_make(struct peer_home *home);
int peer_home_remove(const struct peer_home *home);

int peer_port(const struct peer *peer);

/* The first lines of all requests so far, a line each; lent until stop. */
const char *peer_seen(struct peer *peer);
void peer_stop(struct peer *peer);

#endif
