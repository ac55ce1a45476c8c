#include "config.h"

#include "reader/diagram/seq_parse.h"

#include <string.h>
#include <strings.h>

#include "common/base/buf.h"

/*
 * A box may have a colour before its title, and only the names tell which of
 * its words is one: those of CSS Color Module Level 4, 6.1, each between
 * blanks.
 */
static const char colours[] =
	" aliceblue antiquewhite aqua aquamarine azure beige bisque black"
	" blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse"
	" chocolate coral cornflowerblue cornsilk crimson currentcolor cyan"
	" darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki"
	" darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon"
	" darkseagreen darkslateblue darkslategray darkslategrey darkturquoise"
	" darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick"
	" floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod"
	" gray green greenyellow grey honeydew hotpink indianred indigo ivory"
	" khaki lavender lavenderblush lawngreen lemonchiffon lightblue"
	" lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen"
	" lightgrey lightpink lightsalmon lightseagreen lightskyblue"
	" lightslategray lightslategrey lightsteelblue lightyellow lime"
	" limegreen linen magenta maroon mediumaquamarine mediumblue"
	" mediumorchid mediumpurple mediumseagreen mediumslateblue"
	" mediumspringgreen mediumturquoise mediumvioletred midnightblue"
	" mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab"
	" orange orangered orchid palegoldenrod palegreen paleturquoise"
	" palevioletred papayawhip peachpuff peru pink plum powderblue purple"
	" rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown"
	" seagreen seashell sienna silver skyblue slateblue slategray slategrey"
	" snow springgreen steelblue tan teal thistle tomato transparent"
	" turquoise violet wheat white whitesmoke yellow yellowgreen ";

static bool
is_colour(struct slice word)
{
	for (const char *s = colours; s[1]; s += strcspn(s + 1, " ") + 1)
		if (!strncasecmp(s + 1, word.s, word.len) &&
			s[1 + word.len] == ' ')
			return true;
	return false;
}

/* Bytes of "rgb(1, 2, 3)" or "#a0b1c2"; 0: there is neither. */
static size_t
colour_code(struct slice rest)
{
	static const char *const forms[] = { "rgb", "rgba", "hsl", "hsla",
		"hwb", "lab", "lch", "oklab", "oklch", "color" };
	const char *open = memchr(rest.s, '(', rest.len), *close;
	struct slice word = { rest.s, open ? (size_t)(open - rest.s) : 0 };
	size_t n = 1;

	word = slice_trim(word);
	close = open ? memchr(open, ')', rest.len - (size_t)(open - rest.s))
		     : NULL;
	for (size_t i = 0; close && i < ARRAY_LEN(forms); i++)
		if (slice_is(word, forms[i]))
			return (size_t)(close + 1 - rest.s);
	if (!rest.len || *rest.s != '#')
		return 0;
	while (n < rest.len &&
		strchr("0123456789abcdef",
			rest.s[n] | 0x20 * (rest.s[n] > '9')))
		n++;
	return n > 3 ? n : 0;
}

struct slice
seq_box_title(struct slice rest)
{
	struct slice word;
	size_t n;

	rest = slice_trim(rest);
	n = colour_code(rest);
	word = slice_word(rest);
	if (!n && word.len && is_colour(word))
		n = word.len;
	return slice_unwrapped(n ? slice_past(rest, n) : rest);
}
