/* puny.h - the ASCII form of a host's name, in which no letter can pose. */
#ifndef CDCLAB_TUI_PUNY_H
#define CDCLAB_TUI_PUNY_H

#include <stddef.h>

struct buf;

/*
 * Append the host of len bytes, its labels of other letters as "xn--...", as
 * RFC 3492 has it; what cannot be written so is left as it is.
 */
void puny_add(struct buf *b, const char *host, size_t len);

#endif
