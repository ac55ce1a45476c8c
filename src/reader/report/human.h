/* human.h - lines for people, shared by the reports that have some. */
#ifndef CDCLAB_REPORT_HUMAN_H
#define CDCLAB_REPORT_HUMAN_H

struct buf;
struct event;
struct report;

/*
 * What a machine's format tells people beside it: services and notes, as
 * lines of report->note.
 */
void human_note(struct report *report, const struct event *ev);

#endif
