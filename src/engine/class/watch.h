/*
 * watch.h - a class's board kept up to date, frame by frame; and its results.
 */
#ifndef CDCLAB_CLASS_WATCH_H
#define CDCLAB_CLASS_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct class_board;
struct class_room;
struct ctl;
struct err;

/* What is news of the board is to be told, and marked as told. -1: err. */
typedef int (*class_frame_fn)(
	void *ctx, struct class_board *board, struct err *err);

/*
 * Read the states from the beginning, and tell a frame where there is news, at
 * most ten a second; the first one once all is read that is there. once: only
 * that one. -1: ctl is over, or err.
 */
int class_watch(const struct class_room *room, struct class_board *board,
	bool once, class_frame_fn fn, void *ctx, const struct ctl *ctl,
	struct err *err);

/*
 * Read all of it and write base.json, base.csv and base.html, each whole or not at all. Who
 * left is not in there.
 */
int class_results(const struct class_room *room, const char *base,
	int64_t opened_ms, const struct ctl *ctl, struct err *err);

#endif
