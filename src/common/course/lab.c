#include "config.h"

#include "common/course/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/locate.h"
#include "common/course/scan.h"
#include "common/course/schema.h"

#define LAB_MAX ((size_t)1 << 20) /* bytes; a lab of 20 steps has 8 KB */
#define STEP_WITHIN_MS 60000      /* where a step does not say */

/* The text of the lab while it is loaded, for the lines of errors. */
struct loading {
	struct lab *lab;
	struct buf text;
};

static int
line_of(const struct loading *l, const char *path)
{
	return json_line_of(buf_str(&l->text), l->text.len, path);
}

static int
bad(const struct loading *l, const char *path, struct err *err,
	const char *what)
{
	return err_at(
		err, l->lab->path, line_of(l, path), "%s: %s", path, what);
}

static int
hold_against_schema(
	const struct loading *l, const char *data_dir, struct err *err)
{
	char *path = mem_printf("%s/labs/lab.schema.json", data_dir);
	struct buf text = { 0 }, where = { 0 }, why = { 0 };
	json_t *schema = NULL;

	if (buf_read_file(&text, path, LAB_MAX, err) == 0)
		schema = json_parse(path, text.data, text.len, err);
	if (schema && schema_check(schema, l->lab->root, &where, &why) < 0)
		bad(l, buf_str(&where), err, buf_str(&why));
	json_decref(schema);
	buf_release(&text);
	buf_release(&where);
	buf_release(&why);
	free(path);
	return err->code ? -1 : 0;
}

static int
duration_ms(const json_t *object, int fallback)
{
	const char *s = json_str(object, "within", NULL);

	return s ? (int)strtol(s, NULL, 10) * 1000 : fallback;
}

/* Ids to indices. The schema has made sure that they are strings. */
static int
take_needs(const struct loading *l, const json_t *object, const char *where,
	size_t **needs, size_t *n, struct err *err)
{
	const json_t *list = json_object_get(object, "needs"), *id;
	char path[80], what[160];
	size_t i;

	*needs = mem_alloc(json_array_size(list) * sizeof(**needs));
	json_array_foreach(list, i, id)
	{
		int step = lab_step_index(l->lab, json_string_value(id));

		snprintf(path, sizeof(path), "%s.needs[%zu]", where, i);
		snprintf(what, sizeof(what),
			"\"%s\" is no step, expected the id of one",
			json_string_value(id));
		if (step < 0)
			return bad(l, path, err, what);
		(*needs)[(*n)++] = (size_t)step;
	}
	return 0;
}

static void
take_words(const json_t *object, const char *key, const char *fallback,
	const char *out[2])
{
	const json_t *words = json_object_get(object, key);

	out[0] = json_str(words, "ru", fallback);
	out[1] = json_str(words, "en", fallback);
}

static int
unique(const struct loading *l, int first, size_t now, const char *kind,
	const char *id, struct err *err)
{
	char path[80], what[160];

	if ((size_t)first == now)
		return 0;
	snprintf(path, sizeof(path), "%s[%zu].id", kind, now);
	snprintf(what, sizeof(what), "\"%s\" again, expected another id", id);
	return bad(l, path, err, what);
}

static int
take_steps(struct loading *l, struct err *err)
{
	const json_t *list = json_object_get(l->lab->root, "steps"), *one;
	struct lab *lab = l->lab;
	size_t i;

	lab->steps = mem_alloc(json_array_size(list) * sizeof(*lab->steps));
	json_array_foreach(list, i, one)
	{
		struct lab_step *step = &lab->steps[lab->nstep++];

		step->id = json_str(one, "id", "");
		take_words(one, "title", step->id, step->title);
		step->within_ms = duration_ms(one, STEP_WITHIN_MS);
		step->run = json_object_get(one, "run");
		step->done = json_object_get(one, "done");
		step->undo = json_object_get(one, "undo");
		step->undone = json_object_get(one, "undone");
		step->block = json_str(step->run, "block", NULL);
		if (unique(l, lab_step_index(lab, step->id), i, "steps",
			    step->id, err) < 0)
			return -1;
	}
	json_array_foreach(list, i, one)
	{
		struct lab_step *step = &lab->steps[i];
		char where[40];

		snprintf(where, sizeof(where), "steps[%zu]", i);
		step->line = line_of(l, where);
		if (take_needs(l, one, where, &step->needs, &step->nneed, err) <
			0)
			return -1;
	}
	return 0;
}

static int
take_checks(struct loading *l, struct err *err)
{
	const json_t *list = json_object_get(l->lab->root, "checks"), *one;
	struct lab *lab = l->lab;
	size_t i;

	lab->checks = mem_alloc(json_array_size(list) * sizeof(*lab->checks));
	json_array_foreach(list, i, one)
	{
		struct lab_check *check = &lab->checks[lab->ncheck++];
		char where[40];

		check->id = json_str(one, "id", "");
		check->within_ms = duration_ms(one, 0);
		check->optional =
			json_is_true(json_object_get(one, "optional"));
		check->expect = json_object_get(one, "expect");
		take_words(one, "hint", NULL, check->hint);
		snprintf(where, sizeof(where), "checks[%zu]", i);
		check->line = line_of(l, where);
		if (unique(l, lab_check_index(lab, check->id), i, "checks",
			    check->id, err) < 0 ||
			take_needs(l, one, where, &check->needs, &check->nneed,
				err) < 0)
			return -1;
	}
	return 0;
}

/* state: 0 not seen, 1 on the way down, 2 known to be free of cycles */
static bool
in_cycle(const struct lab *lab, size_t step, char *state)
{
	if (state[step])
		return state[step] == 1;
	state[step] = 1;
	for (size_t i = 0; i < lab->steps[step].nneed; i++)
		if (in_cycle(lab, lab->steps[step].needs[i], state))
			return true;
	state[step] = 2;
	return false;
}

static int
refuse_cycles(const struct loading *l, struct err *err)
{
	char *state = mem_alloc(l->lab->nstep + 1), path[40];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < l->lab->nstep; i++) {
		snprintf(path, sizeof(path), "steps[%zu].needs", i);
		if (in_cycle(l->lab, i, state))
			rc = bad(l, path, err,
				"the step needs itself, expected no cycle");
	}
	free(state);
	return rc;
}

/* Every "flows" of an expectation names one of the lab's flows. */
static int
know_flows(const struct loading *l, struct err *err)
{
	const json_t *flows = json_object_get(l->lab->root, "flows"), *one;
	char path[80];

	for (size_t c = 0; c < l->lab->ncheck; c++) {
		size_t i;

		json_array_foreach(l->lab->checks[c].expect, i, one)
		{
			const char *name = json_str(one, "flows", NULL);

			snprintf(path, sizeof(path),
				"checks[%zu].expect[%zu].flows", c, i);
			if (name && !json_object_get(flows, name))
				return bad(l, path, err,
					"no such flow, expected a key of "
					"\"flows\"");
		}
	}
	return 0;
}

static void
take_services(struct lab *lab)
{
	const json_t *list = json_object_get(lab->root, "services"), *one;
	size_t i;

	lab->services =
		mem_alloc(json_array_size(list) * sizeof(*lab->services));
	json_array_foreach(list, i, one)
	{
		lab->services[lab->nservice++] = json_string_value(one);
	}
}

int
lab_load(struct lab *lab, const char *path, const char *data_dir,
	struct err *err)
{
	struct loading l = { .lab = lab };
	int rc = -1;

	*lab = (struct lab){ .path = mem_strdup(path) };
	if (buf_read_file(&l.text, path, LAB_MAX, err) < 0)
		goto out;
	lab->root = json_parse(path, buf_str(&l.text), l.text.len, err);
	if (!lab->root || hold_against_schema(&l, data_dir, err) < 0)
		goto out;
	lab->lesson = json_str(lab->root, "lesson", "");
	take_services(lab);
	if (take_steps(&l, err) < 0 || take_checks(&l, err) < 0 ||
		refuse_cycles(&l, err) < 0 || know_flows(&l, err) < 0)
		goto out;
	rc = 0;
out:
	buf_release(&l.text);
	if (rc < 0)
		lab_release(lab);
	return rc;
}

void
lab_release(struct lab *lab)
{
	for (size_t i = 0; i < lab->nstep; i++)
		free(lab->steps[i].needs);
	for (size_t i = 0; i < lab->ncheck; i++)
		free(lab->checks[i].needs);
	free(lab->steps);
	free(lab->checks);
	free(lab->services);
	free(lab->path);
	json_decref(lab->root);
	*lab = (struct lab){ 0 };
}

static int
bind_block(const struct lab *lab, const struct scan *scan, int line,
	const char *path, const char *block, struct err *err)
{
	if (!block || scan_block(scan, block))
		return 0;
	return err_at(err, lab->path, line,
		"%s: \"%s\" is not in %s, expected the title of one of its "
		"blocks",
		path, block, scan->name);
}

static int
bind_blocks(const struct lab *lab, const struct scan *scan, struct err *err)
{
	const json_t *expect;
	char path[80];
	size_t j;

	for (size_t i = 0; i < lab->nstep; i++) {
		snprintf(path, sizeof(path), "steps[%zu].run.block", i);
		if (bind_block(lab, scan, lab->steps[i].line, path,
			    lab->steps[i].block, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < lab->ncheck; i++) {
		json_array_foreach(lab->checks[i].expect, j, expect)
		{
			snprintf(path, sizeof(path),
				"checks[%zu].expect[%zu].query", i, j);
			if (bind_block(lab, scan, lab->checks[i].line, path,
				    json_str(expect, "query", NULL), err) < 0)
				return -1;
		}
	}
	return 0;
}

int
lab_bind(const struct lab *lab, const struct scan *scan, struct err *err)
{
	if (bind_blocks(lab, scan, err) < 0)
		return -1;
	for (size_t i = 0; i < scan->nitem; i++)
		if (lab_check_index(lab, scan->items[i].check) < 0)
			return err_at(err, scan->name, scan->items[i].line,
				"\"%s\" is no check of the lab, expected one",
				scan->items[i].check);
	for (size_t i = 0; i < lab->ncheck; i++)
		if (!lab->checks[i].optional &&
			!scan_item(scan, lab->checks[i].id))
			return err_at(err, lab->path, lab->checks[i].line,
				"checks[%zu]: no item of %s is bound to "
				"\"%s\", expected one",
				i, scan->name, lab->checks[i].id);
	return 0;
}

int
lab_step_index(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->nstep; i++)
		if (!strcmp(lab->steps[i].id, id))
			return (int)i;
	return -1;
}

int
lab_check_index(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->ncheck; i++)
		if (!strcmp(lab->checks[i].id, id))
			return (int)i;
	return -1;
}
