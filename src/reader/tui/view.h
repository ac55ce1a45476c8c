/*
 * view.h - what the screen is made of: each view writes or paints its part of
 * the state, and changes nothing. ui_paint() puts them together.
 */
#ifndef CDCLAB_TUI_VIEW_H
#define CDCLAB_TUI_VIEW_H

#include <stdbool.h>

#include "reader/grid/grid.h"

struct event;
struct servers_row;
struct frame;
struct row;
struct server;
struct textview;
struct ui;

/* bar.c - the two lines below: what can be pressed, and where we are. */
void bar_paint(
	const struct ui *ui, struct grid *grid, const struct frame *frame);

/* big.c - the checklist alone, as large as the screen lets it be. */
void big_paint(const struct ui *ui, struct grid *grid, struct rect area);

/*
 * contents.c - the sections of a lesson. The pop-up's lines are those that fit
 * the filter: how many, and which section line n is (-1: there is none).
 * Beside the text it is all of them, the one that is read in sight.
 */
void contents_write(const struct ui *ui, struct textview *textview);
int contents_count(const struct ui *ui);
int contents_section(const struct ui *ui, int n);
void contents_paint(const struct ui *ui, struct grid *grid, struct rect area);

/*
 * filter.c - a word that leaves of a pop-up's lines those that have it, in
 * small letters or large. The pop-up follows while it is typed.
 */
void filter_open(struct ui *ui);
void filter_clear(struct ui *ui);
bool filter_fits(const struct ui *ui, const char *text);

/* list.c - the course: its lessons, with what was read and earned of each. */
void list_paint(const struct ui *ui, struct grid *grid, struct rect area);

/* The lesson to go on with: the one left last, or what is not yet done. */
int list_next(const struct ui *ui);

/*
 * pane.c - checklist, steps and servers of the lesson's lab, in one column;
 * and the lines below what is seen of it with the chosen entry in view.
 */
void pane_paint(const struct ui *ui, struct grid *grid, struct rect area);
int pane_rest(const struct ui *ui);

/*
 * popup.c - keys, contents, servers, why it is red; the lines of it that are
 * seen at once, and the first line of its last page.
 */
void popup_paint(const struct ui *ui, struct grid *grid);
int popup_rows(const struct ui *ui);
int popup_last_top(const struct ui *ui);
int popup_selected_top(const struct ui *ui); /* with its selection above */

/*
 * servers_order.c - what is done to the chosen server, after a question where
 * that breaks something; and its log. The same of a connector or a job, with
 * all that is known of it. false: none is chosen.
 */
bool servers_chosen(const struct ui *ui, struct servers_row *row);
void servers_log(struct ui *ui);
void servers_back(struct ui *ui); /* from the log to the list */
void servers_look_again(struct ui *ui, const struct event *ev);
void servers_up_one(struct ui *ui);
void servers_restart(struct ui *ui);
void servers_kill(struct ui *ui);
void servers_pause(struct ui *ui);

/* text.c - the lesson's rows on the screen, its items with their marks. */
void text_paint(const struct ui *ui, struct grid *grid, struct rect area);

/*
 * One row from column left on; where it goes on beyond an edge, a mark there
 * says so.
 */
void text_put_row(
	struct grid *grid, struct rect at, const struct row *row, int left);

#endif
