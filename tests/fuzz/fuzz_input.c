/*
 * Bytes of a terminal to keys. However they are cut, with pauses shorter than
 * Esc is waited for, the same keys come of them; a sequence of no key of ours
 * makes none; and nothing keeps what comes after half a minute from being a key.
 */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "reader/tui/decoder.h"
#include "reader/tui/keys.h"
#include "tests/fuzz/fuzz.h"

#define PAUSE_MS 90
#define LONG_MS 30000

struct played {
	struct decoder decoder;
	int64_t now_ms;
	int *keys;
	size_t n;
};

static void
take(struct played *p)
{
	int key;

	while ((key = decoder_key(&p->decoder, p->now_ms)) != KEY_NONE) {
		p->keys = mem_more(p->keys, p->n, sizeof(*p->keys));
		p->keys[p->n++] = key;
	}
}

static void
pass(struct played *p, int ms)
{
	int64_t until = p->now_ms + ms;
	int wait;

	while ((wait = decoder_patience(&p->decoder, p->now_ms)) >= 0 &&
		p->now_ms + wait <= until) {
		p->now_ms += wait;
		decoder_wait(&p->decoder, p->now_ms);
		take(p);
	}
	p->now_ms = until;
}

/* In pieces of so many bytes, or of lengths that the bytes themselves say. */
static struct played
play(const uint8_t *data, size_t size, size_t piece)
{
	struct played p = { .now_ms = 1 };

	while (size) {
		size_t n = piece ? piece : data[0] % 7u + 1;

		n = n < size ? n : size;
		n = n < DECODER_BYTES ? n : DECODER_BYTES;
		decoder_add(&p.decoder, data, n);
		take(&p);
		pass(&p, PAUSE_MS);
		data += n;
		size -= n;
	}
	pass(&p, LONG_MS);
	return p;
}

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void
same(const struct played *a, const struct played *b)
{
	must(a->n == b->n &&
			(!a->n ||
				!memcmp(a->keys, b->keys,
					a->n * sizeof(*a->keys))),
		"other pieces, other keys");
}

static void
are_keys(const struct played *p)
{
	for (size_t i = 0; i < p->n; i++)
		must(p->keys[i] > KEY_NONE && p->keys[i] <= KEY_BACKGROUND &&
				p->keys[i] != KEY_BASE &&
				!(p->keys[i] >= 0x7f && p->keys[i] < 0xa0) &&
				!(p->keys[i] >= 0xd800 && p->keys[i] < 0xe000),
			"no key");
}

/* The next key is only itself: nothing locks, nothing is left over. */
static void
goes_on(struct played *p)
{
	size_t was = p->n;

	decoder_add(&p->decoder, "j", 1);
	take(p);
	must(p->n == was + 1 && p->keys[was] == 'j', "a key is lost");
}

/* The data as the inside of a sequence that is none of ours. */
static void
is_swallowed(const char *head, const uint8_t *data, size_t size, uint8_t from,
	uint8_t to, const char *tail)
{
	struct buf b = { 0 };
	struct played p;

	buf_adds(&b, head);
	for (size_t i = 0; i < size; i++)
		if (data[i] >= from && data[i] <= to)
			buf_addc(&b, (char)data[i]);
	buf_adds(&b, tail);
	p = play((const uint8_t *)b.data, b.len, 0);
	must(p.n == 0, "a key of an unknown sequence");
	free(p.keys);
	buf_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct played whole = play(data, size, DECODER_BYTES);
	struct played bytes = play(data, size, 1);
	struct played pieces = play(data, size, 0);

	same(&whole, &bytes);
	same(&whole, &pieces);
	are_keys(&whole);
	goes_on(&whole);
	goes_on(&bytes);
	free(whole.keys);
	free(bytes.keys);
	free(pieces.keys);
	is_swallowed("\033[>", data, size, ' ', '?', "c");
	is_swallowed("\033P", data, size, ' ', '~', "\033\\");
	is_swallowed("\033]52;", data, size, ' ', '~', "\a");
	is_swallowed("\033_", data, size, ' ', '~', "\033\\");
	return 0;
}
