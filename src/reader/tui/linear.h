/*
 * linear.h - the reader without a screen: lines, and numbered choices.
 *
 * For screen readers, and for terminals that show no more than lines. Each
 * thing that happens is a line; nothing is drawn, nothing is overwritten.
 */
#ifndef CDCLAB_TUI_LINEAR_H
#define CDCLAB_TUI_LINEAR_H

struct app_args;
struct err;
struct place;

/*
 * Until the reader quits or standard input ends. Returns the exit status;
 * where it could not begin, err is set as by app_open().
 */
int linear_open(const struct place *place, const struct app_args *args,
	struct err *err);

#endif
