#include "config.h"

#include "common/course/lab.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/lang.h"
#include "common/base/msg.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"
#include "common/course/lab_refs.h"
#include "common/course/locate.h"
#include "common/course/schema.h"

#define LAB_MAX ((size_t)1 << 20) /* bytes; a lab of 20 steps has 8 KB */
#define STEP_WITHIN_MS 60000      /* where a step does not say */

/* The text of the lab while it is loaded, for the lines of errors. */
struct loading {
	struct lab *lab;
	struct buf text;
	json_t *base; /* of the lab that it builds on, or NULL; owned */
};

static int
line_of(const struct loading *l, const char *path)
{
	return json_line_of(buf_str(&l->text), l->text.len, path);
}

static int __attribute__((format(printf, 4, 5))) bad_at(const struct loading *l,
	const char *path, struct err *err, const char *fmt, ...)
{
	struct buf what = { 0 };
	va_list ap;

	va_start(ap, fmt);
	msg_vadd(&what, fmt, ap);
	va_end(ap);
	err_at(err, l->lab->path, line_of(l, path), "%s%s%s", path,
		*path ? ": " : "", buf_str(&what));
	buf_release(&what);
	return -1;
}

static int
hold_against_schema(const struct loading *l, const json_t *root,
	const char *data_dir, struct err *err)
{
	char *path = mem_printf("%s/labs/lab.schema.json", data_dir);
	struct buf text = { 0 }, where = { 0 }, why = { 0 };
	json_t *schema = NULL;

	if (buf_read_file(&text, path, LAB_MAX, err) == 0)
		schema = json_parse(path, text.data, text.len, err);
	if (schema && schema_check(schema, root, &where, &why) < 0)
		bad_at(l, buf_str(&where), err, "%s", buf_str(&why));
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
	char path[80];
	size_t i;

	*needs = mem_alloc(json_array_size(list) * sizeof(**needs));
	json_array_foreach(list, i, id)
	{
		int step = lab_step_index(l->lab, json_string_value(id));

		snprintf(path, sizeof(path), "%s.needs[%zu]", where, i);
		if (step < 0)
			return bad_at(l, path, err,
				"\"%s\" is no step, expected the id of one",
				json_string_value(id));
		(*needs)[(*n)++] = (size_t)step;
	}
	return 0;
}

const char *
lab_word(const json_t *words, const char *lang, const char *fallback)
{
	const char *said = json_str(words, lang, NULL);
	json_t *first = json_object_iter_value(
		json_object_iter((json_t *)(uintptr_t)words));

	if (!said)
		said = json_str(words, LANG_SOURCE, json_string_value(first));
	return said ? said : fallback;
}

static int
unique(const struct loading *l, int first, size_t now, const char *kind,
	const char *id, struct err *err)
{
	char path[80];

	if ((size_t)first == now)
		return 0;
	snprintf(path, sizeof(path), "%s[%zu].id", kind, now);
	return bad_at(l, path, err, "\"%s\" again, expected another id", id);
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
		step->title = json_object_get(one, "title");
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
		check->hint = json_object_get(one, "hint");
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
			rc = bad_at(l, path, err,
				"the step needs itself, expected no cycle");
	}
	free(state);
	return rc;
}

/* A job is found by its id, so one step submits it. */
static int
refuse_twins(const struct loading *l, struct err *err)
{
	char path[40];

	for (size_t i = 0; i < l->lab->nstep; i++) {
		const struct lab_step *step = &l->lab->steps[i];
		const char *job = json_str(step->run, "job", NULL);

		snprintf(path, sizeof(path), "steps[%zu].run.job", i);
		if (job && lab_job_step(l->lab, job) != step)
			return bad_at(l, path, err,
				"\"%s\" again, expected another id", job);
	}
	return 0;
}

/* Its canaries and flows are this lab's, but for those of the same name. */
static void
inherit(json_t *root, const json_t *base)
{
	static const char *const keys[] = { "canaries", "flows" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		json_t *from = json_object_get(base, keys[i]);
		json_t *to = json_object_get(root, keys[i]);

		if (!to && from)
			json_object_set(root, keys[i], from);
		else if (from)
			json_object_update_missing(to, from);
	}
}

/* The lab of a lesson. NULL: it has none that is JSON. */
static json_t *
read_lab(const char *id, const char *data_dir)
{
	char *path = mem_printf("%s/labs/%s/lab.json", data_dir, id);
	struct buf text = { 0 };
	struct err unheard = { 0 };
	json_t *root = NULL;

	if (buf_read_file(&text, path, LAB_MAX, &unheard) == 0)
		root = json_parse(path, buf_str(&text), text.len, &unheard);
	buf_release(&text);
	free(path);
	return root;
}

#define BASES_MAX 100 /* more than a course has lessons in a row */

/* Does a lab build on itself, over others too? */
static bool
builds_on_itself(const struct lab *lab, const char *data_dir)
{
	char *id = mem_strdup(json_str(lab->root, "builds-on", ""));
	bool found = false;

	for (int i = 0; *id && !found && i < BASES_MAX; i++) {
		json_t *base = NULL;

		found = !strcmp(id, lab->lesson);
		if (!found)
			base = read_lab(id, data_dir);
		free(id);
		id = mem_strdup(json_str(base, "builds-on", ""));
		json_decref(base);
	}
	free(id);
	return found;
}

/* The lab whose stack this one finds: what it made may be named here, too. */
static int
take_base(struct loading *l, const char *data_dir, struct err *err)
{
	const char *id = json_str(l->lab->root, "builds-on", NULL);
	struct err bad = { 0 };

	if (!id)
		return 0;
	if (builds_on_itself(l->lab, data_dir))
		return bad_at(l, "builds-on", err,
			"\"%s\" builds on this lab, expected one that does "
			"not",
			id);
	l->base = read_lab(id, data_dir);
	if (!l->base || hold_against_schema(l, l->base, data_dir, &bad) < 0) {
		json_decref(l->base);
		l->base = NULL;
		bad_at(l, "builds-on", err,
			"\"%s\" has no lab that is valid, expected a lesson "
			"that has one",
			id);
	}
	if (l->base)
		inherit(l->lab->root, l->base);
	return l->base ? 0 : -1;
}

/* Every name points at something: see lab_refs.h. */
static int
hold_names(const struct loading *l, struct err *err)
{
	struct buf where = { 0 }, why = { 0 };
	int rc = lab_refs_check(l->lab->root, l->base, &where, &why);

	if (rc < 0)
		bad_at(l, buf_str(&where), err, "%s", buf_str(&why));
	buf_release(&where);
	buf_release(&why);
	return rc;
}

static int
hold_flows(const struct loading *l, struct err *err)
{
	struct buf where = { 0 }, why = { 0 };
	const struct lab_look look = {
		.lab = l->lab, .base = l->base, .where = &where, .why = &why
	};
	int rc;

	lab_flows_take(l->lab);
	rc = lab_flows_check(&look);
	if (rc == 0)
		rc = lab_sense_check(&look);
	if (rc < 0)
		bad_at(l, buf_str(&where), err, "%s", buf_str(&why));
	buf_release(&where);
	buf_release(&why);
	return rc;
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
	if (!lab->root || hold_against_schema(&l, lab->root, data_dir, err) < 0)
		goto out;
	lab->lesson = json_str(lab->root, "lesson", "");
	take_services(lab);
	if (take_steps(&l, err) < 0 || take_checks(&l, err) < 0 ||
		refuse_cycles(&l, err) < 0 || refuse_twins(&l, err) < 0 ||
		take_base(&l, data_dir, err) < 0 || hold_names(&l, err) < 0 ||
		hold_flows(&l, err) < 0)
		goto out;
	rc = 0;
out:
	buf_release(&l.text);
	json_decref(l.base);
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
	lab_flows_release(lab);
	free(lab->steps);
	free(lab->checks);
	free(lab->services);
	free(lab->path);
	json_decref(lab->root);
	*lab = (struct lab){ 0 };
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

const struct lab_step *
lab_job_step(const struct lab *lab, const char *job)
{
	for (size_t i = 0; i < lab->nstep; i++) {
		const char *id = json_str(lab->steps[i].run, "job", NULL);

		if (id && (!job || !strcmp(id, job)))
			return &lab->steps[i];
	}
	return NULL;
}

bool
lab_step_goes_on(const struct lab_step *step)
{
	return json_object_get(step->run, "connector") ||
		json_object_get(step->run, "job");
}
