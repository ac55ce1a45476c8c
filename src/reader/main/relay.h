/*
 * relay.h - run a script of ours, and say what it says in the reader's language.
 *
 * With CDCLAB_MESSAGES in its environment a script writes each sentence as a
 * message (msg.h), and lines that are none as they are.
 */
#ifndef CDCLAB_MAIN_RELAY_H
#define CDCLAB_MAIN_RELAY_H

struct err;

/*
 * It runs with us and may be cancelled as we may: who asks us to end asks it.
 * Returns its exit status, 128 and more after a signal; or -1 with err.
 */
int relay_run(const char *const *argv, struct err *err);

#endif
