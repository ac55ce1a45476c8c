/* Bytes of terminals to keys, in every number of pieces. */
#include "config.h"

#include "cmock.h"

#include "common/base/buf.h"
#include "reader/tui/decoder.h"
#include "reader/tui/keys.h"

#define BEGIN_MS 1000
#define PAUSE_MS 60 /* a slow line's; shorter than Esc is waited for */

/* A terminal at work: what it sent so far, as the names of keys. */
struct terminal {
	struct decoder decoder;
	int64_t now_ms;
	struct buf keys;
};

static void
take(struct terminal *t)
{
	char name[16];
	int key;

	while ((key = decoder_key(&t->decoder, t->now_ms)) != KEY_NONE)
		buf_addf(&t->keys, "%s%s", t->keys.len ? " " : "",
			key == KEY_CLICK                ? "click"
				: key == KEY_BACKGROUND ? "background"
							: keys_name(key, name));
}

static void
sends(struct terminal *t, const char *bytes, size_t len)
{
	decoder_add(&t->decoder, bytes, len);
	take(t);
}

/* As the program's loop does: it sleeps no longer than the decoder says. */
static void
is_silent(struct terminal *t, int ms)
{
	int64_t until = t->now_ms + ms;
	int wait;

	while ((wait = decoder_patience(&t->decoder, t->now_ms)) >= 0 &&
		t->now_ms + wait <= until) {
		t->now_ms += wait;
		decoder_wait(&t->decoder, t->now_ms);
		take(t);
	}
	t->now_ms = until;
}

static void
shows(struct terminal *t, const char *bytes, const char *want, const char *how)
{
	if (strcmp(buf_str(&t->keys), want) != 0)
		fail_msg("\\e%s, %s: \"%s\", want \"%s\"", bytes + 1, how,
			buf_str(&t->keys), want);
	buf_release(&t->keys);
	*t = (struct terminal){ .now_ms = BEGIN_MS };
}

/* In one piece, cut in two at every byte, and byte by byte. */
static void
reads(const char *bytes, size_t len, const char *want)
{
	struct terminal t = { .now_ms = BEGIN_MS };

	sends(&t, bytes, len);
	is_silent(&t, 5000);
	shows(&t, bytes, want, "whole");
	for (size_t cut = 1; cut < len; cut++) {
		sends(&t, bytes, cut);
		is_silent(&t, PAUSE_MS);
		sends(&t, bytes + cut, len - cut);
		is_silent(&t, 5000);
		shows(&t, bytes, want, "cut in two");
	}
	for (size_t i = 0; i < len; i++) {
		sends(&t, bytes + i, 1);
		is_silent(&t, PAUSE_MS);
	}
	is_silent(&t, 5000);
	shows(&t, bytes, want, "byte by byte");
}

struct sample {
	const char *bytes, *keys;
};

static void
read_all(const struct sample *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		reads(samples[i].bytes, strlen(samples[i].bytes),
			samples[i].keys);
}

static void
a_key_is_known_in_all_its_forms(void **state)
{
	static const struct sample samples[] = {
		{ "j", "j" }, { "\r", "Enter" }, { "\n", "Enter" },
		{ "\t", "Tab" }, { "\x7f", "Backspace" }, { "\b", "Backspace" },
		{ "\x06", "^F" }, { "\033", "Esc" },
		{ "\033\033\033", "Esc" }, /* held down */
		{ "я日é", "я 日 é" }, { "\033[A\033OA", "Up Up" },
		{ "\033[H\033OH\033[1~\033[7~", "Home Home Home Home" },
		{ "\033[F\033OF\033[4~\033[8~", "End End End End" },
		{ "\033[5~\033[6~\033[3~", "PgUp PgDn Del" },
		{ "\033[Z\033[1;2Z", "Shift-Tab Shift-Tab" },
		{ "\033OM", "Enter" },
		{ "\033[1;3C\033\033[C\033\033OC", /* xterm's, rxvt's */
			"Alt-Right Alt-Right Alt-Right" },
		{ "\033[1;129A", "Up" }, /* with the lock for numbers */
		{ "\033[97u\033[97;2u\033[97:65;2u", "a A A" },
		{ "\033[27u\033[13u\033[9;2u\033[127u",
			"Esc Enter Shift-Tab Backspace" },
		{ "\033[99;5u\033[27;5;99~", "^C ^C" },
		{ "\033[106;1:1u\033[106;1:3u", "j" }, /* pressed, let go */
		{ "\033[200~q\033[201~", "paste q paste-end" },
		{ "\033[<0;5;7M\033[<0;5;7m", "click" },
		{ "\033[<64;5;7M\033[<65;5;7M", "wheel-up wheel-down" },
		{ "\033[M`%%\033[M %%\033[M#%%", "wheel-up click" },
		{ "\xc2\x9b"
		  "A\x9b"
		  "B",
			"Up Down" }, /* C1 */
	};

	(void)state;
	read_all(samples, ARRAY_LEN(samples));
}

/* What follows each is the only key. */
static const char *const unknown[] = {
	"\033x", "\033Q", "\033\r", "\033\t", "\033\x7f", "\033 ", "\033(",
	"\033я", "\033日", "\033\U0001f600",     /* Alt and a character */
	"\033\033[A", "\033\033OA", "\033\033x", /* and a sequence */
	"\033[I", "\033[O",                      /* the focus */
	"\033[25~", "\033[1;2P", "\033[1;5A", "\033[3;5~", "\033[2~", "\033OP",
	"\033O2P", "\033O1;5C", "\033Oj", /* other keys */
	"\033[[A", "\033[[E",             /* F1 of the console */
	"\033[23$", "\033[7^", "\033[8@", "\033[a", "\033Oa", /* rxvt's */
	"\033[?62;1;2;4c", "\033[>41;354;0c", "\033[0n",      /* DA, DSR */
	"\033[24;80R", "\033[?1;2R", "\033[8;24;80t", /* where, how large */
	"\033[?2026;2$y", "\033[4;1$y", "\033[?1u", "\033[48;24;80;480;640t",
	"\033P>|XTerm(379)\033\\", "\033P1+r544e=787465726d\033\\",
	"\033P!|00000000\033\\", /* names */
	"\033]4;1;rgb:cdcd/0000/0000\a", "\033]10;rgb:ffff/ffff/ffff\033\\",
	"\033]52;c;cXVpdA==\033\\", "\033]lquit\033\\", /* colours, copies */
	"\033]0;\xd0\x9c"
	"q\a", /* "\x9c" within */
	"\033_Gi=1;OK\033\\", "\033^private\033\\", "\033Xq\rr\033\\",
	"\033[99;3u", "\033[57376u", "\033[27;3;113~", "\033[113;6u",
	"\033[12345678901234567890123456789012345678901234567890123456789012345"
	"67890~",
	"\033[1;2;3;4;5;6A", "\033[<35;5;7M", "\033[<0;0;0M", "\033[10;20M",
	"\xc2\x9bI", "\x9bI",
	"\x9d"
	"11;q\x9c",
	"\x90q\033\\", "\033[1\030", "\033]q\032", /* given up */
	"\xd0", "\xff\xfe", "\xed\xa0\x80", "\xc0\xaf", "\xf5",
	"\033[20\033[I", /* begun anew */
};

static void
what_is_unknown_is_no_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
		struct buf b = { 0 };

		reads(unknown[i], strlen(unknown[i]), "");
		buf_addf(&b, "%sj%sq", unknown[i], unknown[i]);
		reads(b.data, b.len, "j q");
		buf_release(&b);
	}
	reads("\0", 1, "");
}

/* The line of a lone Esc: it is a key, and what follows is still known. */
static void
what_is_cut_behind_esc_is_no_more_than_esc(void **state)
{
	static const char *const samples[] = { "\033[I",
		"\033]10;rgb:ffff/ffff/ffff\033\\", "\033[24;80R",
		"\033P>|XTerm(379)\033\\", "\033[1;2P" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct terminal t = { .now_ms = BEGIN_MS };

		for (const char *p = samples[i]; *p; p++) {
			sends(&t, p, 1);
			is_silent(&t, 250);
		}
		is_silent(&t, 5000);
		shows(&t, samples[i], "Esc", "with long pauses");
	}
}

static void
a_bracket_behind_esc_is_a_key(void **state)
{
	static const struct sample samples[] = {
		{ "]", "Esc ]" },
		{ "]]", "Esc ] ]" },
		{ "[j", "Esc [ j" },
		{ "]j", "Esc ] j" },
		{ "[[", "Esc [ [" },
		{ "[\r", "Esc [ Enter" },
		{ "xP", "Esc x P" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct terminal t = { .now_ms = BEGIN_MS };

		sends(&t, "\033", 1);
		is_silent(&t, 200);
		for (const char *p = samples[i].bytes; *p; p++) {
			sends(&t, p, 1);
			is_silent(&t, 200);
		}
		is_silent(&t, 5000);
		shows(&t, samples[i].bytes, samples[i].keys, "behind Esc");
	}
}

static void
a_lone_esc_waits_a_tenth_of_a_second(void **state)
{
	struct terminal t = { .now_ms = BEGIN_MS };

	(void)state;
	assert_int_equal(decoder_patience(&t.decoder, t.now_ms), -1);
	sends(&t, "\033", 1);
	assert_int_equal(decoder_patience(&t.decoder, t.now_ms), 100);
	is_silent(&t, 99);
	assert_string_equal(buf_str(&t.keys), "");
	is_silent(&t, 1);
	assert_string_equal(buf_str(&t.keys), "Esc");
	assert_int_equal(decoder_patience(&t.decoder, t.now_ms), -1);
	buf_release(&t.keys);
}

static void
what_is_begun_and_never_ended_locks_nothing(void **state)
{
	static const char *const begun[] = { "\033[", "\033[1;", "\033O",
		"\033]11;", "\033P", "\033_", "\033]q\033", "\033[M", "\033[[",
		"\xd0", "\033\xd0" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(begun); i++) {
		struct terminal t = { .now_ms = BEGIN_MS };

		sends(&t, begun[i], strlen(begun[i]));
		is_silent(&t, 1500);
		for (int n = 0; n < 4; n++) {
			sends(&t, "j", 1);
			is_silent(&t, 100);
		}
		buf_str(&t.keys);
		assert_true(t.keys.len > 0);
		assert_string_equal(
			t.keys.data + t.keys.len - 1, "j"); /* typed */
		buf_release(&t.keys);
	}
}

/* On a line that stalls; but what was typed is a key again. */
static void
the_rest_may_be_late(void **state)
{
	static const char *const samples[] = {
		"\033]11;rgb:ffff/ffff/ffff\033\\",
		"\033]11;rgb:ffff/ffff/ffff\a", "\033P>|XTerm(379)\033\\",
		"\033P1$r0m\033\\", "\033[?62;1;4c", "\033[>41;379;0c",
		"\033[?2026;2$y", "\033_Gi=31;OK\033\\"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		for (size_t cut = 2; cut < strlen(samples[i]); cut++) {
			struct terminal t = { .now_ms = BEGIN_MS };
			const char *rest = samples[i] + cut;

			t.decoder.rgb = -1;
			sends(&t, samples[i], cut);
			is_silent(&t, 4000);
			sends(&t, rest, strlen(rest));
			is_silent(&t, 100);
			if (t.decoder.rgb < 0)
				assert_string_equal(buf_str(&t.keys), "");
			buf_release(&t.keys);
		}
}

static void
the_rest_of_a_paste_may_be_late(void **state)
{
	struct terminal t = { .now_ms = BEGIN_MS };

	(void)state;
	sends(&t, "\033[200~a", 7);
	is_silent(&t, 4000);
	sends(&t, "rq\033[201~j", 9);
	shows(&t, "a paste", "paste a r q paste-end j", "that stalls");
}

static void
a_paste_without_an_end_ends_in_silence(void **state)
{
	struct terminal t = { .now_ms = BEGIN_MS };

	(void)state;
	sends(&t, "\033[200~r", 7);
	is_silent(&t, 1900);
	assert_string_equal(buf_str(&t.keys), "paste r");
	is_silent(&t, 200);
	sends(&t, "j", 1);
	is_silent(&t, 50);
	shows(&t, "[200~r", "paste r paste-end j", "and silence");
}

static void
the_answer_to_a_question_is_understood(void **state)
{
	static const struct {
		const char *bytes;
		int rgb;
	} samples[] = {
		{ "\033]11;rgb:ffff/8080/0000\033\\", 0xff8000 },
		{ "\033]11;rgb:FF/80/00\a", 0xff8000 },
		{ "\033]11;rgb:f/0/0\a", 0xff0000 },
		{ "\033]11;rgba:1111/2222/3333/ffff\a", 0x112233 },
		{ "\033]11;rgb:11/22\a", -1 },
		{ "\033]11;rgb:/22/33\a", -1 },
		{ "\033]11;?\a", -1 },
		{ "\033]11;#ffffff\a", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct terminal t = { .now_ms = BEGIN_MS };

		t.decoder.rgb = -1;
		sends(&t, samples[i].bytes, strlen(samples[i].bytes));
		assert_int_equal(t.decoder.rgb, samples[i].rgb);
		shows(&t, samples[i].bytes,
			samples[i].rgb < 0 ? "" : "background", "whole");
	}
}

static void
a_terminal_has_keys_of_its_own(void **state)
{
	struct terminal t = { .now_ms = BEGIN_MS };

	(void)state;
	decoder_learn(&t.decoder, "\033\t", KEY_TAB_BACK); /* a console's */
	decoder_learn(&t.decoder, "\033[@", KEY_LAST);
	decoder_learn(&t.decoder, "\x7f", KEY_DELETE); /* no sequence */
	decoder_learn(&t.decoder, NULL, KEY_DELETE);
	sends(&t, "\033\t\033[@\x7f", 6);
	shows(&t, "\t", "Shift-Tab End Backspace", "learnt");
}

static void
the_mouse_says_where_it_was_pressed(void **state)
{
	struct terminal t = { .now_ms = BEGIN_MS };

	(void)state;
	sends(&t, "\033[<0;120;40M", 12);
	assert_int_equal(t.decoder.col, 119);
	assert_int_equal(t.decoder.row, 39);
	sends(&t, "\033[M !\"", 6);
	assert_int_equal(t.decoder.col, 0);
	assert_int_equal(t.decoder.row, 1);
	buf_release(&t.keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_known_in_all_its_forms),
		cmocka_unit_test(what_is_unknown_is_no_key),
		cmocka_unit_test(what_is_cut_behind_esc_is_no_more_than_esc),
		cmocka_unit_test(a_bracket_behind_esc_is_a_key),
		cmocka_unit_test(a_lone_esc_waits_a_tenth_of_a_second),
		cmocka_unit_test(what_is_begun_and_never_ended_locks_nothing),
		cmocka_unit_test(the_rest_may_be_late),
		cmocka_unit_test(the_rest_of_a_paste_may_be_late),
		cmocka_unit_test(a_paste_without_an_end_ends_in_silence),
		cmocka_unit_test(the_answer_to_a_question_is_understood),
		cmocka_unit_test(a_terminal_has_keys_of_its_own),
		cmocka_unit_test(the_mouse_says_where_it_was_pressed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
