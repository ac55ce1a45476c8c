#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmock.h"

#include "common/base/buf.h"
#include "reader/main/say.h"
#include "reader/tui/theme.h"

#define BLACK 0
#define WHITE 0xffffff

/* The sixteen as xterm and the VGA console show them. */
static const int sixteen[2][16] = {
	{ 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd,
		0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff,
		0xff00ff, 0x00ffff, 0xffffff },
	{ 0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa,
		0xaaaaaa, 0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff,
		0xff55ff, 0x55ffff, 0xffffff },
};

/* Of the 256, those that every terminal has alike: the cube and the greys. */
static int
rgb_of_256(int n)
{
	static const int levels[] = { 0, 95, 135, 175, 215, 255 };

	assert_in_range(n, 16, 255);
	if (n >= 232)
		return (8 + 10 * (n - 232)) * 0x10101;
	n -= 16;
	return levels[n / 36] << 16 | levels[n / 6 % 6] << 8 | levels[n % 6];
}

static int
rgb(enum depth depth, int colour, int palette)
{
	if (depth == DEPTH_TRUE)
		return colour;
	if (depth == DEPTH_256)
		return rgb_of_256(colour);
	return sixteen[palette][colour];
}

/* The definitions of WCAG 2. */
static double
linear(int part)
{
	double c = part / 255.0;

	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double
luminance(int c)
{
	return 0.2126 * linear(c >> 16) + 0.7152 * linear(c >> 8 & 255) +
		0.0722 * linear(c & 255);
}

static double
contrast(int a, int b)
{
	double la = luminance(a) + 0.05, lb = luminance(b) + 0.05;

	return la > lb ? la / lb : lb / la;
}

/* Of a style's text with its own ground, or with the terminal's. */
static void
holds(enum theme theme, enum depth depth, enum style style, int under,
	double least)
{
	struct look look = theme_look(theme, depth, style);

	for (int palette = 0; palette < 2; palette++) {
		int ground = look.ground == LOOK_DEFAULT
			? under
			: rgb(depth, look.ground, palette);
		double found;

		if (look.colour == LOOK_DEFAULT)
			continue; /* the terminal's own text */
		found = contrast(rgb(depth, look.colour, palette), ground);
		if (found < least)
			fail_msg("theme %d, depth %d, style %d: %.2f", theme,
				depth, style, found);
	}
}

static void
every_text_can_be_read_on_its_ground(void **state)
{
	(void)state;
	for (int s = 0; s < STYLE_COUNT; s++)
		for (int d = DEPTH_16; d < DEPTH_COUNT; d++) {
			holds(THEME_DARK, (enum depth)d, (enum style)s, BLACK,
				4.5);
			holds(THEME_LIGHT, (enum depth)d, (enum style)s, WHITE,
				4.5);
		}
}

static void
no_colour_is_used_where_there_is_none(void **state)
{
	(void)state;
	for (int t = 0; t < THEME_COUNT; t++)
		for (int s = 0; s < STYLE_COUNT; s++) {
			struct look look = theme_look(
				(enum theme)t, DEPTH_MONO, (enum style)s);

			assert_int_equal(look.colour, LOOK_DEFAULT);
			assert_int_equal(look.ground, LOOK_DEFAULT);
			look = theme_look(
				(enum theme)t, DEPTH_8, (enum style)s);
			assert_in_range(look.colour + 1, 0, 8);
		}
}

static void
what_must_be_told_apart_is_so_without_colour(void **state)
{
	static const enum style apart[] = { STYLE_TEXT, STYLE_LINK, STYLE_CODE,
		STYLE_FOUND, STYLE_FOUND_HERE, STYLE_DIM };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(apart); i++)
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(
				theme_look(THEME_DARK, DEPTH_MONO, apart[i])
					.attrs,
				theme_look(THEME_DARK, DEPTH_MONO, apart[j])
					.attrs);
}

static void
forget(void)
{
	static const char *const names[] = { "CDCLAB_COLOR", "NO_COLOR",
		"CLICOLOR_FORCE", "FORCE_COLOR", "CLICOLOR", "TERM",
		"CDCLAB_THEME", "COLORFGBG", "COLORTERM" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unsetenv(names[i]);
}

#define UNTOLD (-1)

static int
chosen(const char *asked)
{
	enum theme theme = THEME_LIGHT;
	bool told = theme_choose(asked, &theme);

	if (!told)
		assert_int_equal(theme, THEME_DARK);
	return told ? (int)theme : UNTOLD;
}

static void
the_first_that_speaks_of_a_theme_is_heard(void **state)
{
	(void)state;
	forget();
	assert_int_equal(chosen(NULL), UNTOLD);
	setenv("TERM", "linux", 1);
	assert_int_equal(chosen(NULL), THEME_DARK);
	setenv("COLORFGBG", "0;default;15", 1);
	assert_int_equal(chosen(NULL), THEME_LIGHT);
	setenv("COLORFGBG", "15;0", 1);
	assert_int_equal(chosen("auto"), THEME_DARK);
	setenv("COLORFGBG", "15;8", 1);
	assert_int_equal(chosen(NULL), THEME_DARK);
	setenv("COLORFGBG", "0;7", 1);
	assert_int_equal(chosen(NULL), THEME_LIGHT);
	setenv("CDCLAB_THEME", "dark", 1);
	assert_int_equal(chosen(NULL), THEME_DARK);
	assert_int_equal(chosen("light"), THEME_LIGHT);
	forget();
	setenv("COLORFGBG", "junk;;", 1);
	assert_int_equal(chosen(NULL), UNTOLD);
	setenv("COLORFGBG", "0;default", 1);
	assert_int_equal(chosen(NULL), UNTOLD);
}

static void
a_background_is_dark_or_light(void **state)
{
	static const struct {
		int rgb;
		enum theme theme;
	} cases[] = {
		{ 0x000000, THEME_DARK },
		{ 0xffffff, THEME_LIGHT },
		{ 0x002b36, THEME_DARK }, /* Solarized */
		{ 0xfdf6e3, THEME_LIGHT },
		{ 0x300a24, THEME_DARK }, /* Ubuntu's */
		{ 0x0000ff, THEME_DARK },
		{ 0xffff00, THEME_LIGHT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(theme_of_ground(cases[i].rgb), cases[i].theme);
}

/* In the order of who decides: each case adds to the ones before it. */
static void
colour_is_decided_in_one_order(void **state)
{
	(void)state;
	forget();
	assert_false(colour_wanted(NULL, true)); /* no TERM */
	setenv("TERM", "xterm", 1);
	assert_true(colour_wanted(NULL, true));
	assert_false(colour_wanted(NULL, false));
	setenv("CLICOLOR", "0", 1);
	assert_false(colour_wanted(NULL, true));
	setenv("TERM", "dumb", 1);
	unsetenv("CLICOLOR");
	assert_false(colour_wanted(NULL, true));
	setenv("CLICOLOR_FORCE", "0", 1);
	assert_false(colour_wanted(NULL, true));
	setenv("FORCE_COLOR", "1", 1);
	assert_true(colour_wanted(NULL, false));
	setenv("NO_COLOR", "", 1);
	assert_true(colour_wanted(NULL, false));
	setenv("NO_COLOR", "1", 1);
	assert_false(colour_wanted(NULL, true));
	setenv("CDCLAB_COLOR", "always", 1);
	assert_true(colour_wanted(NULL, false));
	assert_true(colour_wanted("auto", false));
	assert_false(colour_wanted("never", true));
	setenv("CDCLAB_COLOR", "never", 1);
	assert_true(colour_wanted("always", false));
}

static void
escape_is(enum depth depth, struct look look, const char *wanted)
{
	struct buf b = { 0 };

	theme_escape(&b, depth, look);
	assert_string_equal(buf_str(&b), wanted);
	buf_release(&b);
}

static void
a_look_is_one_escape_sequence(void **state)
{
	(void)state;
	escape_is(DEPTH_16, (struct look){ -1, -1, 0 }, "");
	escape_is(DEPTH_16, (struct look){ 14, -1, LOOK_BOLD }, "\033[1;96m");
	escape_is(DEPTH_256, (struct look){ 111, 236, 0 },
		"\033[38;5;111;48;5;236m");
	escape_is(DEPTH_TRUE, (struct look){ 0x010203, -1, LOOK_UNDERLINE },
		"\033[4;38;2;1;2;3m");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_can_be_read_on_its_ground),
		cmocka_unit_test(no_colour_is_used_where_there_is_none),
		cmocka_unit_test(what_must_be_told_apart_is_so_without_colour),
		cmocka_unit_test(the_first_that_speaks_of_a_theme_is_heard),
		cmocka_unit_test(a_background_is_dark_or_light),
		cmocka_unit_test(colour_is_decided_in_one_order),
		cmocka_unit_test(a_look_is_one_escape_sequence),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
