/* Searching the rows of a document. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/cmock.h"

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/utf8.h"
#include "common/course/scan.h"
#include "reader/layout/doc.h"
#include "reader/layout/find.h"
#include "reader/layout/flow.h"
#include "reader/layout/fold.h"
#include "reader/layout/sieve.h"
#include "tests/unit/rows_help.h"

static size_t
matches_of(const char *text, int cols, const char *what)
{
	struct err err = { 0 };
	struct doc *doc = doc_parse("t.mdx", text, strlen(text), &err);
	struct flow *flow = flow_new(doc, cols);
	struct find *find = find_new(flow, what);
	size_t n = 0;

	if (find) {
		while (find_more(find))
			;
		n = find_count(find);
	}
	find_free(find);
	flow_free(flow);
	doc_free(doc);
	return n;
}

static const struct {
	const char *claim, *text, *what;
	int cols;
	size_t n;
} examples[] = {
	{ "a word", "one two\n", "two", 80, 1 },
	{ "each time", "a b a b a\n", "a", 80, 3 },
	{ "not within one another", "aaaa\n", "aa", 80, 2 },
	{ "small letters find capitals", "Kafka kafka\n", "kafka", 80, 2 },
	{ "a capital finds capitals only", "Kafka kafka\n", "Kafka", 80, 1 },
	{ "over a change of style", "the **slot**s\n", "slots", 80, 1 },
	{ "over the end of a row", "one two three\n", "two three", 8, 1 },
	{ "over the end of a row in a quote", "> one two three\n",
		"one two three", 8, 1 },
	{ "not the marks", "**bold**\n", "**", 80, 0 },
	{ "what an entity makes", "a &lt;b&gt; c\n", "<b>", 80, 1 },
	{ "yo as ye", "передаёт\n", "передает", 80, 1 },
	{ "ye as yo", "передает\n", "передаёт", 80, 1 },
	{ "Cyrillic capitals", "СЛОТ\n", "слот", 80, 1 },
	{ "a decomposed letter", "слои\xcc\x86\n", "слой", 80, 1 },
	{ "i is not short i", "слой\n", "слои", 80, 0 },
	{ "a stressed word", "за\xcc\x81мок\n", "замок", 80, 1 },
	{ "a no-break space", "10\xc2\xa0мс\n", "10 мс", 80, 1 },
	{ "in a table", "| a | b |\n|--|--|\n| cell | x |\n", "cell", 80, 1 },
	{ "over the rows of a cell",
		"| a | b |\n|--|--|\n| one two three four | five six seven |\n",
		"two three four", 24, 1 },
	{ "over the rows of the last cell",
		"| a | b |\n|--|--|\n| one two three four | five six seven |\n",
		"five six seven", 24, 1 },
	{ "not from a cell to that below it",
		"| a | b |\n|--|--|\n| one | x |\n| two | y |\n", "one two", 80,
		0 },
	{ "in code", "```sql\nSELECT 1;\n```\n", "select 1", 80, 1 },
	{ "in a second section", "## One\n\nx\n\n## Two\n\nneedle\n", "needle",
		80, 1 },
};

static void
finds_what_is_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
		size_t n = matches_of(
			examples[i].text, examples[i].cols, examples[i].what);

		if (n != examples[i].n)
			fail_msg("%s: %zu matches", examples[i].claim, n);
	}
}

/* What the source does not say in these letters. */
static const struct {
	const char *claim, *text, *what;
} hidden[] = {
	{ "nothing special", "word\n", "word" },
	{ "a callout's own word", "> [!TIP]\n> x\n", "tip" },
	{ "a number that a list counted", "7. a\n7. b\n", "8. b" },
	{ "letters around a tag", "wo<b>rd</b>\n", "word" },
	{ "letters around a tag and a mark", "wo<b>**rd**</b>\n", "word" },
	{ "letters around a comment", "wo{/* c */}**rd**\n", "word" },
	{ "letters before a string", "wo{\"rd\"}\n", "word" },
	{ "letters in two strings", "{\"wo\"}{\"rd\"}\n", "word" },
	{ "letters before a link", "[wor](x)ds\n", "wor" },
	{ "letters around a link without a target", "[wor][r]ds\n\n[r]: <>\n",
		"words" },
	{ "a target that is defined elsewhere", "[y][lead]\n", "target" },
	{ "the number of what is not shown", "a\xe2\x80\xae.\n", "202e" },
	{ "a control character's sign", "\x01yz\n", "^ayz" },
	{ "an entity", "w&#111;rd\n", "word" },
	{ "a decomposed letter", "слои\xcc\x86\n", "слой" },
};

/* A text far behind others, so that it is in a chunk of its own. */
static void
the_sieve_hides_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		struct err err = { 0 };
		struct buf b = { 0 };
		struct doc *doc;
		struct flow *flow;
		struct find *find;
		struct seek seek;

		buf_adds(&b, "[lead]: target\n\n");
		for (int k = 0; k < 3000; k++)
			buf_adds(&b, "## A\n\nText of no use at all.\n\n");
		buf_addf(&b, "## B\n\n%s", hidden[i].text);
		doc = doc_parse("t.mdx", buf_str(&b), b.len, &err);
		flow = flow_new(doc, 80);
		find = find_new(flow, hidden[i].what);
		while (find_more(find))
			;
		if (find_count(find) != 1)
			fail_msg("%s: not found", hidden[i].claim);
		find_from(find, (struct spot){ 0 }, &seek);
		assert_true(seek.match.chunk > 0);
		find_free(find);
		flow_free(flow);
		doc_free(doc);
		buf_release(&b);
	}
}

/* Narrow rows, and those of before: as if it were looked for anew. */
static void
a_move_to_another_layout_finds_the_same(void **state)
{
	static const int widths[] = { 80, 12, 200, 1 };
	struct err err = { 0 };
	struct buf b = { 0 };
	struct doc *doc;
	struct find *find = NULL;
	struct flow *last = NULL;

	(void)state;
	for (int k = 0; k < 3000; k++)
		buf_addf(&b, "## A\n\n%s of no use\n\n",
			k % 1000 == 7 ? "one hit and a hit" : "Text");
	doc = doc_parse("t.mdx", buf_str(&b), b.len, &err);
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		struct flow *flow = flow_new(doc, widths[i]);
		struct seek seek;

		if (find)
			find_move(find, flow);
		else
			find = find_new(flow, "hit");
		flow_free(last);
		last = flow;
		assert_int_equal(find_from(find, (struct spot){ 0 }, &seek),
			FOUND_MATCH);
		while (find_more(find))
			;
		assert_int_equal(find_count(find), 6);
		assert_int_equal(find_rank(find, seek.match), 1);
		assert_int_equal(
			find_step(find, seek.match, -1, &seek), FOUND_MATCH);
		assert_int_equal(find_rank(find, seek.match), 6);
		assert_non_null(flow_row(flow, find_spot(find, seek.match)));
	}
	find_free(find);
	flow_free(last);
	doc_free(doc);
	buf_release(&b);
}

static void
blanks_are_nothing_to_look_for(void **state)
{
	struct err err = { 0 };
	struct doc *doc = doc_parse("t.mdx", "a b\n", 4, &err);
	struct flow *flow = flow_new(doc, 80);

	(void)state;
	assert_null(find_new(flow, ""));
	assert_null(find_new(flow, "  "));
	flow_free(flow);
	doc_free(doc);
}

static void
goes_round_the_end_and_back(void **state)
{
	static const char text[] = "hit\n\n## A\n\nhit hit\n\n## B\n\nend\n";
	struct err err = { 0 };
	struct doc *doc = doc_parse("t.mdx", text, sizeof(text) - 1, &err);
	struct flow *flow = flow_new(doc, 80);
	struct find *find = find_new(flow, "hit");
	struct seek seek;

	(void)state;
	assert_int_equal(
		find_from(find, (struct spot){ 0 }, &seek), FOUND_MATCH);
	assert_false(seek.wrapped);
	while (find_more(find))
		;
	for (size_t rank = 1; rank <= 3; rank++) {
		assert_int_equal(find_rank(find, seek.match), rank);
		assert_int_equal(
			find_step(find, seek.match, 1, &seek), FOUND_MATCH);
		assert_int_equal(seek.wrapped, rank == 3);
	}
	assert_int_equal(find_rank(find, seek.match), 1);
	assert_int_equal(find_step(find, seek.match, -1, &seek), FOUND_MATCH);
	assert_true(seek.wrapped);
	assert_int_equal(find_rank(find, seek.match), 3);
	assert_int_equal(find_from(find, flow_end(flow), &seek), FOUND_MATCH);
	assert_true(seek.wrapped);
	assert_int_equal(find_rank(find, seek.match), 1);
	find_free(find);
	flow_free(flow);
	doc_free(doc);
}

static void
a_hit_is_the_bytes_that_match(void **state)
{
	static const char text[] = "> один **два** три\n";
	struct err err = { 0 };
	struct doc *doc = doc_parse("t.mdx", text, sizeof(text) - 1, &err);
	struct flow *flow = flow_new(doc, 10);
	struct find *find = find_new(flow, "два три");
	const struct hit *hits;
	size_t n;

	(void)state;
	hits = find_hits(find, 0, &n);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		const struct row *row = rows_at(flow, hits[i].row);

		assert_int_equal(hits[i].nth, 0);
		assert_memory_equal(
			row->text + hits[i].at, i ? "три" : "два", hits[i].len);
	}
	find_free(find);
	flow_free(flow);
	doc_free(doc);
}

/* Every word of a row, looked for on its own. */
static void
check_words(const struct row *row, const char *source, size_t len)
{
	size_t n;

	for (size_t i = 0; i < row->len; i += n) {
		struct fold want = { 0 };
		struct sieve sieve = { 0 };
		uint32_t cp;
		size_t end = i;

		n = utf8_decode(row->text + i, row->len - i, &cp);
		if (!utf8_is_word(cp))
			continue;
		while (end < row->len) {
			n = utf8_decode(row->text + end, row->len - end, &cp);
			if (!utf8_is_word(cp))
				break;
			end += n;
		}
		fold_text(&want, 0, row->text + i, end - i);
		sieve_init(&sieve, &want, "ru");
		if (!sieve_lets(&sieve, source, len))
			fail_msg("the sieve misses '%.*s'", (int)(end - i),
				row->text + i);
		sieve_release(&sieve);
		fold_release(&want);
		n = end - i;
	}
}

static void
the_sieve_misses_no_word_of_the_constructs(void **state)
{
	char *path = tests_path("golden/input/constructs.mdx");
	struct err err = { 0 };
	struct doc *doc = doc_load(path, &err);
	const struct scan *scan = doc_scan(doc);
	struct flow *flow = flow_new(doc, 200);

	(void)state;
	for (size_t i = 1; i < flow_chunks(flow); i++) {
		int n;
		const struct row *rows = flow_chunk(flow, i, &n);

		for (int k = 0; k < n && !scan->chunks[i].nnote; k++)
			check_words(&rows[k], scan->text + scan->chunks[i].at,
				scan->chunks[i].len);
	}
	flow_free(flow);
	doc_free(doc);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_is_shown),
		cmocka_unit_test(the_sieve_hides_nothing),
		cmocka_unit_test(a_move_to_another_layout_finds_the_same),
		cmocka_unit_test(blanks_are_nothing_to_look_for),
		cmocka_unit_test(goes_round_the_end_and_back),
		cmocka_unit_test(a_hit_is_the_bytes_that_match),
		cmocka_unit_test(the_sieve_misses_no_word_of_the_constructs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
