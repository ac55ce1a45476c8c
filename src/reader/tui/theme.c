#include "config.h"

#include "reader/tui/theme.h"

/*
 * The first eight colours are the ones that people set up to go with their
 * own background, light or dark; of the 256, only greys and hues from the
 * middle are used, which can be read on both.
 */
enum {
	RED = 1,
	GREEN = 2,
	YELLOW = 3,
	BLUE = 4,
	MAGENTA = 5,
	CYAN = 6,
	NONE = LOOK_DEFAULT
};

#define B LOOK_BOLD
#define D LOOK_DIM
#define U LOOK_UNDERLINE
#define R LOOK_REVERSE
#define I LOOK_ITALIC

static const struct look looks[STYLE_COUNT] = {
	[STYLE_TEXT] = { NONE, 0, 0, 0 },
	[STYLE_HEADING1] = { BLUE, 33, B, B | U },
	[STYLE_HEADING2] = { BLUE, 33, B, B },
	[STYLE_HEADING3] = { CYAN, 37, B, B },
	[STYLE_EMPH] = { NONE, 0, I, U },
	[STYLE_STRONG] = { NONE, 0, B, B },
	[STYLE_STRIKE] = { NONE, 244, D, D },
	[STYLE_CODE] = { CYAN, 37, 0, B },
	[STYLE_BLOCK] = { NONE, 0, 0, 0 },
	[STYLE_BLOCK_NAME] = { CYAN, 37, 0, U },
	[STYLE_LINK] = { BLUE, 33, U, U },
	[STYLE_RULE] = { NONE, 244, D, D },
	[STYLE_QUOTE] = { NONE, 244, 0, 0 },
	[STYLE_NOTE] = { BLUE, 33, B, B },
	[STYLE_TIP] = { GREEN, 0, 0, B },
	[STYLE_IMPORTANT] = { MAGENTA, 134, B, B },
	[STYLE_WARNING] = { YELLOW, 172, B, B },
	[STYLE_DANGER] = { RED, 0, B, B | R },
	[STYLE_DIM] = { NONE, 244, D, D },
	[STYLE_PASS] = { GREEN, 0, B, B },
	[STYLE_FAIL] = { RED, 0, B, R },
	[STYLE_WAIT] = { YELLOW, 172, 0, B },
	[STYLE_BAR] = { NONE, 0, R, R },
	[STYLE_CURSOR] = { NONE, 0, R, R },
	[STYLE_KEY] = { CYAN, 37, B, B },
	[STYLE_KEYWORD] = { MAGENTA, 134, 0, B },
	[STYLE_TYPE] = { CYAN, 37, 0, 0 },
	[STYLE_NAME] = { BLUE, 33, 0, 0 },
	[STYLE_STRING] = { GREEN, 71, 0, 0 },
	[STYLE_ESCAPE] = { YELLOW, 172, 0, 0 },
	[STYLE_NUMBER] = { YELLOW, 172, 0, 0 },
	[STYLE_COMMENT] = { NONE, 244, D, D },
	[STYLE_BAD] = { RED, 0, 0, U },
	[STYLE_BOX] = { BLUE, 33, 0, 0 },
	[STYLE_EDGE] = { NONE, 244, 0, 0 },
	[STYLE_LABEL] = { CYAN, 37, 0, 0 },
	[STYLE_FRAME] = { NONE, 244, D, D },
	[STYLE_FOUND] = { YELLOW, 172, R, R },
	[STYLE_FOUND_HERE] = { GREEN, 0, B | R, B | R | U },
};

const struct look *
theme_look(enum style style)
{
	return &looks[style];
}
