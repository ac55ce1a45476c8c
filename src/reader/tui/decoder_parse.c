#include "config.h"

#include "reader/tui/decoder_parse.h"

#include <assert.h>
#include <string.h>

#include "common/base/utf8.h"
#include "reader/tui/decoder.h"
#include "reader/tui/keys.h"
#include "reader/tui/sequence.h"

/*
 * A terminal's bytes read to sequences, by the grammar of ECMA-48, 5.4 and
 * 5.6, and what terminals add to it:
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
 */

/* A bracket that comes so soon behind a lone Esc may belong to it. */
#define LATE_MS 1000

#define BEL 0x07
#define CAN 0x18
#define SUB 0x1a
#define ESC 0x1b

void
decoder_emit(struct decoder *d, int key)
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

void
decoder_ground(struct decoder *d)
{
	d->state = DECODER_GROUND;
	d->len = 0;
	d->late = false;
}

void
decoder_end_lapse(struct decoder *d)
{
	d->lapsed = false;
	d->nheld = 0;
}

static void
begin_sequence(struct decoder *d, enum decoder_state state, unsigned char byte)
{
	decoder_ground(d);
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

	decoder_ground(d);
	decoder_end_lapse(d);
	decoder_emit(d, key);
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
		decoder_emit(d, sequence_control(byte));
	} else if (byte < 0xa0) {
		on_c1(d, byte);
	} else if (utf8_more(byte) > 0) {
		begin_sequence(d, DECODER_UTF8, byte);
		d->more = utf8_more(byte);
	}
}

/* It was no sequence after all: the byte begins something new. */
static void
give_up(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	decoder_ground(d);
	decoder_end_lapse(d);
	on_ground(d, byte, now_ms);
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
		give_up(d, byte, now_ms);
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
		give_up(d, byte, now_ms);
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
		give_up(d, byte, now_ms);
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
		give_up(d, byte, now_ms);
		return;
	}
	keep_byte(d, byte);
	if (--d->more)
		return;
	utf8_decode(d->seq, d->len, &cp);
	if (d->seq[0] == ESC || cp == UTF8_BAD) {
		decoder_ground(d);
	} else if (cp < 0xa0) {
		on_c1(d, cp);
	} else {
		decoder_ground(d);
		decoder_emit(d, (int)cp);
	}
}

void
decoder_parse(struct decoder *d, unsigned char byte, int64_t now_ms)
{
	if (is_refuted(d, byte)) {
		int key = d->seq[1];

		decoder_ground(d);
		decoder_emit(d, key);
	}
	d->late = false;
	if (d->state != DECODER_GROUND && (byte == CAN || byte == SUB)) {
		decoder_ground(d);
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
