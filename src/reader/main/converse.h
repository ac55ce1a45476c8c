/* converse.h - one request to the engine, told to a shell as it goes. */
#ifndef CDCLAB_MAIN_CONVERSE_H
#define CDCLAB_MAIN_CONVERSE_H

struct err;
struct place;
struct report;
struct request;

/*
 * Start the engine, send req, write the report to standard output and error
 * until the request has ended. INT, TERM and HUP are taken here: the request
 * is cancelled, given a moment, then the engine is killed; a second one kills
 * at once. Returns the exit status, with err untouched: what went wrong has been
 * said; or -1 with ERR_INTERNAL when there is no engine.
 */
int converse(const struct place *place, const struct request *req,
	struct report *report, struct err *err);

#endif
