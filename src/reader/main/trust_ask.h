/* trust_ask.h - the question before a lab from elsewhere runs. */
#ifndef CDCLAB_MAIN_TRUST_ASK_H
#define CDCLAB_MAIN_TRUST_ASK_H

struct cli;
struct err;
struct lesson;

/*
 * 0: the lab may run, perhaps since the person at the terminal has just said so.
 * ERR_USAGE: it may not, and where there is nobody to ask, how to allow it.
 */
int trust_or_ask(
	const struct cli *cli, const struct lesson *lesson, struct err *err);

#endif
