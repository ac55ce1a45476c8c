#include "config.h"

#include "reader/talk/request.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "reader/talk/talk.h"

/* What the names of a request are, by its verb. */
static const struct {
	const char *verb, *names;
} verbs[] = {
	{ "run", "steps" },
	{ "reset", "steps" },
	{ "check", "checks" },
	{ "stack", "services" },
};

static void
set(json_t *o, const char *key, const char *value)
{
	if (value)
		json_object_set_new(o, key, json_string(value));
}

static void
set_names(json_t *o, const struct request *req)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		json_t *list;

		if (strcmp(verbs[i].verb, req->verb))
			continue;
		list = json_array();
		for (size_t n = 0; n < req->nname; n++)
			json_array_append_new(list, json_string(req->names[n]));
		json_object_set_new(o, verbs[i].names, list);
	}
}

void
request_encode(const struct request *req, int id, struct buf *out)
{
	json_t *o = json_object();
	char *line;

	json_object_set_new(o, "id", json_integer(id));
	set(o, "do", req->verb);
	set(o, "verb", req->stack);
	set(o, "lesson", req->lesson);
	set(o, "lab", req->lab);
	set(o, "text", req->text);
	set(o, "driver", req->driver);
	if (req->wipe)
		json_object_set_new(o, "wipe", json_true());
	if (req->cancel)
		json_object_set_new(o, "request", json_integer(req->cancel));
	set_names(o, req);
	line = json_line(o);
	buf_adds(out, line);
	buf_addc(out, '\n');
	free(line);
	json_decref(o);
}
