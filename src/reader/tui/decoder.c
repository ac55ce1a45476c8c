#include "config.h"

#include "reader/tui/decoder.h"

#include <assert.h>
#include <string.h>

#include "reader/tui/decoder_parse.h"
#include "reader/tui/keys.h"

/*
 * What a silence means, and what comes late.
 *
 * Esc itself begins like every sequence: it is a key when nothing follows for
 * ESCAPE_MS. Where a slow line cut a sequence there, it is known again by what
 * follows: up to a second later what can begin a sequence is held for HOLD_MS,
 * and is a key only if it begins none.
 *
 * The rest of what was cut further on may be late as well. Of a CSI it is
 * taken for such up to its final byte. In a string or a paste, which would take
 * all that is typed, it is told by its pace: a character that others follow
 * within PACE_MS was sent by a machine, one alone was typed, and ends them.
 */
#define ESCAPE_MS 100    /* as ttimeoutlen of vim */
#define SEQUENCE_MS 1000 /* after so long a silence the rest is overdue, */
#define LAPSE_MS 8000    /* and after so long more it is not to come */
#define PACE_MS 40       /* nobody types as fast */
#define HOLD_MS 300
#define PASTE_MS 2000 /* after so long a silence a paste may have ended */

#define BEL 0x07
#define ESC 0x1b

void
decoder_learn(struct decoder *d, const char *bytes, int key)
{
	struct decoder_known known = { .key = key };

	if (!bytes || bytes[0] != ESC || !bytes[1] ||
		strlen(bytes) >= sizeof(known.bytes))
		return;
	assert(d->nknown < DECODER_KEYS);
	memcpy(known.bytes, bytes, strlen(bytes));
	d->known[d->nknown++] = known;
}

void
decoder_add(struct decoder *d, const void *bytes, size_t len)
{
	assert(d->at == d->nin && len <= sizeof(d->in));
	memcpy(d->in, bytes, len);
	d->nin = len;
	d->at = 0;
}

/* What would take all that is typed. */
static bool
is_greedy(const struct decoder *d)
{
	return d->state == DECODER_STRING ||
		(d->state == DECODER_GROUND && d->pasting);
}

/* What has been held was sent by a machine: it belongs to the rest. */
static void
take_held(struct decoder *d, int64_t now_ms)
{
	unsigned char held[sizeof(d->held)];
	size_t n = d->nheld;

	memcpy(held, d->held, n);
	decoder_end_lapse(d);
	d->last_ms = now_ms;
	for (size_t i = 0; i < n; i++)
		decoder_parse(d, held[i], now_ms);
}

/* What has been held was typed: it ends what would have taken it. */
static void
type_held(struct decoder *d, int64_t now_ms)
{
	if (d->state == DECODER_GROUND)
		decoder_emit(d, KEY_PASTE_END);
	decoder_ground(d);
	take_held(d, now_ms);
}

/* Is the byte held until it shows by what pace it came? */
static bool
is_held(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	bool goes_on = d->nheld && (byte & 0xc0) == 0x80;

	if (!d->lapsed || !is_greedy(d) || byte == ESC ||
		(byte == BEL && d->state == DECODER_STRING))
		return false;
	if (d->nheld && !goes_on) {
		take_held(d, now_ms);
		return false;
	}
	if (d->nheld < sizeof(d->held))
		d->held[d->nheld++] = byte;
	return true;
}

static void
decode_byte(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	d->last_ms = now_ms;
	if (!is_held(d, byte, now_ms))
		decoder_parse(d, byte, now_ms);
}

int
decoder_key(struct decoder *d, int64_t now_ms)
{
	int key;

	while (!d->nqueue && d->at < d->nin)
		decode_byte(d, d->in[d->at++], now_ms);
	if (!d->nqueue)
		return KEY_NONE;
	key = d->queue[0];
	memmove(d->queue, d->queue + 1, --d->nqueue * sizeof(*d->queue));
	return key;
}

/* So long a silence means something; -1: none does. */
static int
silence_ms(const struct decoder *d)
{
	if (d->late)
		return HOLD_MS;
	if (d->nheld)
		return PACE_MS;
	if (d->state == DECODER_ESCAPE)
		return ESCAPE_MS;
	if (d->state != DECODER_GROUND)
		return d->lapsed ? LAPSE_MS : SEQUENCE_MS;
	if (!d->pasting)
		return -1;
	return d->lapsed ? LAPSE_MS : PASTE_MS;
}

int
decoder_patience(const struct decoder *d, int64_t now_ms)
{
	int64_t left = d->last_ms + silence_ms(d) - now_ms;

	if (silence_ms(d) < 0)
		return -1;
	return left > 0 ? (int)left : 0;
}

void
decoder_wait(struct decoder *d, int64_t now_ms)
{
	enum decoder_state was = d->state;
	int held = d->late ? d->seq[1] : KEY_NONE;

	if (decoder_patience(d, now_ms) != 0)
		return;
	if (d->nheld) {
		type_held(d, now_ms);
		return;
	}
	if (!d->lapsed && !d->late && was != DECODER_ESCAPE &&
		was != DECODER_UTF8) {
		d->lapsed = true;
		d->last_ms = now_ms;
		return;
	}
	decoder_end_lapse(d);
	if (was == DECODER_GROUND) {
		decoder_emit(d, KEY_PASTE_END);
	} else if (was == DECODER_ESCAPE) {
		decoder_emit(d, KEY_ESCAPE);
		d->escaped = true;
		d->escaped_ms = now_ms;
	} else {
		decoder_emit(d, held);
	}
	decoder_ground(d);
	d->last_ms = now_ms;
}

void
decoder_reset(struct decoder *d)
{
	decoder_ground(d);
	decoder_end_lapse(d);
	d->nin = d->at = d->nqueue = 0;
	d->escaped = d->pasting = false;
}
