/*
 * language.h - which language is read: the program's texts and the lessons.
 *
 * They go together until somebody chooses that of the lessons alone.
 */
#ifndef CDCLAB_TUI_LANGUAGE_H
#define CDCLAB_TUI_LANGUAGE_H

struct choices;
struct err;
struct ui;

/*
 * Both, from here on and when the reader comes back: the program's texts where
 * there is a catalogue, lessons where they have it. ERR_SYSTEM, ERR_SYNTAX: the
 * lesson that is open cannot be read, and nothing has changed.
 */
int language_use(struct ui *ui, const char *code, struct err *err);

/* That of lessons alone. */
int language_use_lesson(struct ui *ui, const char *code, struct err *err);

/* The one after that in use, of all that the program or the course has. Lent. */
const char *language_next(const struct ui *ui);

/* Say so where the lesson is not in the language that was asked for. */
void language_note(struct ui *ui);

/* The key, and the commands with a word behind them. */
void language_key(struct ui *ui);
void language_run(struct ui *ui, const char *what);
void language_run_lesson(struct ui *ui, const char *what);
void language_list(const struct ui *ui, struct choices *words);

#endif
