#include "config.h"

#include "reader/tui/decoder.h"

#include <assert.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "reader/tui/keys.h"
#include "reader/tui/sequence.h"

/*
 * The grammar is that of ECMA-48, 5.4 and 5.6, and what terminals add to it:
 *
 *   ESC [ 0x30-0x3f* 0x20-0x2f* 0x40-0x7e    CSI; the console's F1 to F5 have
 *                                            another [ and then a letter, the
 *                                            mouse of old an M and three bytes
 *   ESC O (digit ;)* 0x40-0x7e               SS3
 *   ESC ] P _ ^ or X, text, ESC \            a string; OSC ends at BEL as well
 *   ESC and one of these                     with Alt, as rxvt sends it
 *   ESC and any other character              with Alt
 *
 * and the same with a C1 control in place of ESC and a letter.
 *
 * Esc itself begins like all of them: it is a key when nothing follows for
 * ESCAPE_MS. Where a slow line cut a sequence there, it is known again by what
 * follows: up to LATE_MS later what can begin a sequence is held for HOLD_MS,
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
#define LATE_MS 1000
#define HOLD_MS 300
#define PASTE_MS 2000 /* after so long a silence a paste may have ended */

#define BEL 0x07
#define CAN 0x18
#define SUB 0x1a
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

static void
emit_key(struct decoder *d, int key)
{
	if (key == KEY_NONE)
		return;
	assert(d->nqueue < DECODER_QUEUE);
	d->queue[d->nqueue++] = key;
	if (key == KEY_PASTE)
		d->pasting = true;
	else if (key == KEY_PASTE_END || key == KEY_ESCAPE)
		d->pasting = false; /* Esc: by whom waits for its end in vain */
}

static void
keep_byte(struct decoder *d, unsigned char byte)
{
	if (d->len < sizeof(d->seq))
		d->seq[d->len] = (char)byte;
	d->len++;
}

static void
to_ground(struct decoder *d)
{
	d->state = DECODER_GROUND;
	d->len = 0;
	d->late = false;
}

/* The rest has come, or is not to come. */
static void
end_lapse(struct decoder *d)
{
	d->lapsed = false;
	d->nheld = 0;
}

static void
begin_sequence(struct decoder *d, enum decoder_state state, unsigned char byte)
{
	to_ground(d);
	d->state = state;
	keep_byte(d, byte);
}

/* The key of this terminal's own, or of all terminals. */
static int
key_of_sequence(struct decoder *d)
{
	struct sequence_found found = { 0 };

	if (d->len > sizeof(d->seq))
		return KEY_NONE;
	for (size_t i = 0; i < d->nknown; i++)
		if (strlen(d->known[i].bytes) == d->len &&
			!memcmp(d->known[i].bytes, d->seq, d->len))
			return d->known[i].key;
	found = sequence_find(d->seq, d->len);
	if (found.key == KEY_BACKGROUND)
		d->rgb = found.rgb;
	if (found.key == KEY_CLICK) {
		d->row = found.row;
		d->col = found.col;
	}
	return found.key;
}

/* The sequence is whole. */
static void
end_sequence(struct decoder *d)
{
	int key = key_of_sequence(d);

	to_ground(d);
	end_lapse(d);
	emit_key(d, key);
}

/* How many bytes follow the first one of a character; -1: it is none. */
static int
utf8_more(unsigned char byte)
{
	if (byte >= 0xc2 && byte <= 0xdf)
		return 1;
	if (byte >= 0xe0 && byte <= 0xef)
		return 2;
	return byte >= 0xf0 && byte <= 0xf4 ? 3 : -1;
}

static void decode_byte(struct decoder *d, unsigned char byte, int64_t now_ms);

static void
on_escape(struct decoder *d, unsigned char byte)
{
	if (byte == ESC && d->len > 1)
		return; /* a key that repeats itself says no more than two do */
	keep_byte(d, byte);
	if (byte == ESC)
		return;
	if (byte == '[') {
		d->state = DECODER_CSI;
	} else if (byte == 'O') {
		d->state = DECODER_SS3;
	} else if (byte && strchr("]P_^X", byte)) {
		d->state = DECODER_STRING;
		d->before = byte;
	} else if (utf8_more(byte) > 0) {
		d->state = DECODER_UTF8;
		d->more = utf8_more(byte);
	} else {
		end_sequence(d);
	}
}

/* A C1 control is ESC and a letter. */
static void
on_c1(struct decoder *d, uint32_t cp)
{
	begin_sequence(d, DECODER_ESCAPE, ESC);
	on_escape(d, (unsigned char)(cp - 0x40));
}

/*
 * Does it end a string as the C1 control ST? Within a text of UTF-8 it may be
 * a part of a character.
 */
static bool
is_st(const struct decoder *d, unsigned char byte)
{
	return byte == 0x9c && (d->before < 0x80 || d->before == 0xc2);
}

/* Was the sequence that this begins cut behind its ESC? */
static bool
is_late(const struct decoder *d, unsigned char byte, int64_t now_ms)
{
	return d->escaped && now_ms - d->escaped_ms <= LATE_MS && byte &&
		strchr("[]OP_^X", byte);
}

static void
on_ground(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	bool late = is_late(d, byte, now_ms);

	d->escaped = false;
	if (byte == ESC) {
		begin_sequence(d, DECODER_ESCAPE, ESC);
	} else if (late) {
		on_c1(d, byte + 0x40u);
		d->late = true;
	} else if (byte < 0x80) {
		emit_key(d, sequence_control(byte));
	} else if (byte < 0xa0) {
		on_c1(d, byte);
	} else if (utf8_more(byte) > 0) {
		begin_sequence(d, DECODER_UTF8, byte);
		d->more = utf8_more(byte);
	}
}

/* It was no sequence after all: what has come anew is a key of its own. */
static void
decoder_give_up(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	to_ground(d);
	end_lapse(d);
	decode_byte(d, byte, now_ms);
}

/* Behind a lone Esc a bracket that begins nothing is the key. */
static bool
is_refuted(const struct decoder *d, unsigned char byte)
{
	if (!d->late || d->len != 2)
		return false;
	if (d->seq[1] == '[')
		return byte < '0' || byte > 'Z';
	return d->seq[1] == ']' && (byte < '0' || byte > '9');
}

static void
on_csi(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	const char *body = d->seq + strspn(d->seq, "\033");
	bool bare = d->len < sizeof(d->seq) &&
		d->seq + d->len == body + 1; /* nothing but the introducer */

	if (byte < 0x20 || byte > 0x7e) {
		decoder_give_up(d, byte, now_ms);
		return;
	}
	keep_byte(d, byte);
	if (bare && (byte == 'M' || byte == '[')) {
		d->state = DECODER_RAW;
		d->more = byte == 'M' ? 3 : 1;
	} else if (byte >= 0x40 || sequence_is_rxvt(d->seq, d->len)) {
		end_sequence(d);
	}
}

static void
on_ss3(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	bool is_letter = byte >= 0x40 && byte <= 0x7e;
	bool is_modifier = (byte >= '0' && byte <= '9') || byte == ';';

	if (!is_letter && !is_modifier) {
		decoder_give_up(d, byte, now_ms);
		return;
	}
	keep_byte(d, byte);
	if (is_letter)
		end_sequence(d);
}

static void
on_string(struct decoder *d, unsigned char byte)
{
	bool is_osc = d->seq[strspn(d->seq, "\033")] == ']';

	if (byte == ESC)
		d->state = DECODER_STRING_ESCAPE;
	else if ((byte == BEL && is_osc) || is_st(d, byte))
		end_sequence(d);
	else
		keep_byte(d, byte);
	d->before = byte;
}

/* What is no end of it breaks it off, and begins something else. */
static void
on_string_escape(struct decoder *d, unsigned char byte)
{
	if (byte == '\\') {
		end_sequence(d);
		return;
	}
	begin_sequence(d, DECODER_ESCAPE, ESC);
	on_escape(d, byte);
}

static void
on_raw(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	if (byte < 0x20) {
		decoder_give_up(d, byte, now_ms);
		return;
	}
	keep_byte(d, byte);
	if (--d->more == 0)
		end_sequence(d);
}

static void
on_utf8(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	uint32_t cp;

	if ((byte & 0xc0) != 0x80) {
		decoder_give_up(d, byte, now_ms);
		return;
	}
	keep_byte(d, byte);
	if (--d->more)
		return;
	utf8_decode(d->seq, d->len, &cp);
	if (d->seq[0] == ESC || cp == UTF8_BAD) {
		to_ground(d);
	} else if (cp < 0xa0) {
		on_c1(d, cp);
	} else {
		to_ground(d);
		emit_key(d, (int)cp);
	}
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
	end_lapse(d);
	for (size_t i = 0; i < n; i++)
		decode_byte(d, held[i], now_ms);
}

/* What has been held was typed: it ends what would have taken it. */
static void
type_held(struct decoder *d, int64_t now_ms)
{
	if (d->state == DECODER_GROUND)
		emit_key(d, KEY_PASTE_END);
	to_ground(d);
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
	if (is_held(d, byte, now_ms))
		return;
	if (is_refuted(d, byte)) {
		int key = d->seq[1];

		to_ground(d);
		emit_key(d, key);
	}
	d->late = false;
	if (d->state != DECODER_GROUND && (byte == CAN || byte == SUB)) {
		to_ground(d);
		return;
	}
	switch (d->state) {
	case DECODER_GROUND:
		on_ground(d, byte, now_ms);
		break;
	case DECODER_ESCAPE:
		on_escape(d, byte);
		break;
	case DECODER_CSI:
		on_csi(d, byte, now_ms);
		break;
	case DECODER_SS3:
		on_ss3(d, byte, now_ms);
		break;
	case DECODER_STRING:
		on_string(d, byte);
		break;
	case DECODER_STRING_ESCAPE:
		on_string_escape(d, byte);
		break;
	case DECODER_RAW:
		on_raw(d, byte, now_ms);
		break;
	case DECODER_UTF8:
		on_utf8(d, byte, now_ms);
		break;
	}
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
	end_lapse(d);
	if (was == DECODER_GROUND) {
		emit_key(d, KEY_PASTE_END);
	} else if (was == DECODER_ESCAPE) {
		emit_key(d, KEY_ESCAPE);
		d->escaped = true;
		d->escaped_ms = now_ms;
	} else {
		emit_key(d, held);
	}
	to_ground(d);
	d->last_ms = now_ms;
}

void
decoder_reset(struct decoder *d)
{
	to_ground(d);
	end_lapse(d);
	d->nin = d->at = d->nqueue = 0;
	d->escaped = d->pasting = false;
}
