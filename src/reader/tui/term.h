/*
 * term.h - the terminal as it was found, given back on every kind of death.
 *
 * Who asks us to end once more two seconds after the first time has us end at
 * once, whatever we are doing; until then there is time to save.
 *
 * What has to be written for that is made ready while all is well, so a
 * signal handler needs no more than write(2) and tcsetattr(3).
 */
#ifndef CDCLAB_TUI_TERM_H
#define CDCLAB_TUI_TERM_H

#include <signal.h>
#include <stdbool.h>

struct err;

/* Signals that arrived since the last look, as flags. */
#define TERM_RESIZED 1u
#define TERM_SUSPEND 2u
#define TERM_RESUMED 4u
#define TERM_QUIT 8u       /* TERM, HUP: see term_signal() */
#define TERM_INTERRUPT 16u /* INT */

/*
 * Remember how the terminal is and take over the signals. Call it before
 * curses is started. ERR_SYSTEM: standard input or output is no terminal.
 */
int term_begin(struct err *err);

/* Does the environment say something by that name, and not nothing? */
bool term_env_is_set(const char *name);

/* For poll(): something has arrived. */
int term_signal_fd(void);

/* What has arrived. */
unsigned term_take_signals(void);

/* The signal that asks us to end at once, 0: none. */
int term_signal(void);

/* Can curses move the cursor on it? (on "dumb" it cannot) */
int term_can_paint(void);

/* Are its colours 0xrrggbb, by what terminfo says of it? */
int term_has_rgb(void);

/* Make ready what puts the screen back; call it once curses runs. */
void term_remember(void);

/*
 * Keys that a terminal would keep to itself (Ctrl-S, Ctrl-V) come to us. So
 * does Ctrl-Z: the terminal would stop a script around us at once, and the
 * shell write its prompt on a screen that we have yet to leave.
 */
#define TERM_KEY_SUSPEND 26
#define TERM_KEY_INTERRUPT 3 /* where it does not come as a signal */
void term_plain_keys(void);

/* A terminfo string, lent; NULL: there is none. */
const char *term_capability(const char *name);

/*
 * Ask for the keys as terminfo has them and for marks around what is pasted,
 * or no more; a terminal that has no mouse is taken to be too old for marks.
 */
void term_ask_keys(int on);
void term_ask_mouse(int on);

/*
 * Ask for the colour of the background; KEY_BACKGROUND may answer. 0: it is
 * not asked, being too old for that.
 */
int term_ask_ground(void);

/* Stop, the whole group if the key was pressed; returns when we go on. */
void term_stop(int group);

/*
 * Run a program on the terminal as it was, and wait for it; its keys are its
 * own. ERR_SYSTEM: it could not be run, or it says that it has failed.
 */
int term_lend(char *const *argv, struct err *err);

/* Everything as before term_begin(), the signals too. */
void term_end(void);

#endif
