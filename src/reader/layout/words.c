#include "config.h"

#include "reader/layout/words.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/lang.h"

static const struct words words = {
	.lesson = NC_("lesson", "Lesson"),
	.minutes = NC_("lesson", "min"),
	.difficulty = NC_("lesson", "difficulty"),
	.topics = NC_("lesson", "Topics"),
	.before = NC_("lesson", "First"),
	.image = NC_("lesson", "image"),
	.heading = NC_("lesson", "Heading"),
	.quote = NC_("lesson", "Quote:"),
	.code = NC_("lesson", "Code"),
	.code_end = NC_("lesson", "End of code"),
	.diagram = NC_("lesson", "Diagram, its edges:"),
	.details = NC_("lesson", "Details"),
	.skipped = NC_("lesson", "Lines of the diagram not understood"),
	.skipped_line = NC_("lesson", "the first is the file's line"),
	.listed = NC_(
		"lesson", "The diagram does not fit, so it is shown as a list"),
	.empty = NC_("lesson", "Not drawn: there is nothing in the diagram"),
	.large = NC_("lesson", "Not drawn: the diagram is too large"),
	.family = NC_(
		"lesson", "Diagrams of this kind are not drawn in a terminal:"),
};

static const char *const difficulties[] = {
	NC_("lesson", "beginner"),
	NC_("lesson", "intermediate"),
	NC_("lesson", "advanced"),
};

/* The first is what unknown types look like. */
static const struct callout callouts[] = {
	{ " note info default ", STYLE_NOTE, "●", NC_("lesson", "Note") },
	{ " tip success hint check ", STYLE_TIP, "◆", NC_("lesson", "Tip") },
	{ " predict ", STYLE_IMPORTANT, "?", NC_("lesson", "Predict first") },
	{ " important ", STYLE_IMPORTANT, "◈", NC_("lesson", "Important") },
	{ " warning ", STYLE_WARNING, "▲", NC_("lesson", "Warning") },
	{ " caution ", STYLE_DANGER, "■", NC_("lesson", "Caution") },
	{ " danger error critical ", STYLE_DANGER, "■",
		NC_("lesson", "Danger") },
};

/* The members are strings alone, so they are counted. */
#define NWORD (sizeof(struct words) / sizeof(const char *))

static const char *
member(const struct words *from, size_t i)
{
	return ((const char *const *)from)[i];
}

void
words_fill(struct words *to, const char *lang)
{
	for (size_t i = 0; i < NWORD; i++)
		((const char **)to)[i] = tr_in(lang, member(&words, i));
}

const char *
words_difficulty(const char *difficulty, const char *lang)
{
	for (size_t i = 0; i < ARRAY_LEN(difficulties); i++)
		if (!strcmp(tr_in(LANG_SOURCE, difficulties[i]), difficulty))
			return tr_in(lang, difficulties[i]);
	return difficulty;
}

const struct callout *
words_callout(const char *type)
{
	char *spaced = mem_printf(" %s ", type ? type : "note");
	const struct callout *found = &callouts[0];

	for (size_t i = 0; i < ARRAY_LEN(callouts); i++)
		if (strstr(callouts[i].types, spaced))
			found = &callouts[i];
	free(spaced);
	return found;
}

const char *
words_nth(size_t n, const char *lang)
{
	if (n < NWORD)
		return tr_in(lang, member(&words, n));
	n -= NWORD;
	return n < ARRAY_LEN(callouts) ? tr_in(lang, callouts[n].word) : NULL;
}
