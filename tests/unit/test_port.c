#include "config.h"

#include "common/base/port.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/fs.h"
#include "common/base/port_kept.h"
#include "tests/unit/cmock.h"

static int
clear(void **state)
{
	(void)state;
	unsetenv("CDCLAB_CONNECT_PORT");
	unsetenv("CDCLAB_KAFKA_PORT");
	unsetenv("CDCLAB_STACK_PORTS");
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

static void
all_move_together_and_one_may_move_alone(void **state)
{
	char *text;

	(void)state;
	setenv("CDCLAB_STACK_PORTS", "+100", 1);
	assert_string_equal(port_mover(), "CDCLAB_STACK_PORTS");
	assert_int_equal(port_moved(8083), 8183);
	assert_string_equal(port_variable(8183), "CDCLAB_CONNECT_PORT");
	setenv("CDCLAB_KAFKA_PORT", "9", 1);
	assert_string_equal(port_mover(), "CDCLAB_KAFKA_PORT");
	text = port_text("localhost:29092 127.0.0.1:8083 127.0.0.11:5432");
	assert_string_equal(text, "localhost:9 127.0.0.1:8183 127.0.0.11:5432");
	free(text);
}

static void
a_shift_is_a_number_of_ports(void **state)
{
	static const struct {
		const char *value;
		int shift;
	} cases[] = {
		{ "+100", 100 },
		{ "100", 100 },
		{ "+0", 0 },
		{ "0", 0 },
		{ "30000", 30000 },
		{ "30001", -1 },
		{ "70000", -1 },
		{ "", -1 },
		{ "+", -1 },
		{ "-100", -1 },
		{ "++1", -1 },
		{ "+1x", -1 },
		{ " 1", -1 },
		{ "99999999999999999999", -1 },
		{ "+100 up", -1 },
	};

	(void)state;
	assert_int_equal(port_shift(), -1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		setenv("CDCLAB_STACK_PORTS", cases[i].value, 1);
		assert_int_equal(port_shift(), cases[i].shift);
		assert_int_equal(port_shift_check(&err) < 0,
			cases[i].shift < 0 && *cases[i].value);
		if (err.code)
			assert_non_null(strstr(err.msg, cases[i].value));
		if (cases[i].shift < 0)
			assert_null(port_mover());
	}
}

/* What is in the file, what is asked for, and what it comes to. */
static void
what_a_stack_has_is_remembered(void **state)
{
	static const struct {
		int kept; /* -1: nothing */
		enum port_hold up;
		const char *asked;
		int has;
		bool refused;
	} cases[] = {
		{ -1, PORT_HOLD_NOT, NULL, 0, false },
		{ -1, PORT_HOLD_NOT, "+100", 100, false },
		{ 100, PORT_HOLD_NOT, NULL, 100, false },
		{ 100, PORT_HOLD_NOT, "+200", 200, false },
		{ 100, PORT_HOLD_NOT, "+0", 0, false },
		{ 100, PORT_HOLD_BOOT, NULL, 100, false },
		{ 100, PORT_HOLD_BOOT, "+100", 100, false },
		{ 100, PORT_HOLD_BOOT, "+200", 100, true },
		{ 0, PORT_HOLD_DOWN, "+200", 0, true },
		{ 100, PORT_HOLD_BOOT, "nonsense", 100, false },
		{ 100, PORT_HOLD_DOWN, NULL, 100, false },
		{ 100, PORT_HOLD_DOWN, "+200", 100, true },
	};
	char dir[] = "/tmp/cdclab-port.XXXXXX", *file;

	(void)state;
	assert_non_null(mkdtemp(dir));
	file = mem_printf("%s/ports", dir);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };

		clear(NULL);
		unlink(file);
		if (cases[i].kept >= 0)
			port_kept_write(dir, cases[i].kept, cases[i].up, &err);
		if (cases[i].asked)
			setenv("CDCLAB_STACK_PORTS", cases[i].asked, 1);
		assert_int_equal(port_kept_shift(dir), cases[i].has);
		assert_int_equal(port_recall(dir, &err) < 0, cases[i].refused);
		assert_int_equal(port_kept_shift(dir), cases[i].has);
		assert_int_equal(port_moved(8083),
			cases[i].has ? 8083 + cases[i].has : 0);
	}
	fs_remove_tree(dir, &(struct err){ 0 });
	free(file);
}

static void
another_boot_holds_no_ports(void **state)
{
	static const char text[] =
		"+100 up 00000000-0000-0000-0000-000000000000\n";
	char dir[] = "/tmp/cdclab-port.XXXXXX", *file;
	struct err err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	file = mem_printf("%s/ports", dir);
	fs_replace(file, 0644, text, strlen(text), &err);
	assert_int_equal(port_kept_shift(dir), 100);
	setenv("CDCLAB_STACK_PORTS", "+200", 1);
	assert_int_equal(port_kept_shift(dir), 200);
	assert_int_equal(port_recall(dir, &err), 0);
	assert_int_equal(port_shift(), 200);
	fs_remove_tree(dir, &err);
	free(file);
}

static void
a_damaged_memory_is_none(void **state)
{
	static const char *const texts[] = { "", "\n", "100 up", "+", "+-5 up",
		"+99999 up", "up", "\0\0" };
	char dir[] = "/tmp/cdclab-port.XXXXXX", *file;
	struct err err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	file = mem_printf("%s/ports", dir);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		fs_replace(file, 0644, texts[i], strlen(texts[i]), &err);
		assert_int_equal(port_recall(dir, &err), 0);
		assert_int_equal(port_kept_shift(dir), 0);
		assert_int_equal(port_shift(), -1);
	}
	fs_remove_tree(dir, &err);
	free(file);
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
		cmocka_unit_test_setup(
			all_move_together_and_one_may_move_alone, clear),
		cmocka_unit_test_setup(a_shift_is_a_number_of_ports, clear),
		cmocka_unit_test_setup(what_a_stack_has_is_remembered, clear),
		cmocka_unit_test_setup(another_boot_holds_no_ports, clear),
		cmocka_unit_test_setup(a_damaged_memory_is_none, clear),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("port", tests, NULL, NULL);
}
