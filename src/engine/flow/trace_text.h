/* trace_text.h - what was seen of a canary, in words. */
#ifndef CDCLAB_FLOW_TRACE_TEXT_H
#define CDCLAB_FLOW_TRACE_TEXT_H

struct buf;
struct trace;

/* What of its record is unlike what the lab expects; it is_unlike. */
void trace_add_unlike(struct buf *out, const struct trace *trace);

/* How it was asked: its statements, and the record that was waited for. */
void trace_add_probe(struct buf *out, const struct trace *trace);

/* Where it was seen, and how long after it was sent. */
void trace_add_evidence(struct buf *out, const struct trace *trace);

#endif
