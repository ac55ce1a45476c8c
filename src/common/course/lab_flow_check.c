/* Canaries and flows held against themselves. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "common/base/sql_name.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"

#define PARAMETERS MSG_("expected :id, :number or :token")

/* The parameters of a canary, a bit each. */
enum {
	HAS_ID = 1,
	HAS_NUMBER = 2,
	HAS_TOKEN = 4,
	HAS_OTHER = 8
};
static const char *const parameters[] = { "id", "number", "token" };

/* Those that a text has; other is the first one that is none. */
static int
parameters_of(const char *text, bool mysql, struct buf *other)
{
	int has = 0;
	const char *at;
	size_t len;

	while ((at = sql_name_next(&text, mysql, &len))) {
		int bit = HAS_OTHER;

		for (size_t i = 0; i < ARRAY_LEN(parameters); i++)
			if (sql_name_is(at, len, parameters[i]))
				bit = 1 << i;
		if (bit == HAS_OTHER && !other->len)
			buf_add(other, at, len);
		has |= bit;
	}
	return has;
}

/* A statement that needs a parameter, and has only those that there are. */
static int
check_parameters(const struct lab_look *c, const char *where, const char *text,
	bool mysql, int *has)
{
	struct buf other = { 0 };
	int rc = 0;

	*has = parameters_of(text, mysql, &other);
	if (*has & HAS_OTHER)
		rc = lab_wrong(c, where, "%s is no parameter, %s",
			buf_str(&other), PARAMETERS);
	else if (!*has)
		rc = lab_wrong(c, where, "no parameter, %s", PARAMETERS);
	buf_release(&other);
	return rc;
}

static const char *
skip_blanks(const char *p)
{
	return p + strspn(p, " \t\r\n(");
}

static bool
begins_with(const char *text, const char *word)
{
	return !strncasecmp(skip_blanks(text), word, strlen(word));
}

static int
check_statement(const struct lab_look *c, const struct lab_canary *canary,
	enum lab_change change, int *has)
{
	static const char *const verbs[CHANGES] = { "INSERT", "UPDATE",
		"DELETE" };
	static const char *const keys[CHANGES] = { "insert", "update",
		"delete" };
	bool mysql = !strcmp(canary->database, "mysql");
	const char *text = canary->sql[change];
	char where[120];

	snprintf(where, sizeof(where), "canaries.%s.%s.text", canary->id,
		keys[change]);
	*has = 0;
	if (!text)
		return 0;
	if (change == CHANGE_INSERT && !canary->table)
		return lab_wrong(c, where,
			"no INSERT INTO a table, expected one of one row");
	if (!begins_with(text, verbs[change]))
		return lab_wrong(
			c, where, "no %s, expected one", verbs[change]);
	return check_parameters(c, where, text, mysql, has);
}

/* What the row has: any other statement can only ask for that. */
static void
check_canary(const struct lab_look *c, const struct lab_canary *canary)
{
	int has[CHANGES];
	struct buf other = { 0 };
	bool good = true;
	char where[120];

	for (int i = 0; i < CHANGES; i++)
		if (check_statement(c, canary, (enum lab_change)i, &has[i]) < 0)
			good = false;
	snprintf(where, sizeof(where), "canaries.%s.delete.text", canary->id);
	if (good && !(has[CHANGE_DELETE] & has[CHANGE_INSERT]))
		lab_wrong(c, where,
			"it has no parameter of the INSERT, expected one: it "
			"would find no row, or too many");
	snprintf(where, sizeof(where), "canaries.%s.sweep.text", canary->id);
	if (!canary->sweep)
		return;
	if (parameters_of(
		    canary->sweep, !strcmp(canary->database, "mysql"), &other))
		lab_wrong(c, where,
			"it has a parameter, expected none: whose rows it "
			"deletes is not known any more");
	else if (!begins_with(canary->sweep, "DELETE"))
		lab_wrong(c, where, "no DELETE, expected one");
	else if (!strcasestr(canary->sweep, "where"))
		lab_wrong(c, where,
			"it deletes every row, expected a WHERE that canaries "
			"alone fit");
	buf_release(&other);
}

/* "value:" has a colon too many, "value:after" lacks a slash. */
static bool
is_place(const struct lab_where *w)
{
	if (w->part == WHERE_HEADER)
		return *w->place;
	return w->place > w->said ? *w->place == '/' : !strchr(w->said, ':');
}

bool
lab_is_place(const char *said)
{
	struct lab_where where = { 0 };

	lab_where_take(&where, said, NULL);
	return where.part != WHERE_NOTHING && is_place(&where);
}

static int
check_where(const struct lab_look *c, const struct lab_flow *flow,
	const char *path, const struct lab_where *w, int inserted)
{
	struct buf other = { 0 };
	char where[300];
	int has, rc = 0;

	snprintf(where, sizeof(where), "%s.%s", path, w->said);
	if (w->part == WHERE_NOTHING || !is_place(w))
		return lab_wrong(c, where,
			"\"%s\" is no part of a record, expected "
			"\"header:NAME\", \"key\", \"value\", or a JSON "
			"pointer as in \"value:/after/id\"",
			w->said);
	if (!json_is_string(w->want))
		return 0;
	has = parameters_of(json_string_value(w->want), false, &other);
	if (has & HAS_OTHER)
		rc = lab_wrong(c, where, "%s is no parameter, %s",
			buf_str(&other), PARAMETERS);
	else if (has & ~inserted)
		rc = lab_wrong(c, where,
			"the INSERT of \"%s\" lacks a parameter of \"%s\", "
			"expected it in both",
			flow->canary->id, json_string_value(w->want));
	buf_release(&other);
	return rc;
}

/* Is the topic among those that steps make? any: they make some. */
static bool
steps_make(const json_t *root, const char *topic, bool *any)
{
	const json_t *step;
	const char *one;
	size_t i;

	json_array_foreach(json_object_get(root, "steps"), i, step)
	{
		const json_t *topics =
			lab_made_topics(json_object_get(step, "run"));

		for (size_t j = 0; (one = lab_name_at(topics, j)); j++) {
			*any = true;
			if (!strcmp(one, topic))
				return true;
		}
	}
	return false;
}

/* Do steps make topics, and not this one? */
static bool
is_made_by_no_step(const struct lab_look *c, const char *topic)
{
	bool any = false;

	return !steps_make(c->lab->root, topic, &any) &&
		!steps_make(c->base, topic, &any) && any;
}

static int
check_topic(const struct lab_look *c, const struct lab_flow *flow,
	const char *path, const struct lab_hop *hop, int inserted)
{
	bool bound = false;
	char where[200];

	snprintf(where, sizeof(where), "%s.where", path);
	for (size_t i = 0; i < hop->nwhere; i++) {
		bound |= hop->where[i].bound;
		check_where(c, flow, where, &hop->where[i], inserted);
	}
	return bound ? 0
		     : lab_wrong(c, where,
			       "any record would do, %s in one of the values",
			       PARAMETERS);
}

/* A connector first; what is made, behind who makes it. */
static const char *
out_of_order(const struct lab_flow *flow, size_t i)
{
	bool made = i &&
		(flow->hops[i].kind == HOP_TOPIC ||
			flow->hops[i].kind == HOP_SQL);
	bool before = i &&
		(flow->hops[i - 1].kind == HOP_TOPIC ||
			flow->hops[i - 1].kind == HOP_SQL);

	if (!i)
		return flow->hops[0].kind == HOP_CONNECTOR
			? NULL
			: MSG_("expected the connector that reads the table");
	if (made && before)
		return MSG_(
			"nobody makes it, expected a connector or a job before "
			"it");
	if (!made && !before)
		return MSG_(
			"expected the topic or the table (sql) that the hop "
			"before it makes");
	if (!made && i + 1 == flow->nhop)
		return MSG_(
			"it makes nothing, expected a topic or a table (sql) "
			"behind it");
	return NULL;
}

static int
check_hop(const struct lab_look *c, const struct lab_flow *flow, size_t i,
	int inserted)
{
	const struct lab_hop *hop = &flow->hops[i];
	const char *why = out_of_order(flow, i);
	char path[120], where[140];
	int has;

	snprintf(path, sizeof(path), "flows.%s.hops[%zu]", flow->id, i);
	snprintf(where, sizeof(where), "%s.text", path);
	if (why)
		return lab_wrong(c, path, "%s", why);
	if (hop->kind == HOP_TOPIC && lab_flow_hop(flow, hop->name) != (int)i)
		return lab_wrong(c, path,
			"\"%s\" again, expected another topic", hop->name);
	/* Connect makes the topics that it writes to, a job does not */
	if (hop->kind == HOP_TOPIC && flow->hops[i - 1].kind == HOP_JOB &&
		is_made_by_no_step(c, hop->name))
		return lab_wrong(c, path,
			"\"%s\" is no topic of a step, expected one: a job "
			"makes none",
			hop->name);
	if (hop->kind == HOP_TOPIC)
		return check_topic(c, flow, path, hop, inserted);
	if (hop->kind != HOP_SQL)
		return 0;
	if (check_parameters(
		    c, where, hop->text, !strcmp(hop->name, "mysql"), &has) < 0)
		return -1;
	return has & ~inserted
		? lab_wrong(c, where,
			  "the INSERT of \"%s\" lacks a parameter of it, "
			  "expected it in both",
			  flow->canary->id)
		: 0;
}

static void
check_flow(const struct lab_look *c, const struct lab_flow *flow)
{
	bool mysql = !strcmp(flow->canary->database, "mysql");
	struct buf other = { 0 };
	char where[120];
	int inserted =
		parameters_of(flow->canary->sql[CHANGE_INSERT], mysql, &other);

	buf_release(&other);
	snprintf(where, sizeof(where), "flows.%s.change", flow->id);
	if (!flow->canary->sql[flow->change])
		lab_wrong(c, where,
			"the canary \"%s\" has no such statement, expected one",
			flow->canary->id);
	for (size_t i = 0; i < flow->nhop; i++)
		check_hop(c, flow, i, inserted);
}

void
lab_flows_check(const struct lab_look *c)
{
	for (size_t i = 0; i < c->lab->ncanary; i++)
		check_canary(c, &c->lab->canaries[i]);
	for (size_t i = 0; i < c->lab->nflow; i++)
		check_flow(c, &c->lab->flows[i]);
}
