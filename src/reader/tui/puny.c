#include "config.h"

#include "reader/tui/puny.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"

#define LABEL_MAX 256 /* code points; DNS takes 63 bytes */

/* The parameters of RFC 3492, section 5. */
enum {
	BASE = 36,
	TMIN = 1,
	TMAX = 26,
	SKEW = 38,
	DAMP = 700,
	INITIAL_BIAS = 72,
	INITIAL_N = 128
};

struct label {
	uint32_t cps[LABEL_MAX];
	size_t n;
};

static void
add_digit(struct buf *b, uint32_t digit)
{
	buf_addc(b, (char)(digit < 26 ? 'a' + digit : '0' + digit - 26));
}

static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* A number of variable length, the lowest digit first. */
static void
add_number(struct buf *b, uint32_t q, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = k <= bias     ? TMIN
			: k >= bias + TMAX ? TMAX
					   : k - bias;

		if (q < t)
			break;
		add_digit(b, t + (q - t) % (BASE - t));
		q = (q - t) / (BASE - t);
	}
	add_digit(b, q);
}

/* The smallest code point that is not smaller than n. */
static uint32_t
next_cp(const struct label *label, uint32_t n)
{
	uint32_t least = UINT32_MAX;

	for (size_t i = 0; i < label->n; i++)
		if (label->cps[i] >= n && label->cps[i] < least)
			least = label->cps[i];
	return least;
}

static void
encode(struct buf *b, const struct label *label)
{
	uint32_t n = INITIAL_N, bias = INITIAL_BIAS, delta = 0;
	uint32_t done = 0, plain;

	for (size_t i = 0; i < label->n; i++)
		if (label->cps[i] < INITIAL_N) {
			buf_addc(b, (char)label->cps[i]);
			done++;
		}
	plain = done;
	if (plain)
		buf_addc(b, '-');
	while (done < label->n) {
		uint32_t cp = next_cp(label, n);

		delta += (cp - n) * (done + 1);
		n = cp;
		for (size_t i = 0; i < label->n; i++) {
			delta += label->cps[i] < n;
			if (label->cps[i] != n)
				continue;
			add_number(b, delta, bias);
			bias = adapt(delta, done + 1, done == plain);
			delta = 0;
			done++;
		}
		delta++;
		n++;
	}
}

static void
add_label(struct buf *b, const char *s, size_t len)
{
	struct label label = { .n = 0 };
	bool foreign = false;

	for (size_t at = 0; at < len && label.n < LABEL_MAX; label.n++) {
		uint32_t *cp = &label.cps[label.n];

		at += utf8_decode(s + at, len - at, cp);
		*cp = utf8_lower(*cp);
		foreign = foreign || *cp >= INITIAL_N;
	}
	if (!foreign || label.n == LABEL_MAX) {
		buf_add(b, s, len);
		return;
	}
	buf_adds(b, "xn--");
	encode(b, &label);
}

void
puny_add(struct buf *b, const char *host, size_t len)
{
	for (size_t at = 0; at < len;) {
		const char *dot = memchr(host + at, '.', len - at);
		size_t end = dot ? (size_t)(dot - host) : len;

		add_label(b, host + at, end - at);
		if (dot)
			buf_addc(b, '.');
		at = end + 1;
	}
}
