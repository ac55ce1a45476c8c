/* summary.h - a lab's history as a document, for a learner to keep. */
#ifndef CDCLAB_REPORT_SUMMARY_H
#define CDCLAB_REPORT_SUMMARY_H

struct buf;
struct history;
struct lab;
struct lab_state;
struct lesson_ref;
struct scan;

/* All are lent. */
struct summary {
	const struct history *history;
	const struct lab_state *state; /* the same journal, as it is now */
	const struct lab *lab;
	const struct scan *scan;
	const struct lesson_ref *lesson, *next; /* next may be NULL */
	const char *lang;                       /* of the lesson's words */
};

/*
 * Append it as Markdown: what was proved and when, with how many hints, what
 * was red and how long, what was run, what comes next. What servers said is escaped. Nothing of the
 * environment is in it, so no password is.
 */
void summary_markdown(const struct summary *summary, struct buf *out);

#endif
