#include "config.h"

#include "reader/tui/theme.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

#define B LOOK_BOLD
#define D LOOK_DIM
#define U LOOK_UNDERLINE
#define R LOOK_REVERSE
#define I LOOK_ITALIC

#define NONE LOOK_DEFAULT

enum theme_ink {
	PLAIN = 0, /* the terminal's own */
	BLUE,
	CYAN,
	GREEN,
	AMBER,
	ORANGE,
	RED,
	VIOLET,
	GREY, /* text that stands back */
	LINE,
	BAR,
	BAR_GROUND,
	INK_COUNT
};

/*
 * Text has a contrast of 4.5 or more with its ground. Of the sixteen, each
 * terminal has its own: those are left out that xterm or a console shows too
 * dark or too pale.
 */
static const struct {
	int rgb;
	short of256, of16;
} inks[THEME_COUNT][INK_COUNT] = {
	[THEME_DARK] = {
		[PLAIN] = { NONE, NONE, NONE },
		[BLUE] = { 0x82aaff, 111, 14 },
		[CYAN] = { 0x7fd1c7, 116, 6 },
		[GREEN] = { 0x9fd67e, 150, 10 },
		[AMBER] = { 0xf2c063, 221, 11 },
		[ORANGE] = { 0xf5a97f, 216, 11 },
		[RED] = { 0xff7b72, 210, 9 },
		[VIOLET] = { 0xc9a2f5, 183, 13 },
		[GREY] = { 0x9aa4b2, 247, NONE },
		[LINE] = { 0x757c88, 243, NONE },
		[BAR] = { 0xc8ced8, 252, NONE },
		[BAR_GROUND] = { 0x2f3540, 237, NONE },
	},
	[THEME_LIGHT] = {
		[PLAIN] = { NONE, NONE, NONE },
		[BLUE] = { 0x1f5fd0, 26, 4 },
		[CYAN] = { 0x0b7285, 24, 4 },
		[GREEN] = { 0x2b7a2b, 28, 4 },
		[AMBER] = { 0x8a5a00, 94, 5 },
		[ORANGE] = { 0xa8480f, 130, 5 },
		[RED] = { 0xc0262d, 160, 1 },
		[VIOLET] = { 0x7b3fc4, 92, 5 },
		[GREY] = { 0x5a616b, 241, NONE },
		[LINE] = { 0x6e747e, 243, NONE },
		[BAR] = { 0x2b303b, 236, NONE },
		[BAR_GROUND] = { 0xdfe3e9, 254, NONE },
	},
};

static const struct {
	enum theme_ink ink, ground;
	unsigned attrs;
	unsigned mono; /* attributes that stand for the ink as well */
} looks[STYLE_COUNT] = {
	[STYLE_TEXT] = { PLAIN, PLAIN, 0, 0 },
	[STYLE_HEADING1] = { BLUE, PLAIN, B, B | U },
	[STYLE_HEADING2] = { BLUE, PLAIN, B, B },
	[STYLE_HEADING3] = { CYAN, PLAIN, B, B },
	[STYLE_EMPH] = { PLAIN, PLAIN, I, U },
	[STYLE_STRONG] = { PLAIN, PLAIN, B, B },
	[STYLE_STRIKE] = { GREY, PLAIN, 0, D },
	[STYLE_CODE] = { CYAN, PLAIN, 0, B },
	[STYLE_BLOCK] = { PLAIN, PLAIN, 0, 0 },
	[STYLE_BLOCK_NAME] = { CYAN, PLAIN, B, B },
	[STYLE_LINK] = { BLUE, PLAIN, U, U },
	[STYLE_RULE] = { LINE, PLAIN, 0, D },
	[STYLE_QUOTE] = { LINE, PLAIN, 0, 0 },
	[STYLE_NOTE] = { BLUE, PLAIN, B, B },
	[STYLE_TIP] = { GREEN, PLAIN, B, B },
	[STYLE_IMPORTANT] = { VIOLET, PLAIN, B, B },
	[STYLE_WARNING] = { AMBER, PLAIN, B, B },
	[STYLE_DANGER] = { RED, PLAIN, B, B | R },
	[STYLE_DIM] = { GREY, PLAIN, 0, D },
	[STYLE_PASS] = { GREEN, PLAIN, B, B },
	[STYLE_FAIL] = { RED, PLAIN, B, R },
	[STYLE_WAIT] = { AMBER, PLAIN, 0, B },
	[STYLE_BAR] = { BAR, BAR_GROUND, 0, R },
	[STYLE_CURSOR] = { PLAIN, PLAIN, R, R },
	[STYLE_KEY] = { CYAN, PLAIN, B, B },
	[STYLE_KEYWORD] = { VIOLET, PLAIN, 0, B },
	[STYLE_TYPE] = { CYAN, PLAIN, 0, 0 },
	[STYLE_NAME] = { BLUE, PLAIN, 0, 0 },
	[STYLE_STRING] = { GREEN, PLAIN, 0, 0 },
	[STYLE_ESCAPE] = { AMBER, PLAIN, 0, 0 },
	[STYLE_NUMBER] = { ORANGE, PLAIN, 0, 0 },
	[STYLE_COMMENT] = { GREY, PLAIN, I, D },
	[STYLE_BAD] = { RED, PLAIN, U, U },
	[STYLE_BOX] = { BLUE, PLAIN, 0, 0 },
	[STYLE_EDGE] = { LINE, PLAIN, 0, 0 },
	[STYLE_LABEL] = { CYAN, PLAIN, 0, 0 },
	[STYLE_FRAME] = { LINE, PLAIN, 0, D },
	[STYLE_FOUND] = { AMBER, PLAIN, R, R },
	[STYLE_FOUND_HERE] = { GREEN, PLAIN, B | R, B | R | U },
};

static int
ink_at(enum theme theme, enum depth depth, enum theme_ink ink)
{
	if (depth == DEPTH_TRUE)
		return inks[theme][ink].rgb;
	if (depth == DEPTH_256)
		return inks[theme][ink].of256;
	return depth == DEPTH_MONO ? NONE : inks[theme][ink].of16;
}

struct look
theme_look(enum theme theme, enum depth depth, enum style style)
{
	enum theme_ink ink = looks[style].ink;
	struct look look = { .colour = ink_at(theme, depth, ink),
		.ground = ink_at(theme, depth, looks[style].ground),
		.attrs = looks[style].attrs };

	if (depth == DEPTH_MONO || (ink != PLAIN && look.colour == NONE))
		look.attrs = looks[style].mono;
	if (depth == DEPTH_8 && look.colour >= 8) {
		look.colour -= 8;
		look.attrs |= LOOK_BOLD;
	}
	return look;
}

/* "15;0" or "15;default;0": the last one is the ground. */
static bool
theme_of_colorfgbg(const char *s, enum theme *theme)
{
	const char *last = s ? strrchr(s, ';') : NULL;
	char *end;
	long ground;

	if (!last || !last[1])
		return false;
	ground = strtol(last + 1, &end, 10);
	if (*end || ground < 0 || ground > 15)
		return false;
	*theme = ground == 7 || ground > 8 ? THEME_LIGHT : THEME_DARK;
	return true;
}

static const char *const names[THEME_COUNT] = {
	[THEME_DARK] = "dark",
	[THEME_LIGHT] = "light",
};

const char *
theme_name(enum theme theme)
{
	return names[theme];
}

bool
theme_named(const char *name, enum theme *theme)
{
	for (int i = 0; name && i < THEME_COUNT; i++)
		if (!strcmp(name, names[i])) {
			*theme = (enum theme)i;
			return true;
		}
	return false;
}

bool
theme_choose(const char *asked, enum theme *theme)
{
	const char *term = getenv("TERM");

	*theme = THEME_DARK;
	return theme_named(asked, theme) ||
		theme_named(getenv("CDCLAB_THEME"), theme) ||
		theme_of_colorfgbg(getenv("COLORFGBG"), theme) ||
		(term && !strncmp(term, "linux", 5));
}

/* By how bright it looks, as ITU-R BT.601 weighs the three. */
enum theme
theme_of_ground(int rgb)
{
	int brightness = 299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) +
		114 * (rgb & 255);

	return brightness >= 128 * 1000 ? THEME_LIGHT : THEME_DARK;
}

enum depth
theme_depth(void)
{
	const char *term = getenv("TERM"), *many = getenv("COLORTERM");

	if (many && (!strcmp(many, "truecolor") || !strcmp(many, "24bit")))
		return DEPTH_TRUE;
	if (term && strstr(term, "direct"))
		return DEPTH_TRUE;
	return term && strstr(term, "256color") ? DEPTH_256 : DEPTH_16;
}

/* of16 counts from base, or from base + 60 for the bright ones. */
static void
add_colour(struct buf *b, enum depth depth, int base, int colour)
{
	if (colour == LOOK_DEFAULT)
		return;
	if (depth == DEPTH_TRUE)
		buf_addf(b, "%d;2;%d;%d;%d;", base + 8, colour >> 16,
			colour >> 8 & 255, colour & 255);
	else if (depth == DEPTH_256)
		buf_addf(b, "%d;5;%d;", base + 8, colour);
	else
		buf_addf(b, "%d;",
			colour < 8 ? base + colour : base + 60 + colour - 8);
}

void
theme_escape(struct buf *b, enum depth depth, struct look look)
{
	static const struct {
		unsigned look;
		const char *code;
	} attrs[] = { { B, "1;" }, { D, "2;" }, { I, "3;" }, { U, "4;" },
		{ R, "7;" } };
	size_t was = b->len;

	buf_adds(b, "\033[");
	for (size_t i = 0; i < ARRAY_LEN(attrs); i++)
		if (look.attrs & attrs[i].look)
			buf_adds(b, attrs[i].code);
	add_colour(b, depth, 30, look.colour);
	add_colour(b, depth, 40, look.ground);
	if (b->len == was + 2)
		b->len = was;
	else
		b->data[b->len - 1] = 'm';
	b->data[b->len] = '\0';
}
