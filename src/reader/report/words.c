#include "config.h"

#include "reader/report/words.h"

static const char *const words[WORD_COUNT][LANG_COUNT] = {
	[WORD_WHERE] = { "где", "where" },
	[WORD_WHY] = { "почему", "why" },
	[WORD_TRY] = { "что делать", "try" },
	[WORD_PROBE] = { "проба", "probe" },
	[WORD_ALREADY] = { "уже сделано", "was done already" },
	[WORD_UNDONE] = { "отменено", "undone" },
	[WORD_NOT_RUN] = { "не запускалось", "not run" },
	[WORD_CLEAN] = { "Лаборатория отменена: того, что сделали её шаги, больше нет",
		"The lab is undone: what its steps made is gone" },
	[WORD_OPTIONAL] = { "по желанию", "optional" },
	[WORD_CANCELLED] = { "Прервано; серверы работают, полученные отметки "
			     "сохранены",
		"Cancelled; the servers are up, earned marks are kept" },
	[WORD_KILLED] = { "Вернёт cdclab stack up",
		"cdclab stack up brings it back" },
	[WORD_LOST] = { "при последней проверке красных",
		"red at the latest try" },
	[WORD_EARNED_THEN] = { "получено раньше, сейчас не проверено",
		"earned before, not asked now" },
	[WORD_EARNED_RED] = { "получено раньше, сейчас красное",
		"earned before, red now" },
	[WORD_PAUSED] = { "Разбудит cdclab stack resume",
		"cdclab stack resume wakes it" },
};

const char *
word(enum word w, enum lang lang)
{
	return words[w][lang];
}
