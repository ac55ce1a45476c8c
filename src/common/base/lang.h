/*
 * lang.h - the reader's language: every text that a person reads passes here.
 *
 * A text is written in English where it is used, as _("Open the lesson"), or as
 * N_() in a table and _() where the row is shown. po/CODE.po has it in another
 * language. What the engine says comes as a message: see msg.h.
 */
#ifndef CDCLAB_BASE_LANG_H
#define CDCLAB_BASE_LANG_H

#include <stdbool.h>
#include <stddef.h>

#define LANG_CODE 24     /* room for "pt_BR" and the like */
#define LANG_SOURCE "en" /* of the texts in the sources */

/*
 * Where the catalogues are: a folder of CODE.mo. Once, before a second thread
 * is there, as lang_use(). Until then all is English.
 */
void lang_init(const char *dir);

/* The language from here on: "ru"; false: there is no catalogue of that name. */
bool lang_use(const char *code);

/* Of the texts now: "en" at the start. Lent. */
const char *lang_code(void);

/* Is there a catalogue of that name? English needs none. */
bool lang_exists(const char *code);

/*
 * All there are, English first, then by their names: call each with its code
 * and its own name, "русский".
 */
void lang_each(
	void (*each)(void *ctx, const char *code, const char *name), void *ctx);

/* What a language calls itself; the code where nobody says. Lent. */
const char *lang_name(const char *code);

/*
 * The first of these that there is, into code: what was asked for, what was kept
 * (NULL: nothing), LANGUAGE, LC_ALL, LC_MESSAGES, LANG; English if none is.
 * "ru_RU.UTF-8" means "ru". False: what was asked for is not there.
 */
bool lang_choose(char code[LANG_CODE], const char *asked, const char *kept);

/* Texts in the language in use; msgid itself without a translation. Lent. */
const char *tr(const char *msgid) __attribute__((format_arg(1)));
const char *tr_count(const char *one, const char *many, long n)
	__attribute__((format_arg(1))) __attribute__((format_arg(2)));

/* The same in another language: a lesson's own. */
const char *tr_in(const char *code, const char *msgid)
	__attribute__((format_arg(2)));

#define _(msgid) tr(msgid)
#define N_(msgid) msgid
/* One English text that has two meanings: the first argument tells which. */
#define C_(context, msgid) tr(context "\004" msgid)
#define NC_(context, msgid) context "\004" msgid
#define P_(one, many, n) tr_count(one, many, n)

#endif
