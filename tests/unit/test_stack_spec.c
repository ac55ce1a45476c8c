/* services.json and stack.json as they are shipped: what it says, filled in for a machine. */
#include "config.h"

#include "engine/stack/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/place.h"
#include "common/base/port.h"
#include "engine/stack/native/layout.h"
#include "engine/stack/native/native.h"
#include "engine/stack/native/render.h"
#include "engine/stack/stack.h"
#include "tests/unit/cmock.h"
#include "tests/unit/said.h"

struct fixture {
	char *dir;
	struct place place;
	struct stack *stack;
};

static void
touch(const char *dir, const char *name)
{
	struct err err = { 0 };
	char *path = mem_printf("%s/%s", dir, name);
	char *parent = mem_strdup(path);

	*strrchr(parent, '/') = '\0';
	assert_int_equal(fs_mkdirs(parent, 0755, &err), 0);
	assert_int_equal(fs_replace(path, 0755, "", 0, &err), 0);
	free(parent);
	free(path);
}

static int
set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	struct err err = { 0 };

	*state = f;
	f->dir = mem_printf("/tmp/cdclab-spec.%ld", (long)getpid());
	setenv("CDCLAB_STACK_DIR", f->dir, 1);
	setenv("CDCLAB_DATA_DIR", SRCDIR, 1);
	touch(f->dir, "parts/kafka/lib/b.jar");
	touch(f->dir, "parts/kafka/lib/B.jar");
	touch(f->dir, "parts/kafka/lib/a-2.jar");
	touch(f->dir, "parts/kafka/lib/a.txt");
	touch(f->dir, "parts/flink/lib/f.jar");
	touch(f->dir, "parts/cds/kafka.jsa");
	place_init(&f->place);
	f->stack = stack_open(&f->place, "native", &err);
	assert_string_equal(said(err.msg), "");
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	stack_free(f->stack);
	place_release(&f->place);
	fs_remove_tree(f->dir, &err);
	free(f->dir);
	free(f);
	return 0;
}

static unsigned
bits(const struct fixture *f, const char *names)
{
	unsigned set = 0;

	for (size_t i = 0; i < f->stack->nservice; i++) {
		const struct service *s = &f->stack->services[i];
		char *word = mem_printf(" %s ", s->name);

		if (strstr(names, word))
			set |= s->bit;
		free(word);
	}
	return set;
}

static void
up_brings_what_is_needed_and_down_takes_what_needs_it(void **state)
{
	static const struct {
		const char *name, *up, *down;
	} cases[] = {
		{ "mysql", " mysql ", " mysql " },
		{ "connect", " kafka connect ", " connect " },
		{ "kafka", " kafka ", " kafka connect " },
		{ "flink", " flink flink-taskmanager ",
			" flink flink-taskmanager " },
		{ "prometheus", " prometheus postgres-exporter postgres ",
			" prometheus postgres-exporter " },
		{ "postgres", " postgres ", " postgres postgres-exporter " },
	};
	struct fixture *f = *state;
	struct err err = { 0 };
	unsigned set;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *name = cases[i].name;

		assert_int_equal(
			service_set_up(f->stack, &name, 1, &set, &err), 0);
		assert_int_equal(set, bits(f, cases[i].up));
		assert_int_equal(
			service_set_down(f->stack, &name, 1, &set, &err), 0);
		assert_int_equal(set, bits(f, cases[i].down));
	}
}

static void
an_unknown_service_is_a_usage_error(void **state)
{
	struct fixture *f = *state;
	const char *name = "oracle";
	struct err err = { 0 };
	unsigned set;

	assert_int_equal(service_set_up(f->stack, &name, 1, &set, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(said(err.msg), "no service is called oracle");
}

static void
jars_are_in_byte_order_and_archives_only_where_they_are(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct buf text = { 0 };
	char *want = mem_printf("%s/parts/kafka/lib/B.jar:"
				"%s/parts/kafka/lib/a-2.jar:"
				"%s/parts/kafka/lib/b.jar",
		f->dir, f->dir, f->dir);

	assert_int_equal(render_text(native_of(f->stack), NULL,
				 "@JARS:kafka/lib@", false, &text, &err),
		0);
	assert_string_equal(buf_str(&text), want);
	buf_reset(&text);
	assert_int_equal(render_text(native_of(f->stack), NULL,
				 "<@CDS:connect@> 'root'@'localhost' %u@%d",
				 false, &text, &err),
		0);
	assert_string_equal(buf_str(&text), "<> 'root'@'localhost' %u@%d");
	buf_release(&text);
	free(want);
}

static void
an_unknown_placeholder_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct buf text = { 0 };

	assert_int_equal(render_text(native_of(f->stack), NULL, "@NOWHERE@",
				 false, &text, &err),
		-1);
	assert_int_equal(err.code, ERR_SYNTAX);
	buf_release(&text);
}

/* All that a service's process is given and all that is hashed of it. */
static void
describe(struct fixture *f, const struct service *s, struct buf *out)
{
	struct err err = { 0 };
	struct word_list words = { 0 };

	assert_int_equal(layout_describe(native_of(f->stack), s, out, &err), 0);
	assert_int_equal(
		render_words(native_of(f->stack), s, false,
			json_object_get(
				native_service(native_of(f->stack), s)->json,
				"argv"),
			&words, &err),
		0);
	assert_int_equal(
		render_words(native_of(f->stack), s, false,
			json_object_get(
				native_service(native_of(f->stack), s)->json,
				"env"),
			&words, &err),
		0);
	for (size_t i = 0; i < words.n; i++)
		buf_addf(out, "%s\n", words.v[i]);
	word_list_release(&words);
	assert_string_equal(said(err.msg), "");
}

static void
every_service_is_whole_and_no_password_is_in_its_words(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };

	assert_int_equal(layout_make(native_of(f->stack), &err), 0);
	assert_int_equal(layout_secrets(native_of(f->stack), true, &err), 0);
	assert_int_equal(strlen(stack_endpoint(f->stack, "mysql")->password),
		SECRET_LEN);
	for (size_t i = 0; i < f->stack->nservice; i++) {
		struct buf text = { 0 };

		describe(f, &f->stack->services[i], &text);
		for (size_t k = 0; k < f->stack->nservice; k++) {
			const char *secret =
				service_endpoint(&f->stack->services[k])
					->password;

			assert_true(!secret || !strstr(buf_str(&text), secret));
		}
		assert_null(strstr(buf_str(&text), "0.0.0.0"));
		buf_release(&text);
	}
}

/* They start side by side, and another one may take its time. */
static void
what_a_server_reads_is_there_without_the_files_of_others(void **state)
{
	struct fixture *f = *state;
	struct native *native = native_of(f->stack);
	char *conf = mem_printf("%s/conf/", native->root);
	struct err err = { 0 };
	int seen = 0;

	for (size_t i = 0; i < f->stack->nservice; i++) {
		const struct service *s = &f->stack->services[i];
		struct word_list words = { 0 };

		fs_remove_tree(conf, &err);
		layout_make(native, &err);
		layout_secrets(native, true, &err);
		layout_write(native, s, &err);
		render_words(native, s, false,
			json_object_get(
				native_service(native_of(f->stack), s)->json,
				"argv"),
			&words, &err);
		assert_string_equal(said(err.msg), "");
		for (size_t k = 0; k < words.n; k++) {
			const char *path = strstr(words.v[k], conf);

			if (path && !fs_exists(path))
				fail_msg("%s: %s", s->name, path);
			seen += path != NULL;
		}
		word_list_release(&words);
	}
	assert_true(seen > 4);
	free(conf);
}

static void
every_port_is_on_the_loopback(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < f->stack->nservice; i++) {
		const struct service *s = &f->stack->services[i];
		const json_t *port;
		size_t k;

		json_array_foreach(
			native_service(native_of(f->stack), s)->ports, k, port)
			assert_memory_equal(json_string_value(port), "127.", 4);
	}
}

/* No listener of the one is a listener of the other. */
static void
two_stacks_that_are_apart_share_no_port(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct buf seen = { 0 };

	for (int shift = 0; shift <= PORT_SHIFT_MAX; shift += 7500) {
		char value[16];
		struct stack *stack;

		snprintf(value, sizeof(value), "+%d", shift);
		setenv("CDCLAB_STACK_PORTS", value, 1);
		stack = stack_open(&f->place, "native", &err);
		for (size_t i = 0; i < stack->nservice; i++) {
			const json_t *ports = native_service(native_of(stack),
					     &stack->services[i])
						      ->ports,
				     *port;
			size_t k;

			json_array_foreach(ports, k, port)
			{
				char *word = mem_printf(
					" %s ", json_string_value(port));

				assert_null(strstr(buf_str(&seen), word));
				buf_adds(&seen, word);
				free(word);
			}
		}
		stack_free(stack);
	}
	unsetenv("CDCLAB_STACK_PORTS");
	buf_release(&seen);
}

/* The lessons' connectors say postgres:5432, and no lesson is changed. */
static void
names_keep_their_ports_where_all_others_move(void **state)
{
	static const struct {
		const char *service, *host;
		int port;
	} cases[] = {
		{ "postgres", "127.1.100.11", 5432 },
		{ "mysql", "127.1.100.12", 3306 },
		{ "kafka", "127.0.0.1", 29192 },
		{ "connect", "127.0.0.1", 8183 },
		{ "flink", "127.0.0.1", 8181 },
		{ "prometheus", "127.0.0.1", 9190 },
		{ "postgres-exporter", "127.0.0.1", 9287 },
	};
	struct fixture *f = *state;
	struct err err = { 0 };
	struct stack *stack;

	setenv("CDCLAB_STACK_PORTS", "+100", 1);
	stack = stack_open(&f->place, "native", &err);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct endpoint *at =
			stack_endpoint(stack, cases[i].service);
		const struct service *s = service_find(stack, cases[i].service);
		struct buf text = { 0 };

		assert_string_equal(at->host, cases[i].host);
		assert_int_equal(at->port, cases[i].port);
		assert_int_equal(
			layout_describe(native_of(stack), s, &text, &err), 0);
		assert_null(strstr(buf_str(&text), "127.0.0.1:8083"));
		assert_null(strstr(buf_str(&text), "127.0.0.13"));
		assert_null(strstr(buf_str(&text), ",127.0.0.1"));
		buf_release(&text);
	}
	stack_free(stack);
	unsetenv("CDCLAB_STACK_PORTS");
}

/* Each port of a service is published by containers, and can be moved. */
static void
every_port_has_its_variable(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < f->stack->nservice; i++) {
		const json_t *json = f->stack->services[i].json, *port;
		const json_t *ports = json_object_get(json, "ports");
		size_t k;

		assert_non_null(port_variable((int)json_integer_value(
			json_object_get(json, "port"))));
		json_array_foreach(ports, k, port) assert_non_null(
			port_variable((int)json_integer_value(port)));
	}
}

static void
passwords_stay_and_only_their_owner_reads_them(void **state)
{
	struct fixture *f = *state;
	struct err err = { 0 };
	struct stack *again;
	struct stat st;
	char *path = mem_printf("%s/state/secrets/postgres", f->dir);

	assert_int_equal(layout_make(native_of(f->stack), &err), 0);
	assert_int_equal(layout_secrets(native_of(f->stack), true, &err), 0);
	again = stack_open(&f->place, "native", &err);
	assert_non_null(again);
	assert_string_equal(stack_endpoint(again, "postgres")->password,
		stack_endpoint(f->stack, "postgres")->password);
	assert_string_not_equal(stack_endpoint(again, "postgres")->password,
		stack_endpoint(again, "mysql")->password);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	stack_free(again);
	free(path);
}

/* Threads read them while somebody makes a new password. */
static void
an_endpoint_that_was_lent_stays_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct service *s = &f->stack->services[0];
	const struct endpoint *old = stack_endpoint(f->stack, s->name), *new;

	service_move(s, old->port, "first");
	old = stack_endpoint(f->stack, s->name);
	service_move(s, old->port, "first");
	assert_ptr_equal(stack_endpoint(f->stack, s->name), old);
	service_move(s, 1234, "second");
	new = stack_endpoint(f->stack, s->name);
	assert_string_equal(old->password, "first");
	assert_int_not_equal(old->port, 1234);
	assert_string_equal(new->password, "second");
	assert_int_equal(new->port, 1234);
	assert_string_equal(new->host, old->host);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(up_brings_what_is_needed_and_down_takes_what_needs_it),
		TEST(an_unknown_service_is_a_usage_error),
		TEST(jars_are_in_byte_order_and_archives_only_where_they_are),
		TEST(an_unknown_placeholder_is_an_error),
		TEST(every_service_is_whole_and_no_password_is_in_its_words),
		TEST(what_a_server_reads_is_there_without_the_files_of_others),
		TEST(every_port_is_on_the_loopback),
		TEST(two_stacks_that_are_apart_share_no_port),
		TEST(names_keep_their_ports_where_all_others_move),
		TEST(every_port_has_its_variable),
		TEST(passwords_stay_and_only_their_owner_reads_them),
		TEST(an_endpoint_that_was_lent_stays_as_it_is),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stack_spec", tests, NULL, NULL);
}
