/* How a lab says that its rows travel, and how they are recognised. */
#include "config.h"

#include "common/course/lab_flow.h"

#include <ctype.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/sql_name.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "engine/client/kafka.h"
#include "engine/client/sql.h"
#include "engine/diagnose/route.h"
#include "engine/flow/canary.h"
#include "engine/flow/recognise.h"
#include "tests/unit/cmock.h"

#define NAME "07-module-7/05-multi-database-configuration"

/* -- parameters of statements ---------------------------------------------- */

static void
a_name_is_none_in_quotes_comments_casts_and_slices(void **state)
{
	static const struct {
		const char *sql, *names;
		bool mysql;
	} cases[] = {
		{ "VALUES (:id, :number)", ":id :number ", false },
		{ "SELECT :id::uuid, x::text", ":id ", false },
		{ "SELECT ':id', \":id\", `:id`, :id", ":id ", true },
		{ "SELECT 'it''s :id' || :id", ":id ", false },
		{ "SELECT 'it\\'s :number', :id", ":id ", true },
		{ "SELECT 'back\\', :id", ":id ", false },
		{ "SELECT E'it\\'s :number', :id", ":id ", false },
		{ "-- :number\nSELECT :id /* :number */", ":id ", false },
		{ "# :number\nSELECT :id", ":id ", true },
		{ "SELECT $$ :number $$, $a$ :number $a$, :id", ":id ", false },
		{ "SELECT a[1:number], b[lo:hi], :id", ":id ", false },
		{ "SET @x := :id", ":id ", true },
		{ "SELECT a $1:id", "", false },
		{ "SELECT 'open :id", "", false },
		{ "SELECT /* open :id", "", false },
		{ "SELECT $open$ :id", "", false },
		{ "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *p = cases[i].sql, *at;
		struct buf names = { 0 };
		size_t len;

		while ((at = sql_name_next(&p, cases[i].mysql, &len)))
			buf_addf(&names, "%.*s ", (int)len, at);
		assert_string_equal(buf_str(&names), cases[i].names);
		buf_release(&names);
	}
}

static void
each_use_of_a_name_is_a_value_of_its_own(void **state)
{
	static const struct sql_value values[] = {
		{ "id", "u", SQL_UNTYPED },
		{ "number", "-7", SQL_BIGINT },
		{ "token", "o'k", SQL_TEXT },
	};
	struct sql_call call;
	struct buf shown = { 0 };

	(void)state;
	sql_bind(&call, "a(:id, :number, :token, :number, :other)", false,
		values, ARRAY_LEN(values));
	assert_string_equal(
		call.sql, "a($1, $2::bigint, $3::text, $4::bigint, :other)");
	assert_string_equal(call.params[3], "-7");
	assert_null(call.params[4]);
	sql_show(&shown, call.sql, call.params);
	assert_string_equal(buf_str(&shown),
		"a('u', '-7'::bigint, 'o''k'::text, '-7'::bigint, :other)");
	buf_release(&shown);
	sql_call_release(&call);
	sql_bind(&call, "a(:id, :number)", true, values, ARRAY_LEN(values));
	assert_string_equal(call.sql, "a(?, CAST(? AS SIGNED))");
	sql_call_release(&call);
	sql_bind(&call, "SELECT 1", true, values, ARRAY_LEN(values));
	assert_string_equal(call.sql, "SELECT 1");
	assert_null(call.params);
	sql_call_release(&call);
}

static void
the_table_of_an_insert_is_known(void **state)
{
	static const struct {
		const char *sql, *table, *schema, *name;
	} cases[] = {
		{ "INSERT INTO a.b (x) VALUES (1)", "a.b", "a", "b" },
		{ "/* new */ insert into\n\tb(x)", "b", "", "b" },
		{ "INSERT INTO \"A b\".\"c\"\"d\" (x)", "\"A b\".\"c\"\"d\"",
			"A b", "c\"d" },
		{ "INSERT INTO `a`.b SELECT 1", "`a`.b", "a", "b" },
		{ "INSERT", NULL, NULL, NULL },
		{ "INSERTED INTO a", NULL, NULL, NULL },
		{ "SELECT 'INSERT INTO a'", NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *table = sql_insert_table(cases[i].sql), *schema, *name;

		if (!cases[i].table) {
			assert_null(table);
			continue;
		}
		assert_string_equal(table, cases[i].table);
		sql_split_table(table, &schema, &name);
		assert_string_equal(schema, cases[i].schema);
		assert_string_equal(name, cases[i].name);
		free(table);
		free(schema);
		free(name);
	}
}

static void
the_column_of_a_parameter_is_known(void **state)
{
	static const struct {
		const char *sql, *value, *column;
	} cases[] = {
		{ "INSERT INTO a.b (id, n) VALUES (:id, :number)", ":number",
			"n" },
		{ "INSERT INTO t (x, \"a, b\", c ) VALUES (f(1, ')'), ',' , "
		  ":id )",
			":id", "c" },
		{ "INSERT INTO t (x, \"a, b\") VALUES (1, :id)", ":id",
			"\"a, b\"" },
		{ "INSERT INTO t (x) VALUES (f(:id))", ":id", NULL },
		{ "INSERT INTO t VALUES (:id)", ":id", NULL },
		{ "INSERT INTO t (x) SELECT :id", ":id", NULL },
		{ "INSERT INTO t (", ":id", NULL },
		{ "INSERT INTO t (x) VALUES (", ":id", NULL },
		{ "SELECT 1", ":id", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *column = sql_insert_column(cases[i].sql, cases[i].value);

		if (cases[i].column)
			assert_string_equal(column, cases[i].column);
		else if (column)
			fail_msg("%s: %s", cases[i].sql, column);
		free(column);
	}
}

/* -- canaries ---------------------------------------------------------------- */

/* A lab with one flow, whose topic has these conditions. */
static void
make_lab(struct lab *lab, const char *where, const char *more)
{
	struct err err = { 0 };
	char *text = mem_printf(
		"{\"canaries\":{\"c\":{\"database\":\"postgres\",\"insert\":"
		"{\"text\":\"INSERT INTO t VALUES (:id, :number, :token)\"},"
		"\"delete\":{\"text\":\"DELETE FROM t WHERE id = :id\"}}},"
		"\"flows\":{\"f\":{\"canary\":\"c\",\"hops\":[{\"connector\":"
		"\"x\"},{\"topic\":\"t\",\"where\":%s%s}]}}}",
		where, more);

	*lab = (struct lab){ .root = json_parse(
				     "lab", text, strlen(text), &err) };
	if (!lab->root)
		fail_msg("%s in %s", err.msg, text);
	lab_flows_take(lab);
	free(text);
}

/*
 * The payload's call, to its closing parenthesis, without spaces, and without
 * the number of the order: its shape.
 */
static char *
shape(const char *sql)
{
	const char *p = strstr(sql, "_build_object");
	struct buf out = { 0 };
	int depth = 0;

	if (!p)
		p = strstr(sql, "JSON_OBJECT");
	assert_non_null(p);
	do {
		depth += (*p == '(') - (*p == ')');
		if (!strncmp(p, ":number", 7))
			p += 7;
		if (!isspace((unsigned char)*p) && !isdigit((unsigned char)*p))
			buf_addc(&out, *p);
		assert_true(*p);
		p++;
	} while (depth || !strchr(buf_str(&out), '('));
	return buf_take(&out);
}

static void
same_shape(const struct lab *lab, const struct scan *scan, const char *block,
	const char *canary)
{
	const struct block *b = scan_block(scan, block);
	char *lesson, *want, *got;

	assert_non_null(b);
	lesson = mem_strndup(scan->text + b->at, b->len);
	want = shape(lesson);
	got = shape(lab_flow_of(lab, canary)->canary->sql[CHANGE_INSERT]);
	assert_string_equal(got, want);
	free(lesson);
	free(want);
	free(got);
}

static void
a_canary_has_the_payload_of_the_lesson_s_own_insert(void **state)
{
	static const char path[] = SRCDIR "/lessons/" NAME ".mdx";
	struct buf text = { 0 };
	struct scan scan = { 0 };
	struct lab lab = { 0 };
	struct err err = { 0 };

	(void)state;
	if (lab_load(&lab, SRCDIR "/labs/" NAME "/lab.json", SRCDIR, &err) < 0)
		fail_msg("%s", err.msg);
	assert_int_equal(buf_read_file(&text, path, 1 << 20, &err), 0);
	assert_int_equal(scan_text(&scan, path, text.data, text.len, &err), 0);
	same_shape(&lab, &scan, "sql/postgres-order.sql", "postgres-orders");
	same_shape(&lab, &scan, "sql/mysql-order.sql", "mysql-orders");
	scan_release(&scan);
	buf_release(&text);
	lab_release(&lab);
}

static void
no_two_canaries_are_alike(void **state)
{
	const struct lab_canary wide = { .bits = 52 }, narrow = { .bits = 24 };
	struct canary a, b;
	long long n;

	(void)state;
	canary_make(&a, &wide);
	canary_make(&b, &narrow);
	assert_string_not_equal(a.id, b.id);
	assert_string_not_equal(a.number, b.number);
	assert_string_not_equal(a.token, b.token);
	n = strtoll(a.number, NULL, 10);
	assert_true(n < 0 && n >= -((long long)1 << 52));
	n = strtoll(b.number, NULL, 10);
	assert_true(n < 0 && n >= -((long long)1 << 24));
	assert_int_equal(strlen(a.id), 36);
	assert_int_equal(a.id[14], '4');
	assert_non_null(strchr("89ab", a.id[19]));
	assert_int_equal(strlen(a.token), 16);
}

/* What comes while one waits is progress, unless it is another check's. */
static void
a_record_of_any_canary_of_the_process_is_known(void **state)
{
	const struct lab_canary of = { .bits = 52 };
	struct canary c;
	char *value;
	struct record rec = { .value = "Struct{id=1}", .value_len = 12 };

	(void)state;
	canary_make(&c, &of);
	assert_false(canary_is_any(&rec));
	value = mem_printf("Struct{id=%s}", c.id);
	rec = (struct record){ .value = value, .value_len = strlen(value) };
	assert_true(canary_is_any(&rec));
	assert_true(canary_is_in(&c, &rec));
	rec.value_len = 20;
	assert_false(canary_is_in(&c, &rec));
	rec = (struct record){ .key = c.number, .key_len = strlen(c.number) };
	assert_true(canary_is_any(&rec));
	rec = (struct record){ 0 };
	assert_false(canary_is_any(&rec));
	free(value);
}

/* -- recognising -------------------------------------------------------------- */

/* The bytes of a record; NULL is null. */
static struct record
record_of(const char *key, const char *value)
{
	return (struct record){ .topic = "t",
		.key = key,
		.key_len = key ? strlen(key) : 0,
		.value = value,
		.value_len = value ? strlen(value) : 0 };
}

static void
a_record_is_parsed_and_never_compared_as_text(void **state)
{
	static const char after[] = "{\"value:/after/n\":\":number\"}",
			  flat[] = "{\"value:/n\":\":number\","
				   "\"value:/from\":\"pg\"}",
			  gone[] = "{\"key:/n\":\":number\",\"value\":null}",
			  op[] = "{\"value:/after/n\":\":number\","
				 "\"value:/op\":\"c\",\"value:/before\":null,"
				 "\"value:/new\":true,\"value:/size\":1.5}";
	static const struct {
		const char *where, *key, *value;
		enum recognised is;
	} cases[] = {
		{ after, NULL, "{\"op\": \"c\", \"after\": {\"n\": -42}}",
			IS_OURS },
		{ after, NULL, "{\"after\":{\"x\":1,\"n\":\"-42\"}}", IS_OURS },
		{ after, NULL, "{\"n\":-42}", IS_ANOTHER },
		{ after, NULL, "{\"after\":{\"n\":-421}}", IS_ANOTHER },
		{ after, NULL, "\"{\\\"after\\\":{\\\"n\\\":-42}}\"",
			IS_ANOTHER },
		{ after, NULL, "Struct{n=-42}", IS_ANOTHER },
		{ after, NULL, "", IS_ANOTHER },
		{ after, NULL, NULL, IS_ANOTHER },
		{ after, NULL,
			"{\"schema\":{},\"payload\":{\"after\":{\"n\":-42}}}",
			IS_OURS },
		{ "{\"value:/after/doc/n\":\":number\"}", NULL,
			"{\"after\":{\"doc\":\"{\\\"n\\\":-42}\"}}", IS_OURS },
		{ "{\"value:/a~1b/0\":\":number\"}", NULL, "{\"a/b\":[-42]}",
			IS_OURS },
		{ flat, NULL, "{\"n\":-42,\"from\":\"pg\"}", IS_OURS },
		{ flat, NULL, "{\"n\":-42,\"from\":\"my\"}", IS_UNLIKE },
		{ flat, NULL, "{\"n\":-42}", IS_UNLIKE },
		{ flat, NULL, "{\"n\":-1,\"from\":\"pg\"}", IS_ANOTHER },
		{ gone, "{\"n\":-42}", NULL, IS_OURS },
		{ gone, "{\"n\":-42}", "{}", IS_UNLIKE },
		{ gone, "{\"schema\":{},\"payload\":{\"n\":-42}}", NULL,
			IS_OURS },
		{ "{\"key\":\":number\"}", "-42", "{}", IS_OURS },
		{ "{\"key\":\"order-:number\"}", "order--42", "{}", IS_OURS },
		{ "{\"key\":\"order-:number\"}", "\"order--42\"", "{}",
			IS_OURS },
		{ "{\"key\":\":number\"}", NULL, "{}", IS_ANOTHER },
		{ op, NULL,
			"{\"after\":{\"n\":-42},\"op\":\"c\",\"before\":null,"
			"\"new\":true,\"size\":1.50}",
			IS_OURS },
		{ op, NULL,
			"{\"after\":{\"n\":-42},\"op\":\"c\",\"new\":true,"
			"\"size\":1.5}",
			IS_UNLIKE },
		{ op, NULL,
			"{\"after\":{\"n\":-42},\"op\":\"c\",\"before\":null,"
			"\"new\":\"true\",\"size\":1.5}",
			IS_UNLIKE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct record rec = record_of(cases[i].key, cases[i].value);
		struct reading reading = { .rec = &rec };
		struct canary c = { .number = "-42" };
		struct unlike unlike;
		struct lab lab;

		make_lab(&lab, cases[i].where, "");
		if (recognise(&lab.flows[0].hops[1], &c, &reading, &unlike) !=
			cases[i].is)
			fail_msg("%s: %s", cases[i].where, cases[i].value);
		assert_int_equal(unlike.where != NULL, cases[i].is != IS_OURS);
		reading_release(&reading);
		lab_flows_release(&lab);
		json_decref(lab.root);
	}
}

static void
an_envelope_may_be_refused_and_is_told(void **state)
{
	struct record rec = record_of(
		"-42", "{\"schema\":{},\"payload\":{\"after\":{\"n\":-42}}}");
	struct reading reading = { .rec = &rec };
	struct canary c = { .number = "-42" };
	struct unlike unlike;
	struct lab lab;

	(void)state;
	make_lab(&lab, "{\"key\":\":number\",\"value:/after/n\":\":number\"}",
		",\"envelope\":false");
	assert_int_equal(
		recognise(&lab.flows[0].hops[1], &c, &reading, &unlike),
		IS_UNLIKE);
	assert_true(unlike.wrapped);
	reading_release(&reading);
	lab_flows_release(&lab);
	json_decref(lab.root);
}

static void
the_number_of_a_row_is_read_where_the_hop_has_it(void **state)
{
	static const struct {
		const char *value;
		long long number; /* 0: none */
	} cases[] = {
		{ "{\"n\":7,\"from\":\"pg\"}", 7 },
		{ "{\"n\":\"7\",\"from\":\"pg\"}", 7 },
		{ "{\"n\":7,\"from\":\"my\"}", 0 },
		{ "{\"n\":\"7x\",\"from\":\"pg\"}", 0 },
		{ "{\"n\":null,\"from\":\"pg\"}", 0 },
		{ "{\"from\":\"pg\"}", 0 },
		{ "7", 0 },
		{ NULL, 0 },
	};
	struct lab lab;

	(void)state;
	make_lab(&lab, "{\"value:/n\":\":number\",\"value:/from\":\"pg\"}", "");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct record rec = record_of(NULL, cases[i].value);
		struct reading reading = { .rec = &rec };
		long long number = 0;

		assert_int_equal(recognise_number(&lab.flows[0].hops[1],
					 &reading, &number),
			cases[i].number != 0);
		if (cases[i].number)
			assert_int_equal(number, cases[i].number);
		reading_release(&reading);
	}
	lab_flows_release(&lab);
	json_decref(lab.root);
}

/* -- where a connector writes -------------------------------------------------- */

static void
the_topics_of_a_connector_are_those_of_its_config(void **state)
{
	static const char router[] =
		"{\"topic.prefix\":\"p\",\"transforms\":\"a, b\","
		"\"transforms.a.type\":\"io.debezium.transforms.outbox."
		"EventRouter\"%s,"
		"\"transforms.b.type\":\"org.apache.kafka.connect.transforms."
		"RegexRouter\",\"transforms.b.replacement\":\"x[$1]-y\"}";
	static const struct {
		const char *option, *topic;
		bool is;
	} cases[] = {
		{ "", "p.public.t", true },
		{ "", "p", true },
		{ "", "pp.public.t", false },
		{ "", "outbox.event.order", true },
		{ "", "outbox.events", false },
		{ "", "x[7]-y", true },
		{ "", "x7-y", false },
		{ ",\"transforms.a.route.topic.replacement\":"
		  "\"to.${routedByValue}.it\"",
			"to.order.it", true },
		{ ",\"transforms.a.route.topic.replacement\":"
		  "\"to.${routedByValue}.it\"",
			"outbox.event.order", false },
		{ ",\"transforms.a.route.topic.replacement\":\"to.${open\"",
			"to.anything", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = mem_printf(router, cases[i].option);
		json_t *config = json_loads(text, 0, NULL);
		struct routes routes = { 0 };

		assert_non_null(config);
		routes_add(&routes, config);
		assert_int_equal(
			routes_match(&routes, cases[i].topic), cases[i].is);
		routes_release(&routes);
		json_decref(config);
		free(text);
	}
}

/* A prefix alone is no proof: tables of another connector may begin alike. */
static void
another_connector_that_may_write_is_named(void **state)
{
	json_t *all = json_loads(
		"{\"a\":{\"info\":{\"config\":{\"topic.prefix\":\"crm\","
		"\"table.include.list\":\"public.customers, public[.]x.*\"}}},"
		"\"b\":{\"info\":{\"config\":{\"topic.prefix\":\"b\","
		"\"transforms\":\"t\",\"transforms.t.type\":\"EventRouter\","
		"\"transforms.t.route.topic.replacement\":"
		"\"crm.${routedByValue}.v1\"}}}}",
		0, NULL);
	static const struct {
		const char *topic, *keep, *writer;
	} cases[] = {
		{ "crm.moved.v1", "b", NULL },
		{ "crm.moved.v1", "a", "b" },
		{ "crm.public.customers", "b", "a" },
		{ "crm.public.x7", "b", "a" },
		{ "crm.public.other", "b", NULL },
		{ "b.public.any", "a", "b" },
	};

	(void)state;
	assert_non_null(all);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *name = routes_writer(all, cases[i].topic, cases[i].keep);

		if (cases[i].writer)
			assert_non_null(name);
		if (cases[i].writer)
			assert_string_equal(name, cases[i].writer);
		else
			assert_null(name);
		free(name);
	}
	json_decref(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_name_is_none_in_quotes_comments_casts_and_slices),
		cmocka_unit_test(each_use_of_a_name_is_a_value_of_its_own),
		cmocka_unit_test(the_table_of_an_insert_is_known),
		cmocka_unit_test(the_column_of_a_parameter_is_known),
		cmocka_unit_test(
			a_canary_has_the_payload_of_the_lesson_s_own_insert),
		cmocka_unit_test(no_two_canaries_are_alike),
		cmocka_unit_test(
			a_record_of_any_canary_of_the_process_is_known),
		cmocka_unit_test(a_record_is_parsed_and_never_compared_as_text),
		cmocka_unit_test(an_envelope_may_be_refused_and_is_told),
		cmocka_unit_test(
			the_number_of_a_row_is_read_where_the_hop_has_it),
		cmocka_unit_test(
			the_topics_of_a_connector_are_those_of_its_config),
		cmocka_unit_test(another_connector_that_may_write_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
