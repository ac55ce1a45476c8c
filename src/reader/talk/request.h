/* request.h - what is asked of the engine, as it goes over the wire. */
#ifndef CDCLAB_TALK_REQUEST_H
#define CDCLAB_TALK_REQUEST_H

struct buf;
struct request;

/* Append req as one JSON line, newline included. */
void request_encode(const struct request *req, int id, struct buf *out);

#endif
