#include "config.h"

#include <stdio.h>
#include <string.h>

#include "reader/layout/block.h"
#include "reader/layout/doc_parts.h"
#include "reader/layout/out.h"
#include "reader/layout/words.h"

static void
lay_text(struct block_page *page, enum style style, const char *s)
{
	para_reset(&page->para);
	para_adds(&page->para, style, s);
	out_para(page->out, &page->para);
}

static void
title_lay_list(
	struct block_page *page, const char *label, char *const *list, size_t n)
{
	struct buf b = { 0 };

	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", list[i]);
	para_reset(&page->para);
	para_adds(&page->para, STYLE_DIM, label);
	para_adds(&page->para, STYLE_DIM, ": ");
	para_add(&page->para, STYLE_DIM, b.data, b.len);
	out_para(page->out, &page->para);
	buf_release(&b);
}

/* "Lesson 5 · 45 min · difficulty: advanced" */
static void
lay_facts(struct block_page *page, const struct front *front)
{
	const struct words *words = &page->doc->words;
	const char *dot = " · ";
	struct buf b = { 0 };

	if (front->order)
		buf_addf(&b, "%s %d", words->lesson, front->order);
	if (front->minutes)
		buf_addf(&b, "%s%d %s", b.len ? dot : "", front->minutes,
			words->minutes);
	if (front->difficulty)
		buf_addf(&b, "%s%s: %s", b.len ? dot : "", words->difficulty,
			words_difficulty(front->difficulty, page->doc->lang));
	lay_text(page, STYLE_DIM, buf_str(&b));
	buf_release(&b);
}

void
block_title(struct block_page *page)
{
	const struct front *front = &page->doc->scan.front;
	const struct words *words = &page->doc->words;
	struct out *out = page->out;

	if (!front->len)
		return;
	out->line = 1;
	if (front->title) {
		lay_text(page, STYLE_HEADING1, front->title);
		block_underline(page, "═");
	}
	if (front->description)
		lay_text(page, STYLE_EMPH, front->description);
	out_blank(out);
	lay_facts(page, front);
	title_lay_list(page, words->topics, front->topics, front->ntopic);
	title_lay_list(page, words->before, front->prerequisites,
		front->nprerequisite);
	out_blank(out);
}
