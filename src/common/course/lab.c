#include "config.h"

#include "common/course/lab.h"

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
#include "common/course/lab_predict.h"
#include "common/course/lab_refs.h"
#include "common/course/locate.h"

#define STEP_WITHIN_MS 60000   /* where a step does not say */
#define HEAL_WITHIN_MS 1800000 /* where a drill does not say */
#define WITHIN_MOST_S 9999     /* as the schema has it */
#define ENTRIES_MOST 200       /* steps, checks: as the schema has it */

int
lab_line(const struct lab *lab, const char *path)
{
	return lab->text ? json_line_of(lab->text, strlen(lab->text), path) : 1;
}

int
lab_within_ms(const json_t *object, int fallback)
{
	const char *s = json_str(object, "within", NULL);
	long seconds = s ? strtol(s, NULL, 10) : 0;

	/* what the schema refuses is loaded as well, for what else is wrong */
	return seconds > 0 && seconds <= WITHIN_MOST_S ? (int)seconds * 1000
						       : fallback;
}

/* Ids to indices. A step may need checks, too; a check needs only steps. */
static void
take_needs(const struct lab_look *look, const json_t *object, const char *where,
	size_t end, size_t **needs, size_t *n)
{
	const json_t *list = json_object_get(object, "needs");
	const char *id;
	char path[80];

	*needs = mem_alloc((json_array_size(list) + 1) * sizeof(**needs));
	for (size_t i = 0; (id = lab_name_at(list, i)); i++) {
		int part = lab_part_index(look->lab, id);

		snprintf(path, sizeof(path), "%s.needs[%zu]", where, i);
		if (part >= 0 && (size_t)part < end)
			(*needs)[(*n)++] = (size_t)part;
		else if (end > look->lab->nstep)
			lab_wrong(look, path,
				"\"%s\" is no step and no check, expected the "
				"id of one",
				id);
		else
			lab_wrong(look, path,
				"\"%s\" is no step, expected the id of one",
				id);
	}
}

/* Once the checks have their ids. */
static void
take_step_needs(const struct lab_look *look, struct lab *lab)
{
	const json_t *list = json_object_get(lab->root, "steps"), *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		struct lab_step *step = &lab->steps[i];
		char where[40];

		snprintf(where, sizeof(where), "steps[%zu]", i);
		take_needs(look, one, where, lab->nstep + lab->ncheck,
			&step->needs, &step->nneed);
	}
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

static void
hold_unique(const struct lab_look *look, int first, size_t now,
	const char *kind, const char *id)
{
	char path[80];

	if ((size_t)first == now)
		return;
	snprintf(path, sizeof(path), "%s[%zu].id", kind, now);
	lab_wrong(look, path, "\"%s\" again, expected another id", id);
}

static void
take_steps(const struct lab_look *look, struct lab *lab)
{
	const json_t *list = json_object_get(lab->root, "steps"), *one;
	size_t i;

	lab->steps =
		mem_alloc((json_array_size(list) + 1) * sizeof(*lab->steps));
	json_array_foreach(list, i, one)
	{
		struct lab_step *step = &lab->steps[lab->nstep++];

		step->id = json_str(one, "id", "");
		step->title = json_object_get(one, "title");
		step->within_ms = lab_within_ms(one, STEP_WITHIN_MS);
		step->run = json_object_get(one, "run");
		step->done = json_object_get(one, "done");
		step->undo = json_object_get(one, "undo");
		step->undone = json_object_get(one, "undone");
		step->block = json_str(step->run, "block", NULL);
		hold_unique(look, lab_step_index(lab, step->id), i, "steps",
			step->id);
	}
	json_array_foreach(list, i, one)
	{
		char where[40];

		snprintf(where, sizeof(where), "steps[%zu]", i);
		lab->steps[i].line = lab_line(lab, where);
	}
}

static void
take_checks(const struct lab_look *look, struct lab *lab)
{
	const json_t *list = json_object_get(lab->root, "checks"), *one;
	size_t i;

	lab->checks =
		mem_alloc((json_array_size(list) + 1) * sizeof(*lab->checks));
	json_array_foreach(list, i, one)
	{
		struct lab_check *check = &lab->checks[lab->ncheck++];
		char where[40];

		check->id = json_str(one, "id", "");
		check->within_ms = lab_within_ms(one, 0);
		check->optional =
			json_is_true(json_object_get(one, "optional"));
		check->expect = json_object_get(one, "expect");
		if (json_object_get(one, "break"))
			check->within_ms = lab_within_ms(one, HEAL_WITHIN_MS);
		check->hint = json_object_get(one, "hint");
		snprintf(where, sizeof(where), "checks[%zu]", i);
		check->line = lab_line(lab, where);
		hold_unique(look, lab_check_index(lab, check->id), i, "checks",
			check->id);
		take_needs(look, one, where, lab->nstep, &check->needs,
			&check->nneed);
	}
}

/* Once the checks have their ids: a symptom names one of them. */
static void
take_drills(const struct lab_look *look, struct lab *lab)
{
	const json_t *list = json_object_get(lab->root, "checks"), *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		if (!json_object_get(one, "expect") &&
			json_object_get(one, "break"))
			lab->checks[i].drill = lab_drill_take(look, one, i);
		lab->checks[i].fault = lab_fault_take(look, one, i);
	}
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

static void
take_services(struct lab *lab)
{
	const json_t *list = json_object_get(lab->root, "services"), *one;
	size_t i;

	lab->services =
		mem_alloc(json_array_size(list) * sizeof(*lab->services));
	json_array_foreach(list, i, one)
	{
		if (json_is_string(one))
			lab->services[lab->nservice++] = json_string_value(one);
	}
}

/* Fill the lab from its root, and note what is wrong with it. */
static void
take_all(const struct lab_look *found, struct lab *lab, const char *data_dir)
{
	struct lab_look look = *found;

	lab->lesson = json_str(lab->root, "lesson", "");
	take_services(lab);
	take_steps(&look, lab);
	take_checks(&look, lab);
	take_step_needs(&look, lab);
	take_drills(&look, lab);
	lab_predictions_take(&look, lab);
	lab_needs_check(&look);
	lab->base = lab_base(&look, data_dir);
	look.base = lab->base;
	if (lab->base)
		inherit(lab->root, lab->base);
	lab_refs_check(&look);
	lab_flows_take(lab);
	lab_flows_check(&look);
	lab_loads_check(&look);
	lab_sense_check(&look);
	lab_red_check(&look);
}

static bool
is_too_long(const json_t *root)
{
	return json_array_size(json_object_get(root, "steps")) > ENTRIES_MOST ||
		json_array_size(json_object_get(root, "checks")) > ENTRIES_MOST;
}

static void
tell_faults(const struct lab *lab, const struct lab_faults *faults,
	lab_gap_fn gap, void *ctx)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct lab_fault *fault = &faults->list[i];
		struct buf what = { 0 };

		msg_add(&what, "%s%s%s", fault->path, *fault->path ? ": " : "",
			fault->why);
		gap(ctx, lab->path, lab_line(lab, fault->path), buf_str(&what));
		buf_release(&what);
	}
}

int
lab_load_text(struct lab *lab, const char *path, const char *text,
	const char *data_dir, lab_gap_fn gap, void *ctx, struct err *err)
{
	struct lab_faults faults = { 0 };
	struct lab_look look = { .lab = lab, .faults = &faults };
	int rc;

	*lab = (struct lab){
		.path = mem_strdup(path), .text = mem_strdup(text), .lesson = ""
	};
	lab->root = json_parse(path, text, strlen(text), err);
	if (lab->root)
		lab_fits_schema(lab->root, data_dir, &faults, err);
	if (!err->code && !is_too_long(lab->root))
		take_all(&look, lab, data_dir);
	tell_faults(lab, &faults, gap, ctx);
	rc = err->code || faults.n ? -1 : 0;
	lab_faults_release(&faults);
	return rc;
}

int
lab_load_all(struct lab *lab, const char *path, const char *data_dir,
	lab_gap_fn gap, void *ctx, struct err *err)
{
	struct buf text = { 0 };
	int rc = -1;

	*lab = (struct lab){ 0 };
	if (buf_read_file(&text, path, LAB_MAX, err) == 0)
		rc = lab_load_text(
			lab, path, buf_str(&text), data_dir, gap, ctx, err);
	buf_release(&text);
	return rc;
}

/* The first one wins: see err_at(). */
static void
take_fault(void *ctx, const char *file, int line, const char *what)
{
	err_at(ctx, file, line, "%s", what);
}

int
lab_load(struct lab *lab, const char *path, const char *data_dir,
	struct err *err)
{
	int rc = lab_load_all(lab, path, data_dir, take_fault, err, err);

	if (rc < 0)
		lab_release(lab);
	return rc;
}

void
lab_release(struct lab *lab)
{
	for (size_t i = 0; i < lab->nstep; i++)
		free(lab->steps[i].needs);
	for (size_t i = 0; i < lab->ncheck; i++) {
		free(lab->checks[i].needs);
		lab_drill_free(lab->checks[i].drill);
		lab_drill_free(lab->checks[i].fault);
	}
	lab_flows_release(lab);
	free(lab->steps);
	free(lab->checks);
	free(lab->services);
	free(lab->predictions);
	free(lab->path);
	free(lab->text);
	json_decref(lab->root);
	json_decref(lab->base);
	*lab = (struct lab){ 0 };
}
