/*
 * fake_server.h - a server for tests, inside the test program itself.
 *
 * PROGRAM --fake PORT [WORD...]: answers every request on 127.0.0.1:PORT with
 * 200. Words: "gate" waits for a file called go in its directory before it
 * listens; "die" ends at once with a message; "stubborn" ignores TERM;
 * "family" has a child in a session of its own; "busy" has one that forks
 * all the time.
 */
#ifndef CDCLAB_TESTS_FAKE_SERVER_H
#define CDCLAB_TESTS_FAKE_SERVER_H

#include <stdbool.h>

/* Was the program started as a fake? Does not return then. */
void fake_server_main(int argc, char **argv);

/* A port of 127.0.0.1 that is free now. */
int fake_server_port(void);

/* Listen on it, as a foreign program would. Returns the descriptor. */
int fake_server_listen(int port);

#endif
