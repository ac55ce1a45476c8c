#include "config.h"

#include "reader/main/say.h"

#include <stdlib.h>
#include <string.h>

/* Set, and not to nothing. */
static const char *
said(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool
is(const char *value, const char *word)
{
	return value && !strcmp(value, word);
}

static bool
forced(void)
{
	const char *const values[] = { said("CLICOLOR_FORCE"),
		said("FORCE_COLOR") };

	return (values[0] && !is(values[0], "0")) ||
		(values[1] && !is(values[1], "0"));
}

bool
colour_wanted(const char *asked, bool on_terminal)
{
	const char *const words[] = { asked, said("CDCLAB_COLOR") };
	const char *term = said("TERM");

	for (int i = 0; i < 2; i++)
		if (is(words[i], "always") || is(words[i], "never"))
			return is(words[i], "always");
	if (said("NO_COLOR"))
		return false;
	if (forced())
		return true;
	return on_terminal && term && !is(term, "dumb") &&
		!is(said("CLICOLOR"), "0");
}
