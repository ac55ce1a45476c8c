#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_binding.h"
#include "common/course/lab_predict.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"
#include "common/course/scan.h"

void
lab_tell_gap(
	const struct lab_binding *b, const char *path, const char *fmt, ...)
{
	struct buf what = { 0 }, told = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&what, fmt, ap);
	va_end(ap);
	msg_add(&told, "%s: %s", path, buf_str(&what));
	b->gap(b->ctx, b->lab->path, lab_line(b->lab, path), buf_str(&told));
	buf_release(&what);
	buf_release(&told);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void
bind_block(const struct lab_binding *b, const char *path, const char *block)
{
	if (block && !scan_block(b->scan, block))
		lab_tell_gap(b, path,
			"\"%s\" is not in %s, expected the title of one of "
			"its blocks",
			block, base_name(b->scan->name));
}

/* What a step writes one by one: records, files. */
static void
bind_each(const struct lab_binding *b, const char *where,
	const struct lab_step *step, const char *key)
{
	const json_t *list = json_object_get(step->run, key);
	const json_t *one;
	char path[120];
	size_t i;

	json_array_foreach(list, i, one)
	{
		snprintf(path, sizeof(path), "%s.%s[%zu].block", where, key, i);
		bind_block(b, path, json_str(one, "block", NULL));
	}
}

/* A block as JSON; NULL: it is none. */
static json_t *
block_json(const struct scan *scan, const char *title)
{
	const struct block *block = title ? scan_block(scan, title) : NULL;
	struct err unheard = { 0 };

	return block ? json_parse(title, scan->text + block->at, block->len,
			       &unheard)
		     : NULL;
}

json_t *
lab_block_config(const struct scan *scan, const char *title)
{
	json_t *root = block_json(scan, title);
	json_t *config = json_object_get(root, "config");

	if (!config)
		return root;
	json_incref(config);
	json_decref(root);
	return config;
}

/* POST /connectors takes "name" and "config", PUT .../config what is in there. */
static void
bind_config(const struct lab_binding *b, const char *path,
	const struct lab_step *step)
{
	json_t *root = json_object_get(step->run, "connector")
		? block_json(b->scan, step->block)
		: NULL;

	if (json_is_object(json_object_get(root, "config")))
		lab_tell_gap(b, path,
			"\"%s\" has the config within \"config\", expected "
			"the config alone",
			step->block);
	json_decref(root);
}

/* All blocks of an action. */
static void
bind_step(void *ctx, const char *where, const struct lab_step *step)
{
	const struct lab_binding *b = ctx;
	char path[120];

	snprintf(path, sizeof(path), "%s.block", where);
	bind_block(b, path, step->block);
	bind_config(b, path, step);
	bind_each(b, where, step, "records");
	bind_each(b, where, step, "files");
}

static void
bind_blocks(const struct lab_binding *b)
{
	const struct lab *lab = b->lab;
	struct lab_binding mine = *b;
	const json_t *expect;
	char path[80];
	size_t j;

	for (size_t i = 0; i < lab->nstep; i++) {
		snprintf(path, sizeof(path), "steps[%zu].run", i);
		bind_step(&mine, path, &lab->steps[i]);
	}
	lab_each_deed(lab, bind_step, &mine);
	for (size_t i = 0; i < lab->ncheck; i++) {
		json_array_foreach(lab->checks[i].expect, j, expect)
		{
			snprintf(path, sizeof(path),
				"checks[%zu].expect[%zu].query", i, j);
			bind_block(b, path, json_str(expect, "query", NULL));
		}
	}
}

/* What a check wants of a connector is what its block says. */
static void
bind_wanted(const struct lab_binding *b, const char *path, const json_t *expect,
	const json_t *config)
{
	const json_t *reads = json_object_get(expect, "reads");
	const struct {
		const char *want, *key, *at;
	} rows[] = {
		{ json_str(expect, "class", NULL), "connector.class", "class" },
		{ json_str(reads, "slot", NULL), "slot.name", "reads.slot" },
		{ json_str(reads, "binlog-as", NULL), "database.user",
			"reads.binlog-as" },
	};
	char where[120];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *is = json_str(config, rows[i].key, NULL);

		snprintf(where, sizeof(where), "%s.%s", path, rows[i].at);
		if (rows[i].want && is && strcmp(rows[i].want, is) != 0)
			lab_tell_gap(b, where,
				"\"%s\", expected \"%s\": that is the "
				"block's \"%s\"",
				rows[i].want, is, rows[i].key);
	}
}

static void
bind_checks(const struct lab_binding *b, const char *name, const json_t *config)
{
	const json_t *expect;
	char path[80];
	size_t j;

	for (size_t i = 0; i < b->lab->ncheck; i++) {
		json_array_foreach(b->lab->checks[i].expect, j, expect)
		{
			snprintf(path, sizeof(path), "checks[%zu].expect[%zu]",
				i, j);
			if (!strcmp(json_str(expect, "connector", ""), name))
				bind_wanted(b, path, expect, config);
		}
	}
}

/* A flow's first connector reads the database that the canary is written to. */
static void
bind_flows(const struct lab_binding *b, const char *name, const json_t *config)
{
	const char *database =
		lab_class_database(json_str(config, "connector.class", NULL));
	char path[120];

	for (size_t i = 0; database && i < b->lab->nflow; i++) {
		const struct lab_flow *flow = &b->lab->flows[i];

		snprintf(path, sizeof(path), "flows.%s.hops[0]", flow->id);
		if (!strcmp(flow->hops[0].name, name) &&
			strcmp(flow->canary->database, database) != 0)
			lab_tell_gap(b, path,
				"\"%s\" reads %s, expected a connector that "
				"reads %s, where the canary \"%s\" is written",
				name, database, flow->canary->database,
				flow->canary->id);
	}
}

/*
 * A connector without transforms writes to PREFIX.TABLE, and to no other topic.
 * Patterns are left out: what they take is not known here.
 */
static bool
writes_to(const json_t *config, const char *topic)
{
	const char *prefix = json_str(config, "topic.prefix", NULL);
	const char *tables = json_str(config, "table.include.list", NULL);
	size_t len = prefix ? strlen(prefix) : 0, n;

	if (!prefix || !tables || json_object_get(config, "transforms") ||
		json_object_get(config, "topic.naming.strategy") ||
		json_object_get(config, "topic.delimiter") ||
		strpbrk(tables, "*+?[](){}|\\^$") || strpbrk(prefix, "$"))
		return true;
	if (strncmp(topic, prefix, len) != 0 || topic[len] != '.')
		return false;
	for (; *tables; tables += n + (tables[n] == ',')) {
		tables += strspn(tables, " ");
		n = strcspn(tables, ",");
		if (strlen(topic + len + 1) == n &&
			!strncmp(topic + len + 1, tables, n))
			return true;
	}
	return false;
}

/* The topic behind a connector is one of its own. */
static void
bind_topics(const struct lab_binding *b, const char *name, const json_t *config)
{
	char path[120];

	if (!lab_class_database(json_str(config, "connector.class", NULL)))
		return;
	for (size_t i = 0; i < b->lab->nflow; i++) {
		const struct lab_flow *flow = &b->lab->flows[i];

		snprintf(
			path, sizeof(path), "flows.%s.hops[1].topic", flow->id);
		if (flow->nhop > 1 && !strcmp(flow->hops[0].name, name) &&
			flow->hops[1].kind == HOP_TOPIC &&
			!writes_to(config, flow->hops[1].name))
			lab_tell_gap(b, path,
				"\"%s\" does not write to the topic \"%s\", "
				"expected its topic.prefix, a dot and a table "
				"of its table.include.list",
				name, flow->hops[1].name);
	}
}

/* Connectors that steps deploy from blocks of the lesson. */
static void
bind_connectors(const struct lab_binding *b, const json_t *steps)
{
	const json_t *step;
	size_t i;

	json_array_foreach(steps, i, step)
	{
		const json_t *run = json_object_get(step, "run");
		const char *name = json_str(run, "connector", NULL);
		const char *block = json_str(run, "block", NULL);
		json_t *config =
			name && block ? lab_block_config(b->scan, block) : NULL;

		if (config) {
			bind_checks(b, name, config);
			bind_flows(b, name, config);
			bind_topics(b, name, config);
		}
		json_decref(config);
	}
}

static void
tell_item(const struct lab_binding *b, const struct item *item)
{
	struct buf what = { 0 };

	msg_add(&what, "\"%s\" is no check of the lab, expected one",
		item->check);
	b->gap(b->ctx, b->scan->name, item->line, buf_str(&what));
	buf_release(&what);
}

static void
bind_items(const struct lab_binding *b)
{
	const struct lab *lab = b->lab;
	char path[40];

	for (size_t i = 0; i < b->scan->nitem; i++) {
		const struct item *item = &b->scan->items[i];

		if (lab_check_index(lab, item->check) < 0)
			tell_item(b, item);
	}
	for (size_t i = 0; i < lab->ncheck; i++) {
		snprintf(path, sizeof(path), "checks[%zu]", i);
		if (!lab->checks[i].optional &&
			!scan_item(b->scan, lab->checks[i].id))
			lab_tell_gap(b, path,
				"no item of %s is bound to \"%s\", expected "
				"one",
				base_name(b->scan->name), lab->checks[i].id);
	}
}

/* The line of the block that a prediction's step runs; 0: none. */
static int
block_line(const struct lab_binding *b, const struct lab_prediction *p)
{
	const char *name =
		p->part < b->lab->nstep ? b->lab->steps[p->part].block : NULL;
	const struct block *block = name ? scan_block(b->scan, name) : NULL;

	return block ? block->line : 0;
}

static void
tell_asking(const struct lab_binding *b, const struct asking *asking)
{
	const struct lab_prediction *p = lab_prediction_of(b->lab, asking->id);
	int line = p ? block_line(b, p) : 0;
	struct buf what = { 0 };

	if (!p)
		msg_add(&what,
			"\"%s\" is no prediction of the lab, expected one",
			asking->id);
	else if (line && line < asking->line)
		msg_add(&what,
			"the question \"%s\" stands behind the block of its "
			"step (line %d), expected it before",
			asking->id, line);
	if (what.len)
		b->gap(b->ctx, b->scan->name, asking->line, buf_str(&what));
	buf_release(&what);
}

static void
bind_predictions(const struct lab_binding *b)
{
	const struct lab *lab = b->lab;
	char path[40];

	for (size_t i = 0; i < b->scan->nasking; i++)
		tell_asking(b, &b->scan->askings[i]);
	for (size_t i = 0; i < lab->nprediction; i++) {
		snprintf(path, sizeof(path), "predictions[%zu]", i);
		if (!scan_asking(b->scan, lab->predictions[i].id))
			lab_tell_gap(b, path,
				"%s does not show the question \"%s\", "
				"expected {/* predict: %s */}",
				base_name(b->scan->name),
				lab->predictions[i].id, lab->predictions[i].id);
	}
}

/* What the learner makes by himself needs no step. */
static bool
is_of_the_learner(const struct lab_check *check)
{
	const json_t *expect;
	size_t i;

	json_array_foreach(check->expect, i, expect)
	{
		if (json_object_get(expect, "records") ||
			json_object_get(expect, "file"))
			return true;
	}
	return false;
}

/* Who asks about nothing that a lab has made finds it true at the start. */
static void
bind_needs(const struct lab_binding *b)
{
	char path[40];

	for (size_t i = 0; i < b->lab->ncheck && !b->lab->base; i++) {
		const struct lab_check *check = &b->lab->checks[i];

		snprintf(path, sizeof(path), "checks[%zu]", i);
		if (!check->nneed && !lab_fault_of(check) &&
			!is_of_the_learner(check))
			lab_tell_gap(b, path,
				"it needs no step and no other lab, expected "
				"\"needs\": it is about nothing that was done");
	}
}

void
lab_gaps(const struct lab *lab, const struct scan *scan, lab_gap_fn gap,
	void *ctx)
{
	const struct lab_binding b = { lab, scan, gap, ctx };

	bind_blocks(&b);
	bind_connectors(&b, json_object_get(lab->root, "steps"));
	bind_items(&b);
	bind_predictions(&b);
	bind_needs(&b);
}

void
lab_doubts(const struct lab *lab, const struct scan *scan, lab_gap_fn gap,
	void *ctx)
{
	const struct lab_binding b = { lab, scan, gap, ctx };

	lab_bind_columns(&b);
	lab_bind_made(&b);
}

void
lab_base_gaps(const struct lab *lab, const json_t *base,
	const struct scan *scan, lab_gap_fn gap, void *ctx)
{
	const struct lab_binding b = { lab, scan, gap, ctx };

	bind_connectors(&b, json_object_get(base, "steps"));
}

/* The first one wins: see err_at(). */
static void
take_gap(void *ctx, const char *file, int line, const char *what)
{
	err_at(ctx, file, line, "%s", what);
}

int
lab_bind(const struct lab *lab, const struct scan *scan, struct err *err)
{
	lab_gaps(lab, scan, take_gap, err);
	return err->code ? -1 : 0;
}
