/* serve.h - requests in, events out: the engine's one loop. */
#ifndef CDCLAB_ENGINE_SERVE_H
#define CDCLAB_ENGINE_SERVE_H

struct err;
struct place;

/*
 * Serve until "quit" or the end of the input. The end means that the reader
 * is gone, and acts as a cancel of everything. 0, or -1 with err.
 */
int serve(const struct place *place, int in, int out, struct err *err);

#endif
