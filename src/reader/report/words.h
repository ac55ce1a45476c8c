/* words.h - what reports say themselves, in the lesson's languages. */
#ifndef CDCLAB_REPORT_WORDS_H
#define CDCLAB_REPORT_WORDS_H

#include "common/course/catalog.h"

enum word {
	WORD_WHERE,
	WORD_WHY,
	WORD_TRY,
	WORD_PROBE,
	WORD_ALREADY,
	WORD_UNDONE,
	WORD_NOT_RUN,
	WORD_CLEAN,
	WORD_OPTIONAL,
	WORD_CANCELLED,
	WORD_KILLED,
	WORD_PAUSED,
	WORD_LOST,
	WORD_EARNED_THEN,
	WORD_EARNED_RED,
	WORD_COUNT
};

/* Lent for ever. */
const char *word(enum word word, enum lang lang);

#endif
