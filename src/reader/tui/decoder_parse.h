/*
 * decoder_parse.h - the grammar of what a terminal sends, without a clock: what
 * decoder.c does not hold back. Nobody else calls it.
 */
#ifndef CDCLAB_TUI_DECODER_PARSE_H
#define CDCLAB_TUI_DECODER_PARSE_H

#include <stdint.h>

struct decoder;

/* One byte more, which came at now_ms; queues the keys that it makes. */
void decoder_parse(struct decoder *d, unsigned char byte, int64_t now_ms);

void decoder_emit(struct decoder *d, int key);

/* The next byte begins something. */
void decoder_ground(struct decoder *d);

/* The rest of a sequence has come, or is not to come. */
void decoder_end_lapse(struct decoder *d);

#endif
