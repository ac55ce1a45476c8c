/*
 * clip.h - bytes for the clipboard: a program that has it, else the terminal.
 *
 * A terminal takes them by OSC 52 and never says whether it did, so nobody
 * here claims more than that they were sent.
 */
#ifndef CDCLAB_TUI_CLIP_H
#define CDCLAB_TUI_CLIP_H

#include <stddef.h>

struct buf;
struct err;

/* So many bytes most terminals take: 74994 of base64. */
#define CLIP_MAX 56244

enum clip {
	CLIP_NONE = 0, /* a terminal that would print the sequence */
	CLIP_PROGRAM,
	CLIP_TERMINAL,
	CLIP_TMUX
};

/* The way that the environment has. */
enum clip clip_way(void);

/* The sequence for a terminal, behind the one for tmux to pass on. */
void clip_sequence(struct buf *b, enum clip way, const char *s, size_t len);

/*
 * Give them to the program, which runs on by itself and writes nowhere.
 * ERR_SYSTEM.
 */
int clip_program(const char *s, size_t len, struct err *err);

#endif
