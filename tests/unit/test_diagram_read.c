/*
 * What Mermaid reads, we read: a source, and all that it says as a list. The
 * answers are those of Mermaid's own parser.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cmock.h"
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/diagram.h"

struct example {
	const char *source, *told;
	int skipped;
};

static const struct example flows[] = {
	/* a line's end around a link says nothing */
	{ "flowchart TD\na -->\nb\nb\n  -->|t| c", "a -> b\nb -> c (t)", 0 },
	{ "graph LR\na\n\n-->\n\n%% words\nb", "a -> b", 0 },
	{ "graph LR\na -- two\nwords -->\nb", "a -> b (two words)", 0 },
	{ "graph LR\na\n& b --> c", "a", 1 },
	{ "graph LR\na & b -->\nc & d", "a -> c\na -> d\nb -> c\nb -> d", 0 },
	{ "graph LR\na[\"one\ntwo\"] --> b[three\nfour]",
		"one two -> three four", 0 },
	{ "graph LR\nsubgraph g\na -->\nend\nb --> c", "b -> c\ng (a)\na", 1 },
	{ "graph LR;a-->b;b-->c", "a -> b\nb -> c", 0 },
	{ "graph LR\r\na-->b\r\n", "a -> b", 0 },
	/* links */
	{ "graph LR\na--x b\nc--o d\ne<-->f\ng x--x h\ni o--o j\nk---l",
		"a -> b\nc -> d\ne <-> f\ng <-> h\ni <-> j\nk -- l", 0 },
	{ "graph LR\na---oB", "a -> B", 0 },
	{ "graph LR\na .-> b\nb -. t .-> c\nc -. u.v .- d",
		"a -> b\nb -> c (t)\nc -- d (u.v)", 0 },
	{ "graph LR\na ~~~ b", "a\nb", 0 },
	{ "graph LR\na ~~~|t| b --> a", "a ~ b (t)\nb -> a", 0 },
	{ "graph LR\na e1@--> b\ne1@{ animate: true }", "a -> b", 0 },
	{ "graph LR\na --> b\nL_a_b_0@{ animate: true }", "a -> b", 0 },
	{ "graph LR\na -->|\"x | y\"| b", "a -> b (x | y)", 0 },
	{ "graph LR\na --> b --> c & d", "a -> b\nb -> c\nb -> d", 0 },
	{ "graph LR\na == t ==> b", "a -> b (t)", 0 },
	/* nodes */
	{ "graph LR\na&b --> c-d --> e.f", "a&b -> c-d\nc-d -> e.f", 0 },
	{ "graph LR\na->word] --> b", "word -> b", 0 },
	{ "graph LR\na[|borders:lt|word] --> b", "word -> b", 0 },
	{ "graph LR\na@{ shape: cyl, label: \"one, two\" } --> b",
		"one, two -> b", 0 },
	{ "graph LR\na@{\n shape: doc\n label: one, two\n}\na --> b",
		"one, two -> b", 0 },
	{ "graph LR\na@{\n label: |\n  one\n  two\n shape: rect\n} --> b",
		"one two -> b", 0 },
	{ "graph LR\na@{ label: @home } --> b", "@home -> b", 0 },
	{ "graph LR\na:::x --> b[word]:::y", "a -> word", 0 },
	{ "graph LR\na[[x]] & b[(y)] --> c((z))", "x -> z\ny -> z", 0 },
	/* statements that draw nothing, and one that does */
	{ "graph LR\na --> b\nclick a \"x;y\"\nlinkStyle 0 stroke:#f00;\n"
	  "classDef k fill:#fff;stroke:#000;\nclass a k",
		"a -> b", 0 },
	{ "graph LR\nstyle a fill:#fff,color:red;", "a", 0 },
	{ "graph LR\naccTitle: one\naccDescr {\n two\n}\naccDescr: three\n"
	  "a --> b",
		"one\nthree\na -> b", 0 },
	{ "---\ntitle: \"A: b\"\nconfig:\n  title: no\n---\ngraph LR\na",
		"A: b\na", 0 },
	{ "---\ntitle: >-\n  one\n  two\nlook: x\n---\ngraph LR\na",
		"one two\na", 0 },
	{ "%%{init: {\n'x': 1}\n}%%\ngraph LR %%{wrap}%%\na-->b", "a -> b", 0 },
	{ "graph LR\nsubgraph \"x\"\na\nend\nx --> b", "x -> b\nx (a)\na", 0 },
	{ "graph LR\nsubgraph x [X]\na\nend\nsubgraph x [Y]\nb\nend\nx --> c",
		"X -> c\nX (a)\na\nY (b)\nb", 0 },
	{ "graph LR\nsubgraph x\na --> y\nend\nsubgraph y\na\nend",
		"a -> y\nx (a, y)\ny", 0 },
	{ "graph LR\nsubgraph x [X y]\na\nend\nx --> b", "X y -> b\nX y (a)\na",
		0 },
};

static const struct example states[] = {
	{ "stateDiagram-v2\naccTitle: t\naccDescr {\nwords\n}\na --> b",
		"t\nwords\na -> b", 0 },
	{ "stateDiagram\naccDescr:words\na --> b", "words\na -> b", 0 },
	{ "stateDiagram-v2\na : b: c\na : d\na --> e : f: g",
		"b: c d -> e (f: g)", 0 },
	{ "stateDiagram-v2\nstate \"A b\" as a\na --> [*]", "A b -> [*]", 0 },
	{ "stateDiagram-v2\n# words\na --> b # words\nb --> c : #1",
		"a -> b\nb -> c (#1)", 0 },
	{ "stateDiagram-v2\na:::k --> b:::k : t\nclass a,b k\n"
	  "classDef k fill:#fff",
		"a -> b (t)", 0 },
	{ "stateDiagram-v2\nnote \"by itself\" as n\na --> b",
		"a -> b\nby itself", 0 },
	{ "stateDiagram-v2\na --> b\nnote left of a\n one\n two\nend note",
		"a -> b\n▪ a: one two", 0 },
	{ "stateDiagram-v2\nState x { a --> b }\nx --> c",
		"a -> b\nx -> c\nx (a, b)", 0 },
	{ "stateDiagram-v2\nstate x\n{\na --> b\n--\nc --> d\n}",
		"a -> b\nc -> d\nx ((a, b), (c, d))", 0 },
	{ "stateDiagram-v2\n[*] --> x\nstate x {\n[*] --> a\n}",
		"[*] -> x\n[*] (x) -> a\nx ([*], a)", 0 },
	{ "stateDiagram-v2\nstate f <<fork>>\na --> f\nf --> b",
		"a -> f\nf -> b", 0 },
	{ "stateDiagram-v2\n[*]:::k --> a:::k : t", "[*] -> a (t)", 0 },
	{ "stateDiagram-v2\nstate a {\nstate a {\nb\n}\n}\na --> c",
		"a -> c\na (a)\na (b)\nb", 0 },
	{ "stateDiagram-v2\nhide empty description\nscale 350 width\na --> b",
		"a -> b", 0 },
};

static const struct example sequences[] = {
	{ "---\ntitle: T\n---\nsequenceDiagram\nA->>B: x", "T\nA, B\nA → B: x",
		0 },
	{ "---\ntitle: T\n---\nsequenceDiagram\ntitle: U\nA->>B: x",
		"U\nA, B\nA → B: x", 0 },
	{ "sequenceDiagram\naccTitle: t\naccDescr: d\nA->>B: x",
		"t\nd\nA, B\nA → B: x", 0 },
	{ "sequenceDiagram\nbox Aqua One two\nparticipant A\nend\n"
	  "box rgba(1, 2, 3, 0.5) Three\nparticipant B\nactor C\nend\n"
	  "box transparent\nparticipant D\nend\nbox Anna\nparticipant E\nend",
		"One two (A), Three (B, C), (D), Anna (E)", 0 },
	{ "sequenceDiagram\nA->>B: C # words\n# words\nB->>A: #1",
		"A, B\nA → B: C\nB → A: #1", 0 },
	{ "sequenceDiagram\nparticipant A@{ \"type\": \"queue\" } as Jobs\n"
	  "participant B as one<br/>two\nA-)B:wrap: x",
		"Jobs, one two\nJobs → one two: x", 0 },
	{ "sequenceDiagram\nlink A: B @ http://x\nC->>A: x", "A, C\nC → A: x",
		0 },
	{ "sequenceDiagram\nA->>B: a#59; b; B-->>A: c",
		"A, B\nA → B: a; b\nB → A: c", 0 },
	{ "sequenceDiagram\nA->>()B: x\nA()->>B: y\nA-|\\B: z\nA/|-B: u",
		"A, B\nA → B: x\nA → B: y\nA → B: z\nA ← B: u", 0 },
};

static const struct example labels[] = {
	{ "graph LR\na[<a href=\"x\">word</a>]", "word", 0 },
	{ "graph LR\na[\"<b>x</b><hr>y<BR />z</br>u\"]", "x y z u", 0 },
	{ "graph LR\na[\"<ul><li>x</li><li>y</li></ul>\"]", "• x • y", 0 },
	{ "graph LR\na[\"<align=left>x</align> <foo>y</foo><z/>\"]", "x y", 0 },
	{ "graph LR\na[\"List<String> <T>, 1 < 2 > 0\"]",
		"List<String> <T>, 1 < 2 > 0", 0 },
	{ "graph LR\na[\"#quot;x#quot; &lt;y&gt; #35;1 #9829; &amp;\"]",
		"\"x\" <y> #1 ♥ &", 0 },
	{ "graph LR\na[\"fa:fa-car x fab:fa-a_b-c y\"]", "x y", 0 },
	{ "graph LR\na[\"`**x** _y_ a_b`\"]", "x y a_b", 0 },
	{ "graph LR\na[\"<b>x</>\" and y]", "x and y", 0 },
	{ "graph LR\na[\"<img src='x' alt='word'/>\"]", "word", 0 },
	{ "graph LR\na[\"x<!-- y --><style>z</style>\"]", "x", 0 },
	{ "graph LR\na[\"<table><tr><td>x</td><td>y</td></tr></table>\"]",
		"x y", 0 },
	{ "graph LR\na -- \"<i>x</i>\" --> b", "a -> b (x)", 0 },
};

static void
told(const char *source, struct buf *out, int *skipped)
{
	struct arena arena = { 0 };
	struct diagram d =
		diagram_tell(&arena, source, strlen(source), DIAGRAM_WORDS);

	for (int i = 0; i < d.nrow; i++) {
		size_t n = d.rows[i].len;

		while (n && d.rows[i].text[n - 1] == ' ')
			n--;
		buf_adds(out, i ? "\n" : "");
		buf_add(out, d.rows[i].text, n);
	}
	*skipped = d.skipped;
	arena_release(&arena);
}

static void
check(const struct example *examples, size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct buf got = { 0 };
		int skipped;

		told(examples[i].source, &got, &skipped);
		if (strcmp(buf_str(&got), examples[i].told) != 0 ||
			skipped != examples[i].skipped) {
			print_error("%s\n=> %s\n(%d skipped), not\n%s\n",
				examples[i].source, buf_str(&got), skipped,
				examples[i].told);
			wrong++;
		}
		buf_release(&got);
	}
	assert_int_equal(wrong, 0);
}

static void
flowcharts_say_what_mermaid_reads(void **state)
{
	(void)state;
	check(flows, ARRAY_LEN(flows));
}

static void
state_diagrams_say_what_mermaid_reads(void **state)
{
	(void)state;
	check(states, ARRAY_LEN(states));
}

static void
sequences_say_what_mermaid_reads(void **state)
{
	(void)state;
	check(sequences, ARRAY_LEN(sequences));
}

static void
labels_show_no_html(void **state)
{
	(void)state;
	check(labels, ARRAY_LEN(labels));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flowcharts_say_what_mermaid_reads),
		cmocka_unit_test(state_diagrams_say_what_mermaid_reads),
		cmocka_unit_test(sequences_say_what_mermaid_reads),
		cmocka_unit_test(labels_show_no_html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
