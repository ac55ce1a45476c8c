#include "config.h"

#include "reader/layout/words.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"

static const struct words words[LANG_COUNT] = {
	[LANG_RU] = { .lesson = "Урок",
		.minutes = "мин",
		.difficulty = "сложность",
		.topics = "Темы",
		.before = "Сначала",
		.image = "рисунок",
		.heading = "Заголовок",
		.quote = "Цитата:",
		.code = "Код",
		.code_end = "Конец кода",
		.diagram = "Диаграмма, её связи:",
		.details = "Подробнее",
		.skipped = "Непонятых строк диаграммы",
		.skipped_line = "первая: строка файла",
		.listed = "Диаграмма не помещается и показана списком",
		.empty = "Не нарисовано: в диаграмме ничего нет",
		.large = "Не нарисовано: диаграмма слишком велика",
		.family = "Такие диаграммы в терминале не рисуются:" },
	[LANG_EN] = { .lesson = "Lesson",
		.minutes = "min",
		.difficulty = "difficulty",
		.topics = "Topics",
		.before = "First",
		.image = "image",
		.heading = "Heading",
		.quote = "Quote:",
		.code = "Code",
		.code_end = "End of code",
		.diagram = "Diagram, its edges:",
		.details = "Details",
		.skipped = "Lines of the diagram not understood",
		.skipped_line = "the first is the file's line",
		.listed = "The diagram does not fit, so it is shown as a list",
		.empty = "Not drawn: there is nothing in the diagram",
		.large = "Not drawn: the diagram is too large",
		.family =
			"Diagrams of this kind are not drawn in a terminal:" },
};

static const char *const difficulties[][LANG_COUNT] = {
	{ "начальная", "beginner" },
	{ "средняя", "intermediate" },
	{ "высокая", "advanced" },
};

/* The first is what unknown types look like. */
static const struct callout callouts[] = {
	{ " note info default ", STYLE_NOTE, "●", { "Заметка", "Note" } },
	{ " tip success hint check ", STYLE_TIP, "◆", { "Совет", "Tip" } },
	{ " important ", STYLE_IMPORTANT, "◈", { "Важно", "Important" } },
	{ " warning ", STYLE_WARNING, "▲", { "Внимание", "Warning" } },
	{ " caution ", STYLE_DANGER, "■", { "Осторожно", "Caution" } },
	{ " danger error critical ", STYLE_DANGER, "■",
		{ "Опасно", "Danger" } },
};

const struct words *
words_of(enum lang lang)
{
	return &words[lang];
}

const char *
words_difficulty(const char *difficulty, enum lang lang)
{
	for (size_t i = 0; i < ARRAY_LEN(difficulties); i++)
		if (!strcmp(difficulties[i][LANG_EN], difficulty))
			return difficulties[i][lang];
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

#define NWORD (sizeof(struct words) / sizeof(const char *))

const char *
words_nth(size_t n)
{
	const char *const *first = &words[0].lesson;

	if (n < NWORD * LANG_COUNT)
		return first[n];
	n -= NWORD * LANG_COUNT;
	if (n < ARRAY_LEN(callouts) * LANG_COUNT)
		return callouts[n / LANG_COUNT].word[n % LANG_COUNT];
	return NULL;
}
