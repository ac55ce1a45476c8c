#include "config.h"

#include "common/base/port.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "tests/unit/cmock.h"

static int
clear(void **state)
{
	(void)state;
	unsetenv("CDCLAB_CONNECT_PORT");
	unsetenv("CDCLAB_KAFKA_PORT");
	unsetenv("CDCLAB_CONNECT_HOST");
	unsetenv("CDCLAB_KAFKA_HOST");
	return 0;
}

static void
commands_are_for_where_a_server_is(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "curl http://localhost:8083/connectors",
			"curl http://localhost:18083/connectors" },
		{ "127.0.0.1:8083 localhost:8083",
			"127.0.0.1:18083 localhost:18083" },
		{ "localhost:8083", "localhost:18083" },
		{ "kcat -b localhost:29092", "kcat -b localhost:9" },
		{ "localhost:8081", "localhost:8081" },   /* has not moved */
		{ "connect:8083", "connect:8083" },       /* not this machine */
		{ "localhost:80830", "localhost:80830" }, /* another port */
		{ "localhost:808", "localhost:808" },
		{ "localhost:8083000000000", "localhost:8083000000000" },
		{ ":8083 8083 localhost 8083:", ":8083 8083 localhost 8083:" },
		{ "localhost:", "localhost:" },
		{ "", "" },
	};

	(void)state;
	setenv("CDCLAB_CONNECT_PORT", "18083", 1);
	setenv("CDCLAB_KAFKA_PORT", "9", 1);
	assert_string_equal(port_mover(), "CDCLAB_KAFKA_PORT");
	assert_int_equal(port_moved(8083), 18083);
	assert_int_equal(port_moved(8081), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = port_text(cases[i].in);

		assert_string_equal(text, cases[i].out);
		free(text);
	}
	assert_null(port_text(NULL));
}

static void
commands_name_the_machine_of_a_server(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "curl http://localhost:8083/connectors",
			"curl http://connect:8083/connectors" },
		{ "127.0.0.1:8083 localhost:9404",
			"connect:8083 connect:9404" },
		{ "kcat -b localhost:29092 -C", "kcat -b kafka:9092 -C" },
		{ "localhost:8081", "localhost:8081" }, /* it is here */
		{ "kafka:29092", "kafka:29092" },
		{ "localhost:", "localhost:" },
	};

	(void)state;
	setenv("CDCLAB_CONNECT_HOST", "connect", 1);
	setenv("CDCLAB_KAFKA_HOST", "kafka", 1);
	setenv("CDCLAB_KAFKA_PORT", "9092", 1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = port_text(cases[i].in);

		assert_string_equal(text, cases[i].out);
		free(text);
	}
	assert_string_equal(port_host(9404), "connect");
	assert_null(port_host(8081));
}

static void
what_is_no_name_is_not_shown(void **state)
{
	static const char *const values[] = { "", " ", "a b", "-x", "x;y",
		"$(id)", "x/y", "x:1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		setenv("CDCLAB_CONNECT_HOST", values[i], 1);
		assert_null(port_host(8083));
		assert_null(port_host_variable());
	}
}

static void
what_is_no_port_moves_nothing(void **state)
{
	static const char *const values[] = { "", "x", "8083", "0", "65536",
		"18083x", "-1", "100000", "99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		char *text;

		setenv("CDCLAB_CONNECT_PORT", values[i], 1);
		assert_null(port_mover());
		text = port_text("localhost:8083");
		assert_string_equal(text, "localhost:8083");
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
			commands_are_for_where_a_server_is, clear),
		cmocka_unit_test_setup(
			commands_name_the_machine_of_a_server, clear),
		cmocka_unit_test_setup(what_is_no_name_is_not_shown, clear),
		cmocka_unit_test_setup(what_is_no_port_moves_nothing, clear),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("port", tests, NULL, NULL);
}
