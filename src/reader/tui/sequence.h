/*
 * sequence.h - what a whole sequence of a terminal means, if it is a key.
 *
 * The forms are those of xterm and of whoever does as it does: rxvt, the
 * consoles, and the two ways to send what has no form of old, modifyOtherKeys
 * and kitty's.
 */
#ifndef CDCLAB_TUI_SEQUENCE_H
#define CDCLAB_TUI_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

struct sequence_found {
	int key;      /* KEY_NONE: none of ours */
	int row, col; /* KEY_CLICK: where */
	int rgb;      /* KEY_BACKGROUND: 0xrrggbb */
};

/* s begins with one ESC or more and is whole, without what ends a string. */
struct sequence_found sequence_find(const char *s, size_t len);

/* Is it a CSI with a $ at its end, which rxvt sends and nobody else? */
bool sequence_is_rxvt(const char *s, size_t len);

/* The key of one byte below 0x80. */
int sequence_control(int byte);

#endif
