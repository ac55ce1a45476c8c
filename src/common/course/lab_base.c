/* The labs that a lab builds on. */
#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/schema.h"

#define BASES_MAX 100 /* more than a course has lessons in a row */

static void
add_fault(void *ctx, const char *path, const char *why)
{
	lab_faults_add(ctx, path, why);
}

int
lab_fits_schema(const json_t *root, const char *data_dir,
	struct lab_faults *faults, struct err *err)
{
	char *path = mem_printf("%s/labs/lab.schema.json", data_dir);
	struct buf text = { 0 };
	json_t *schema = NULL;
	int rc = -1;

	if (buf_read_file(&text, path, LAB_MAX, err) == 0)
		schema = json_parse(path, text.data, text.len, err);
	if (schema)
		rc = schema_check(schema, root, add_fault, faults);
	faults->nschema = faults->n;
	json_decref(schema);
	buf_release(&text);
	free(path);
	return rc;
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

/* Who reads a step on its own has to know of which lesson it is. */
static void
name_steps(json_t *one)
{
	json_t *step;
	size_t i;

	json_array_foreach(json_object_get(one, "steps"), i, step)
	{
		json_object_set(step, "lesson", json_object_get(one, "lesson"));
	}
}

/* What one lab has is added behind what nearer ones have. */
static void
base_merge(json_t *all, const json_t *one)
{
	static const char *const lists[] = { "steps", "checks" };
	static const char *const tables[] = { "canaries", "flows" };

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		json_array_extend(json_object_get(all, lists[i]),
			json_object_get(one, lists[i]));
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		json_object_update_missing(json_object_get(all, tables[i]),
			json_object_get(one, tables[i]));
	json_array_append(json_object_get(all, "lessons"),
		json_object_get(one, "lesson"));
}

static bool
base_has(const json_t *all, const char *id)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(all, "lessons"), i, one)
	{
		if (!strcmp(json_string_value(one), id))
			return true;
	}
	return false;
}

/* One lab more; its own base then. NULL: there is no such lab, as noted. */
static json_t *
base_add(const struct lab_look *look, json_t *all, const char *id,
	const char *data_dir)
{
	struct lab_faults unheard = { 0 };
	struct err err = { 0 };
	json_t *one = NULL;

	if (!strcmp(id, look->lab->lesson)) {
		lab_wrong(look, "builds-on",
			"\"%s\" builds on this lab, expected one that does "
			"not",
			json_str(look->lab->root, "builds-on", ""));
		return NULL;
	}
	if (!base_has(all, id))
		one = read_lab(id, data_dir);
	if (one && lab_fits_schema(one, data_dir, &unheard, &err) == 0) {
		name_steps(one);
		base_merge(all, one);
	} else {
		lab_wrong(look, "builds-on",
			"\"%s\" has no lab that is valid, expected a lesson "
			"that has one",
			id);
		json_decref(one);
		one = NULL;
	}
	lab_faults_release(&unheard);
	return one;
}

json_t *
lab_base(const struct lab_look *look, const char *data_dir)
{
	const char *first = json_str(look->lab->root, "builds-on", "");
	json_t *all = json_pack("{s:[],s:[],s:[],s:{},s:{}}", "lessons",
		"steps", "checks", "canaries", "flows");
	char *id = mem_strdup(first);

	for (int i = 0; *id && i < BASES_MAX; i++) {
		json_t *one = base_add(look, all, id, data_dir);

		free(id);
		id = mem_strdup(json_str(one, "builds-on", ""));
		json_decref(one);
	}
	free(id);
	if (*first && json_array_size(json_object_get(all, "lessons")))
		return all;
	json_decref(all);
	return NULL;
}
