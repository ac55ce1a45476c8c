#include "config.h"

#include "reader/tui/sequence.h"

#include <stdint.h>
#include <string.h>

#include "common/base/buf.h"
#include "reader/tui/keys.h"

#define SHIFT 1
#define ALT 2
#define CTRL 4
#define META 8
#define LOCKS (64 | 128) /* capitals, numbers */

#define NUMBERS 4
#define NUMBER_MAX 0x110000

#define MOUSE_MODIFIERS (4 | 8 | 16)
#define MOUSE_WHEEL_UP 64
#define MOUSE_WHEEL_DOWN 65

/* CSI and SS3 taken apart: "1;5:3A". */
struct sequence_parts {
	char prefix;                  /* one of <=>?, or 0 */
	int n[NUMBERS], sub[NUMBERS]; /* 0: not said */
	int count;
	char last;
	bool odd; /* there is more to it, which no key has */
};

static const struct {
	char last;
	int number; /* of those that end in ~ */
	int key;
} keys[] = {
	{ 'A', 0, KEY_GO_UP },
	{ 'B', 0, KEY_GO_DOWN },
	{ 'C', 0, KEY_GO_RIGHT },
	{ 'D', 0, KEY_GO_LEFT },
	{ 'H', 0, KEY_FIRST },
	{ 'F', 0, KEY_LAST },
	{ '~', 1, KEY_FIRST },
	{ '~', 3, KEY_DELETE },
	{ '~', 4, KEY_LAST },
	{ '~', 5, KEY_PAGE_UP },
	{ '~', 6, KEY_PAGE_DOWN },
	{ '~', 7, KEY_FIRST },
	{ '~', 8, KEY_LAST },
	{ '~', 200, KEY_PASTE },
	{ '~', 201, KEY_PASTE_END },
};

int
sequence_control(int byte)
{
	if (byte == '\n' || byte == '\r')
		return KEY_RETURN;
	return byte == 8 || byte == 127 ? KEY_BACK : byte;
}

bool
sequence_is_rxvt(const char *s, size_t len)
{
	size_t at = strspn(s, "\033") + 1; /* behind the introducer */
	size_t first = at;

	while (at < len && s[at] >= '0' && s[at] <= '9')
		at++;
	return at > first && at + 1 == len && s[at] == '$';
}

static void
add_number_digit(int *number, char c)
{
	*number = *number * 10 + c - '0';
	if (*number > NUMBER_MAX)
		*number = NUMBER_MAX;
}

/* What stands behind the introducer. */
static struct sequence_parts
take_apart(const char *s, size_t len)
{
	struct sequence_parts p = { .count = 1 };
	bool sub = false;
	size_t i = 0;

	if (len && s[0] >= '<' && s[0] <= '?')
		p.prefix = s[i++];
	for (; i + 1 < len; i++) {
		int at = p.count - 1;

		if (s[i] >= '0' && s[i] <= '9') {
			add_number_digit(sub ? &p.sub[at] : &p.n[at], s[i]);
		} else if (s[i] == ':' && !sub) {
			sub = true;
		} else if (s[i] == ';' && p.count < NUMBERS) {
			p.count++;
			sub = false;
		} else {
			p.odd = true;
		}
	}
	p.last = len ? s[len - 1] : '\0';
	return p;
}

/* Shift and the like, as the second number says; ESC in front is Alt. */
static int
modifiers(const struct sequence_parts *p, size_t escapes)
{
	int said = p->count > 1 && p->n[1] ? p->n[1] - 1 : 0;

	return (said & ~LOCKS) | (escapes > 1 ? ALT : 0);
}

/* A character that is sent by its number. */
static int
character_key(int code, int shifted, int held)
{
	bool is_letter = (code | 32) >= 'a' && (code | 32) <= 'z';

	if (held & ~(SHIFT | CTRL))
		return KEY_NONE;
	if (held & CTRL)
		return is_letter && held == CTRL ? KEY_CTRL(code) : KEY_NONE;
	if (held & SHIFT && code == KEY_TAB)
		return KEY_TAB_BACK;
	if (held & SHIFT && shifted)
		code = shifted;
	else if (held & SHIFT && is_letter)
		code &= ~32;
	if (code == KEY_TAB || code == KEY_RETURN || code == KEY_ESCAPE ||
		code == 8 || code == 127)
		return sequence_control(code);
	/* no controls, and not what kitty numbers its other keys with */
	if (code < ' ' || (code >= 0x7f && code < 0xa0) ||
		(code >= 0xd800 && code <= 0xf8ff) || code >= KEY_BASE)
		return KEY_NONE;
	return code;
}

static int
named_key(const struct sequence_parts *p, int held)
{
	int number = p->last == '~' ? p->n[0] : 0;

	if (p->last == 'Z' && !(held & ~SHIFT))
		return KEY_TAB_BACK;
	if (p->last == 'C' && (held == ALT || held == META))
		return KEY_FORTH;
	if (held || (p->last != '~' && p->n[0] > 1))
		return KEY_NONE;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (keys[i].last == p->last && keys[i].number == number)
			return keys[i].key;
	return KEY_NONE;
}

static struct sequence_found
mouse_key(int button, int col, int row, bool pressed)
{
	struct sequence_found found = { .row = row - 1, .col = col - 1 };

	button &= ~MOUSE_MODIFIERS;
	if (!pressed || row < 1 || col < 1)
		return found;
	found.key = button == 0              ? KEY_CLICK
		: button == MOUSE_WHEEL_UP   ? KEY_WHEEL_UP
		: button == MOUSE_WHEEL_DOWN ? KEY_WHEEL_DOWN
					     : KEY_NONE;
	return found;
}

/* "M" and three bytes: button, column and row, each 32 more than it is. */
static struct sequence_found
mouse_of_old(const char *s)
{
	int n[3];

	for (int i = 0; i < 3; i++)
		n[i] = (unsigned char)s[i] - 32;
	return mouse_key(n[0], n[1], n[2], (n[0] & 3) != 3);
}

static struct sequence_found
csi_key(const char *s, size_t len, size_t escapes)
{
	struct sequence_parts p = take_apart(s, len);
	int held = modifiers(&p, escapes);
	struct sequence_found found = { 0 };

	if (len == 4 && s[0] == 'M')
		return mouse_of_old(s + 1);
	if (p.odd || (len && s[0] == '['))
		return found;
	if (p.prefix == '<' && (p.last == 'M' || p.last == 'm'))
		return mouse_key(p.n[0], p.n[1], p.n[2], p.last == 'M');
	if (p.prefix || p.sub[1] == 3) /* 3: it was let go */
		return found;
	if (p.last == 'u')
		found.key = character_key(p.n[0], p.sub[0], held);
	else if (p.last == '~' && p.n[0] == 27 && p.count == 3)
		found.key = character_key(p.n[2], 0, held);
	else
		found.key = named_key(&p, held);
	return found;
}

static struct sequence_found
ss3_key(const char *s, size_t len, size_t escapes)
{
	struct sequence_parts p = take_apart(s, len);
	int held = modifiers(&p, escapes);
	struct sequence_found found = { 0 };

	if (p.last == 'M' && !held)
		found.key = KEY_RETURN; /* of the keypad */
	else if (p.last != '~' && !p.odd)
		found.key = named_key(&p, held);
	return found;
}

/* Two hexadecimal digits of one to four; -1: these are none. */
static int
colour_part(const char **s, const char *end)
{
	int n = 0, digits = 0, most = 1;

	for (; *s < end && digits < 4; digits++, ++*s) {
		static const char hex[] = "0123456789abcdefABCDEF";
		const char *at = **s ? strchr(hex, **s) : NULL;
		int digit = at ? (int)(at - hex) : 0;

		if (!at)
			break;
		n = n * 16 + (digit > 15 ? digit - 6 : digit);
		most *= 16;
	}
	return digits ? n * 255 / (most - 1) : -1;
}

/* "11;rgb:ffff/ffff/ffff": the answer to a question of ours. */
static struct sequence_found
osc_answer(const char *s, size_t len)
{
	static const char *const heads[] = { "11;rgb:", "11;rgba:" };
	struct sequence_found found = { 0 };
	const char *end = s + len;
	int rgb = 0;

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		size_t n = strlen(heads[i]);

		if (len > n && !memcmp(s, heads[i], n)) {
			s += n;
			found.key = KEY_BACKGROUND;
		}
	}
	for (int i = 0; found.key && i < 3; i++) {
		int part = colour_part(&s, end);

		if (part < 0 || (i < 2 && (s == end || *s++ != '/')))
			found.key = KEY_NONE;
		rgb = rgb << 8 | (part & 255);
	}
	found.rgb = rgb;
	return found;
}

struct sequence_found
sequence_find(const char *s, size_t len)
{
	size_t escapes = 0;

	while (escapes < len && s[escapes] == '\033')
		escapes++;
	if (escapes < len) {
		const char *rest = s + escapes + 1;
		size_t n = len - escapes - 1;

		if (s[escapes] == '[')
			return csi_key(rest, n, escapes);
		if (s[escapes] == 'O')
			return ss3_key(rest, n, escapes);
		if (s[escapes] == ']')
			return osc_answer(rest, n);
	}
	return (struct sequence_found){ 0 };
}
