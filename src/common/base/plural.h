/* plural.h - which form of a noun a number takes: gettext's expressions. */
#ifndef CDCLAB_BASE_PLURAL_H
#define CDCLAB_BASE_PLURAL_H

/*
 * The value of an expression of C over n, as in a catalogue's header:
 * "n%10==1 && n%100!=11 ? 0 : 1;". What is no expression counts as 0.
 */
long plural_form(const char *expression, long n);

#endif
