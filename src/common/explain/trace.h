/* trace.h - a Java stack trace in one line: the cause that counts. */
#ifndef CDCLAB_EXPLAIN_TRACE_H
#define CDCLAB_EXPLAIN_TRACE_H

struct buf;
struct explanation;

/*
 * Append one line to out: of the chain of causes the innermost that explain's
 * table knows, else the innermost that says something; a sentence that leaves
 * its reason to the next one ("due to") is followed by it, and long dumps in
 * brackets become "[...]", so that the end of the sentence is seen. The row of
 * the table, NULL: none is known. The head of a log line is left out.
 */
const struct explanation *trace_cause(const char *trace, struct buf *out);

#endif
