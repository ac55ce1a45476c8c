#include "config.h"

#include "reader/layout/doc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/port.h"
#include "common/base/utf8.h"
#include "common/course/lab.h"
#include "common/course/languages.h"
#include "common/course/target.h"
#include "reader/layout/asking.h"
#include "reader/layout/doc_parts.h"

#define LABEL_MAX 1000 /* bytes: CommonMark 0.31, 4.7 */

/*
 * Labels that a parser takes for the same have the same hash: letter case and
 * blanks do not count, nor does anything beyond ASCII, as there one letter may
 * fold to several. A definition too many is harmless.
 */
static size_t
label_hash(const char *s, size_t len)
{
	size_t hash = 5381;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c <= ' ' || c >= 0x80)
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c + ('a' - 'A'));
		hash = hash * 33 + c;
	}
	return hash;
}

static int
by_hash(const void *a, const void *b)
{
	const struct doc_def *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

static void
index_defs(struct doc *doc)
{
	const struct scan *scan = &doc->scan;

	if (!scan->nlinkdef)
		return;
	doc->defs = mem_alloc(scan->nlinkdef * sizeof(*doc->defs));
	for (size_t i = 0; i < scan->nlinkdef; i++) {
		const struct linkdef *def = &scan->linkdefs[i];

		doc->defs[i] = (struct doc_def){
			.hash = label_hash(
				scan->text + def->label, def->label_len),
			.index = i,
		};
	}
	qsort(doc->defs, scan->nlinkdef, sizeof(*doc->defs), by_hash);
}

/* The first definition with that hash, as an index of doc->defs, or -1. */
static long
find_def(const struct doc *doc, size_t hash)
{
	size_t low = 0, high = doc->scan.nlinkdef;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (doc->defs[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == doc->scan.nlinkdef || doc->defs[low].hash != hash)
		return -1;
	return (long)low;
}

/* Definitions that are wanted, each once. */
struct wanted_def {
	struct doc_def *defs;
	size_t n;
};

static void
want(struct wanted_def *wanted, const struct doc *doc, const char *s,
	size_t len)
{
	long at = find_def(doc, label_hash(s, len));

	if (at < 0)
		return;
	wanted->defs = mem_more(wanted->defs, wanted->n, sizeof(*wanted->defs));
	wanted->defs[wanted->n++] = (struct doc_def){ 0, doc->defs[at].index };
}

/* All that stands between brackets may be a label. */
static void
want_labels(struct wanted_def *wanted, const struct doc *doc, const char *s,
	size_t len)
{
	size_t open = len;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '[')
			open = i + 1;
		if (s[i] != ']' || open > i)
			continue;
		if (i - open <= LABEL_MAX)
			want(wanted, doc, s + open, i - open);
		open = len;
	}
}

void
doc_add_defs(const struct doc *doc, const char *text, size_t len, struct buf *b)
{
	const struct scan *scan = &doc->scan;
	struct wanted_def wanted = { 0 };

	if (!scan->nlinkdef)
		return;
	want_labels(&wanted, doc, text, len);
	if (wanted.n)
		qsort(wanted.defs, wanted.n, sizeof(*wanted.defs), by_hash);
	for (size_t i = 0; i < wanted.n; i++) {
		const struct linkdef *def =
			&scan->linkdefs[wanted.defs[i].index];

		if (i && wanted.defs[i - 1].index == wanted.defs[i].index)
			continue;
		buf_add(b, scan->text + def->at, def->len);
		if (b->data[b->len - 1] != '\n')
			buf_addc(b, '\n');
	}
	if (b->len)
		buf_addc(b, '\n');
	free(wanted.defs);
}

/* Scripts that tell a language well enough for the few words that we add. */
static const struct script {
	uint32_t from, to;
	const char *lang;
} scripts[] = {
	{ 0x400, 0x47f, "ru" },
};

static const char *
lang_of_letter(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
		if (cp >= scripts[i].from && cp <= scripts[i].to)
			return scripts[i].lang;
	return NULL;
}

/* A file "x.de.mdx" is German; others say it by their letters. */
static void
guess_lang(struct doc *doc)
{
	size_t len = doc->text.len < 16384 ? doc->text.len : 16384, n;
	const char *lang = NULL;
	uint32_t cp;

	if (languages_stem(doc->name, doc->lang) && *doc->lang)
		return;
	for (size_t i = 0; i < len && !lang; i += n) {
		n = utf8_decode(doc->text.data + i, len - i, &cp);
		lang = lang_of_letter(cp);
	}
	snprintf(doc->lang, sizeof(doc->lang), "%s", lang ? lang : LANG_SOURCE);
}

/* Shown as UTF-8, a text of two bytes a letter is nothing but noise. */
static bool
is_utf16(const struct buf *text)
{
	const char *s = buf_str(text);

	return text->len >= 2 &&
		(!memcmp(s, "\xff\xfe", 2) || !memcmp(s, "\xfe\xff", 2));
}

static struct doc *
doc_finish(struct doc *doc, struct err *err)
{
	if (is_utf16(&doc->text)) {
		err_set(err, ERR_USAGE, "%s: UTF-16, expected UTF-8",
			doc->name);
		err_hint(err, "iconv -f UTF-16 -t UTF-8 makes it readable");
		doc_free(doc);
		return NULL;
	}
	scan_read(&doc->scan, doc->name, buf_str(&doc->text), doc->text.len);
	guess_lang(doc);
	words_fill(&doc->words, doc->lang);
	index_defs(doc);
	return doc;
}

/* The commands of a lesson are for where the servers are. */
static void
move_ports(struct doc *doc)
{
	struct buf text = { 0 };

	if (!port_mover())
		return;
	port_add(&text, buf_str(&doc->text), doc->text.len);
	buf_release(&doc->text);
	doc->text = text;
}

/* The comments that ask something give way to the questions. */
static void
put_questions(struct doc *doc, const struct asking_words *words)
{
	struct scan scan = { 0 };
	struct buf text = { 0 };

	if (!words || !words->lab || !words->lab->nprediction)
		return;
	guess_lang(doc);
	scan_read(&scan, doc->name, buf_str(&doc->text), doc->text.len);
	asking_expand(words, &scan, doc->lang, &text);
	scan_release(&scan);
	buf_release(&doc->text);
	doc->text = text;
}

struct doc *
doc_load(const char *path, struct err *err)
{
	return doc_load_asking(path, NULL, err);
}

struct doc *
doc_load_asking(
	const char *path, const struct asking_words *words, struct err *err)
{
	struct doc *doc = mem_alloc(sizeof(*doc));

	doc->name = mem_strdup(path);
	doc->is_file = true;
	if (buf_read_file(&doc->text, path, LESSON_MAX, err) < 0) {
		doc_free(doc);
		return NULL;
	}
	move_ports(doc);
	put_questions(doc, words);
	return doc_finish(doc, err);
}

struct doc *
doc_read(int fd, const char *name, struct err *err)
{
	struct doc *doc = mem_alloc(sizeof(*doc));

	doc->name = mem_strdup(name);
	if (buf_read_fd(&doc->text, fd, name, LESSON_MAX, err) < 0) {
		doc_free(doc);
		return NULL;
	}
	move_ports(doc);
	return doc_finish(doc, err);
}

struct doc *
doc_parse(const char *name, const char *text, size_t len, struct err *err)
{
	struct doc *doc;

	if (len > LESSON_MAX) {
		err_set(err, ERR_USAGE, "%s: larger than %zu MB", name,
			LESSON_MAX >> 20);
		return NULL;
	}
	doc = mem_alloc(sizeof(*doc));
	doc->name = mem_strdup(name);
	buf_add(&doc->text, text, len);
	return doc_finish(doc, err);
}

void
doc_free(struct doc *doc)
{
	if (!doc)
		return;
	scan_release(&doc->scan);
	buf_release(&doc->text);
	free(doc->name);
	free(doc->defs);
	free(doc);
}

bool
doc_is_page(const struct doc *doc, const char *raw)
{
	size_t len = strcspn(raw, "?#");
	struct target target;
	char *path;

	if (!doc->is_file || *raw == '/' || !len)
		return target_is_page(raw);
	if (!target_is_text(raw, len) && target_is_page(raw))
		return true;
	target_parse(&target, raw, strlen(raw));
	path = target_beside(&target, doc->name);
	target_release(&target);
	free(path);
	return path != NULL;
}

void
doc_speak(struct doc *doc)
{
	doc->spoken = true;
}

void
doc_print(struct doc *doc)
{
	doc->printed = true;
}

const struct scan *
doc_scan(const struct doc *doc)
{
	return &doc->scan;
}

/*
 * The index of the one of n things that stands on line, or -1. Each takes size
 * bytes, its line is at line_at in it, and they are in the file's order.
 */
static int
index_at(const void *things, size_t n, size_t size, size_t line_at, int line)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int there;

		memcpy(&there, (const char *)things + mid * size + line_at,
			sizeof(there));
		if (there == line)
			return (int)mid;
		if (there < line)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

int
doc_heading_at(const struct doc *doc, int line)
{
	return index_at(doc->scan.headings, doc->scan.nheading,
		sizeof(struct heading), offsetof(struct heading, line), line);
}

int
doc_block_at(const struct doc *doc, int line)
{
	return index_at(doc->scan.blocks, doc->scan.nblock,
		sizeof(struct block), offsetof(struct block, line), line);
}

int
doc_item_at(const struct doc *doc, int line)
{
	return index_at(doc->scan.items, doc->scan.nitem, sizeof(struct item),
		offsetof(struct item, line), line);
}
