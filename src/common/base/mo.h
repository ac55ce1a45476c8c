/*
 * mo.h - one catalogue of translations, as msgfmt(1) writes it.
 *
 * Read here and not by the C library, which gives no translation in the locale
 * C, in C.UTF-8 or in one that is not installed, and knows one language a
 * process.
 */
#ifndef CDCLAB_BASE_MO_H
#define CDCLAB_BASE_MO_H

#include <stddef.h>

struct mo;

/* NULL: there is no such file, or it is no catalogue of this machine's. */
struct mo *mo_open(const char *path);
void mo_free(struct mo *mo);

/* The translation of msgid, lent; NULL: there is none. */
const char *mo_find(const struct mo *mo, const char *msgid);

/* The same of "one\0many" (many is not looked at), in the form for n. */
const char *mo_find_count(const struct mo *mo, const char *one, long n);

#endif
