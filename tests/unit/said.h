/* said.h - for tests: what a person reads of a message that is kept. */
#ifndef CDCLAB_TESTS_SAID_H
#define CDCLAB_TESTS_SAID_H

#include <stdlib.h>

#include "common/base/msg.h"

/* Lent until the fourth call after this one. For one thread of a test. */
static inline const char *
said(const char *msg)
{
	static char *texts[4];
	static int next;
	char **text = &texts[next++ % 4];

	free(*text);
	*text = msg_text(msg);
	return *text;
}

#endif
