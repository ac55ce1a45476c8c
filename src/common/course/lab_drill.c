/* What lab.json says of a drill. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/course/lab.h"
#include "common/course/lab_check.h"
#include "common/course/lab_flow.h"

#define DEED_WITHIN_MS 120000 /* a server that starts on a busy machine */

/* Each deed is a step with the drill's id. */
static struct lab_step *
take_deeds(const json_t *list, const char *id, size_t *n)
{
	struct lab_step *deeds =
		mem_alloc((json_array_size(list) + 1) * sizeof(*deeds));
	const json_t *run;
	size_t i;

	json_array_foreach(list, i, run)
	{
		deeds[(*n)++] = (struct lab_step){ .id = id,
			.within_ms = DEED_WITHIN_MS,
			.run = run,
			.block = json_str(run, "block", NULL) };
	}
	return deeds;
}

/* The index of a check that can be asked; ncheck: it is none, as noted. */
static size_t
check_named(const struct lab_look *look, const char *where, const char *id)
{
	const struct lab *lab = look->lab;
	int at = lab_check_index(lab, id);

	if (at >= 0 && lab->checks[at].expect)
		return (size_t)at;
	lab_wrong(
		look, where, "\"%s\" is no check, expected the id of one", id);
	return lab->ncheck;
}

static void
take_also(const struct lab_look *look, struct lab_drill *drill,
	const json_t *also, const char *key, size_t at)
{
	const char *id;
	char where[80];

	drill->also =
		mem_alloc((json_array_size(also) + 1) * sizeof(*drill->also));
	for (size_t i = 0; (id = lab_name_at(also, i)); i++) {
		snprintf(where, sizeof(where), "checks[%zu].%s.also[%zu]", at,
			key, i);
		drill->also[drill->nalso++] = check_named(look, where, id);
	}
}

static void
take_symptom(const struct lab_look *look, struct lab_drill *drill,
	const json_t *symptom, size_t at)
{
	char where[80];

	snprintf(where, sizeof(where), "checks[%zu].symptom.check", at);
	drill->symptom =
		check_named(look, where, json_str(symptom, "check", ""));
	drill->symptom_ms = lab_within_ms(symptom, 0);
	drill->cause = symptom;
	take_also(look, drill, json_object_get(symptom, "also"), "symptom", at);
}

/* Any red would do, and so would one that was there for another reason. */
static void
hold_cause(const struct lab_look *look, const json_t *symptom, size_t at)
{
	char where[80];

	snprintf(where, sizeof(where), "checks[%zu].symptom", at);
	if (!json_object_get(symptom, "layer") &&
		!json_object_get(symptom, "at") &&
		!json_object_get(symptom, "explain"))
		lab_wrong(look, where,
			"no cause is promised, expected \"layer\", \"at\" or "
			"\"explain\"");
}

struct lab_drill *
lab_drill_take(const struct lab_look *look, const json_t *entry, size_t at)
{
	const json_t *symptom = json_object_get(entry, "symptom");
	const json_t *proof = json_object_get(entry, "proof");
	const char *id = json_str(entry, "id", "");
	struct lab_drill *drill = mem_alloc(sizeof(*drill));

	drill->breaks =
		take_deeds(json_object_get(entry, "break"), id, &drill->nbreak);
	drill->solution = take_deeds(
		json_object_get(entry, "solution"), id, &drill->nsolution);
	drill->flows = json_object_get(proof, "flow");
	drill->proof_ms = lab_within_ms(proof, 0);
	take_symptom(look, drill, symptom, at);
	hold_cause(look, symptom, at);
	return drill;
}

struct lab_drill *
lab_fault_take(const struct lab_look *look, const json_t *entry, size_t at)
{
	const json_t *fault = json_object_get(entry, "fault");
	const char *id = json_str(entry, "id", "");
	struct lab_drill *drill;

	if (!fault)
		return NULL;
	drill = mem_alloc(sizeof(*drill));
	drill->breaks =
		take_deeds(json_object_get(fault, "break"), id, &drill->nbreak);
	drill->solution = take_deeds(
		json_object_get(fault, "solution"), id, &drill->nsolution);
	drill->symptom = at;
	take_also(look, drill, json_object_get(fault, "also"), "fault", at);
	return drill;
}

const struct lab_drill *
lab_fault_of(const struct lab_check *check)
{
	return check->drill ? check->drill : check->fault;
}

void
lab_drill_free(struct lab_drill *drill)
{
	if (!drill)
		return;
	free(drill->breaks);
	free(drill->solution);
	free(drill->also);
	free(drill);
}

bool
lab_drill_turns_red(const struct lab_drill *drill, size_t check)
{
	for (size_t i = 0; i < drill->nalso; i++)
		if (drill->also[i] == check)
			return true;
	return drill->symptom == check;
}
