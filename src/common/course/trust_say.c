#include "config.h"

#include "common/course/trust.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/course/lab.h"
#include "common/course/scan.h"

/* What is said so far; database: whose statements these are, "" unknown. */
struct saying {
	const struct scan *scan;
	struct buf *out;
	const char *database;
	bool brief;
	long counted; /* statements not told, where it is brief */
};

/* A text of the lab. Its further lines are set in, so none passes for ours. */
static void
add_text(struct buf *out, const char *text)
{
	for (;;) {
		size_t n = strcspn(text, "\n");

		buf_add(out, text, n);
		if (!text[n])
			return;
		buf_adds(out, "\n      ");
		text += n + 1;
	}
}

/* "  run SQL: postgres: sql/table.sql" */
static void
add_line(struct saying *s, const char *what, const char *on, const char *detail)
{
	buf_addf(s->out, "  %s: ", what);
	add_text(s->out, on);
	buf_adds(s->out, *on && *detail ? ": " : "");
	add_text(s->out, detail);
	buf_addc(s->out, '\n');
}

/* One string or several, with commas. */
static char *
joined(const json_t *value)
{
	struct buf out = { 0 };
	const json_t *one;
	size_t i;

	if (json_is_string(value))
		return mem_strdup(json_string_value(value));
	json_array_foreach(value, i, one)
	{
		buf_addf(&out, "%s%s", i ? ", " : "",
			json_is_string(one) ? json_string_value(one) : "?");
	}
	return buf_take(&out);
}

static bool
ends_in(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && !strcmp(s + len - n, end);
}

/* Is that key of a connector's config the address of something? */
static bool
is_address(const char *key)
{
	static const char *const ends[] = { "hostname", "url", "uri", "servers",
		"hosts", "connection.string" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (ends_in(key, ends[i]))
			return true;
	return false;
}

/* "CLASS, database.hostname=postgres" of a connector's block. */
static char *
connector_detail(const struct scan *scan, const char *name)
{
	const struct block *block = scan_block(scan, name);
	struct err none = { 0 };
	struct buf out = { 0 };
	json_t *config = block
		? json_parse(name, scan->text + block->at, block->len, &none)
		: NULL;
	const char *key;
	json_t *value;

	buf_addf(
		&out, "%s, %s", name, json_str(config, "connector.class", "?"));
	json_object_foreach(config, key, value)
	{
		if (is_address(key) && json_is_string(value))
			buf_addf(
				&out, ", %s=%s", key, json_string_value(value));
	}
	json_decref(config);
	return buf_take(&out);
}

/* What each kind of step is for people; a row's first key says which it is. */
static const struct {
	const char *key, *with; /* with: the key of a detail, or NULL */
	const char *what;       /* N_() */
} kinds[] = {
	{ "connector", "block", N_("deploy a connector") },
	{ "connector-delete", NULL, N_("delete a connector") },
	{ "connector-state", "do", N_("control a connector") },
	{ "service", "do", N_("control a server") },
	{ "topics", NULL, N_("create topics") },
	{ "topic", NULL, N_("create topics") },
	{ "topics-delete", NULL, N_("delete topics") },
	{ "produce", NULL, N_("write records to a topic") },
	{ "load", "block", N_("run SQL again and again for a load") },
	{ "bash", "block",
		N_("run a shell script on this computer, as you, in the folder "
		   "of the step's files") },
	{ "job", "block",
		N_("run a Python program on this computer, as you, which "
		   "submits a Flink job") },
	{ "job-cancel", NULL, N_("cancel a Flink job") },
	{ "rules", "block", N_("load alert rules") },
	{ "rules-delete", NULL, N_("delete alert rules") },
	{ "plot", "block", N_("query metrics") },
};

/* One of the rows above. false: of no kind that is known here. */
static bool
say_kind(struct saying *s, const json_t *action)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const json_t *value = json_object_get(action, kinds[i].key);
		const char *block = kinds[i].with
			? json_str(action, kinds[i].with, "")
			: "";
		char *names, *detail;

		if (!value)
			continue;
		names = joined(value);
		detail = strcmp(kinds[i].key, "connector")
			? mem_strdup(block)
			: connector_detail(s->scan, block);
		add_line(s, _(kinds[i].what), names, detail);
		free(names);
		free(detail);
		return true;
	}
	return false;
}

/* Whole, so that no kind of later versions is hidden. */
static void
say_json(struct saying *s, const json_t *action)
{
	char *text = json_dumps(action, JSON_COMPACT | JSON_ENCODE_ANY);

	add_line(s, _("do"), text ? text : "?", "");
	free(text);
}

static void
say_statement(struct saying *s, const char *database, const char *text)
{
	s->counted++;
	if (!s->brief)
		add_line(s, _("run SQL"), database, text);
}

/* Statements, wherever they stand in a part that is no step. */
static void
say_statements(struct saying *s, const json_t *value)
{
	const char *was = s->database, *key, *text;
	json_t *part;
	size_t i;

	if (json_is_array(value))
		json_array_foreach(value, i, part) say_statements(s, part);
	if (!json_is_object(value))
		return;
	s->database = json_str(
		value, "database", json_str(value, "sql", s->database));
	text = json_str(value, "text", NULL);
	if (text)
		say_statement(s, s->database, text);
	json_object_foreach((json_t *)(uintptr_t)value, key, part)
	{
		say_statements(s, part);
	}
	s->database = was;
}

/* Expectations that look at nothing but the lab's own rows and servers. */
static bool
is_plain(const json_t *expect)
{
	static const char *const keys[] = { "connector", "job", "flow", "never",
		"records", "count", "keyed", "query", "sql" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_object_get(expect, keys[i]))
			return true;
	return false;
}

static void
say_expectations(struct saying *s, const json_t *list)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		if (is_plain(one))
			say_statements(s, one);
		else
			say_json(s, one);
	}
}

/* Each with the block that it is made of. */
static void
say_files(struct saying *s, const json_t *files)
{
	const json_t *one;
	size_t i;

	json_array_foreach(files, i, one)
	{
		add_line(s, _("write a file into the stack's folder"),
			json_str(one, "path", ""), json_str(one, "block", ""));
	}
}

static void
say_action(struct saying *s, const json_t *action)
{
	const char *database = json_str(action, "sql", NULL);
	const char *block = json_str(action, "block", NULL);
	const json_t *wait = json_object_get(action, "wait");

	if (database && block)
		add_line(s, _("run SQL"), database, block);
	else if (database)
		say_statement(s, database, json_str(action, "text", ""));
	else if (wait)
		say_expectations(s, wait);
	else if (json_object_get(action, "files"))
		say_files(s, json_object_get(action, "files"));
	else if (!say_kind(s, action))
		say_json(s, action);
}

static void
say_drill(struct saying *s, const struct lab_drill *drill)
{
	for (size_t i = 0; drill && i < drill->nbreak; i++)
		say_action(s, drill->breaks[i].run);
	for (size_t i = 0; drill && i < drill->nsolution; i++)
		say_action(s, drill->solution[i].run);
}

static void
say_step(struct saying *s, const struct lab_step *step)
{
	const json_t *one;
	size_t i;

	say_action(s, step->run);
	json_array_foreach(step->undo, i, one)
	{
		say_action(s, one);
	}
	say_statements(s, step->done);
	say_statements(s, step->undone);
}

void
trust_say(const struct lab *lab, const struct scan *scan, bool brief,
	struct buf *out)
{
	static const char *const others[] = { "canaries", "loads", "flows" };
	struct saying s = {
		.scan = scan, .out = out, .database = "", .brief = brief
	};
	char *servers = joined(json_object_get(lab->root, "services"));

	add_line(&s, _("use servers"), servers, "");
	for (size_t i = 0; i < lab->nstep; i++)
		say_step(&s, &lab->steps[i]);
	for (size_t i = 0; i < lab->ncheck; i++) {
		say_expectations(&s, lab->checks[i].expect);
		say_drill(&s, lab_fault_of(&lab->checks[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		say_statements(&s, json_object_get(lab->root, others[i]));
	if (brief && s.counted) {
		buf_adds(out, "  ");
		buf_addf(out,
			P_("run %ld SQL statement of lab.json",
				"run %ld SQL statements of lab.json",
				s.counted),
			s.counted);
		buf_addc(out, '\n');
	}
	free(servers);
}

void
trust_say_action(const json_t *action, const struct scan *scan, struct buf *out)
{
	struct saying s = { .scan = scan, .out = out, .database = "" };

	say_action(&s, action);
}
