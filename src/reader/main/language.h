/* language.h - the language that the program speaks: who has a say in it. */
#ifndef CDCLAB_MAIN_LANGUAGE_H
#define CDCLAB_MAIN_LANGUAGE_H

struct err;
struct options;
struct place;

/*
 * Before a word is said: what was chosen on the screen last, then what the
 * environment says. CDCLAB_LANG stands for the option.
 */
void language_begin(const struct place *place);

/* What --lang says. ERR_USAGE: there is no such language; English remains. */
int language_take(const struct options *o, struct err *err);

/* The one of lessons: --text-lang, else the program's own. Lent. */
const char *language_of_lessons(const struct options *o);

#endif
