/*
 * record_json.h - a record as one line of JSON, shown for what it is. What is
 * JSON in it stands there as it was written, digit by digit.
 *
 * topic, partition, offset, timestamp (ms since 1970), key, headers; of a change
 * event op, before, after, source and behind_ms: from the commit to the record.
 * Of another record value. tombstone, schema, text, key_base64 and value_base64
 * say what a part is that is not plain JSON; large is the size of one left out.
 */
#ifndef CDCLAB_FLOW_RECORD_JSON_H
#define CDCLAB_FLOW_RECORD_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct record;

/*
 * Append it, without a newline. canary: it is one. A value of more than max bytes
 * is left out, and with it before and after; 0: none is.
 */
void record_json(
	const struct record *rec, bool canary, size_t max, struct buf *out);

#endif
