#include "config.h"

#include "reader/talk/talk.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/json.h"

static void
request_set(json_t *o, const char *key, const char *value)
{
	if (value)
		json_object_set_new(o, key, json_string(value));
}

static void
set_true(json_t *o, const char *key, bool value)
{
	if (value)
		json_object_set_new(o, key, json_true());
}

static void
set_number(json_t *o, const char *key, int value)
{
	if (value)
		json_set_int(o, key, value);
}

static void
set_names(json_t *o, const struct request *req)
{
	const char *key = verb_row(req->verb)->names;
	json_t *list = key ? json_array() : NULL;

	for (size_t i = 0; list && i < req->nname; i++)
		json_array_append_new(list, json_string(req->names[i]));
	if (list)
		json_object_set_new(o, key, list);
}

static void
set_guesses(json_t *o, const struct request *req)
{
	json_t *guesses = req->nguess ? json_object() : NULL;

	for (size_t i = 0; i < req->nguess; i++)
		json_object_set_new(guesses, req->asked[i],
			req->guesses[i] ? json_string(req->guesses[i])
					: json_null());
	if (guesses)
		json_object_set_new(o, "guesses", guesses);
}

void
request_encode(const struct request *req, int id, struct buf *out)
{
	const char *family = verb_family(verb_row(req->verb)->about);
	json_t *o = json_object();
	char *line;

	json_set_int(o, "id", id);
	request_set(o, "do", family ? family : verb_name(req->verb));
	request_set(o, "verb", family ? verb_name(req->verb) : NULL);
	request_set(o, "lesson", req->lesson);
	request_set(o, "lab", req->lab);
	request_set(o, "text", req->text);
	request_set(o, "driver", req->driver);
	request_set(o, "start", req->start);
	request_set(o, "grep", req->grep);
	request_set(o, "where", req->where);
	set_true(o, "follow", req->follow);
	set_true(o, "no-canaries", req->no_canaries);
	set_true(o, "wipe", req->wipe);
	request_set(o, "class", req->class_name);
	request_set(o, "broker", req->broker);
	request_set(o, "code", req->code);
	request_set(o, "as", req->as);
	request_set(o, "say", req->say);
	set_true(o, "once", req->once);
	set_number(o, "count", req->count);
	set_number(o, "rate", req->rate);
	set_number(o, "value-max", req->value_max);
	request_set(o, "at", req->at);
	set_true(o, "hold", req->hold);
	set_true(o, "solve", req->solve);
	set_number(o, "request", req->cancel);
	set_names(o, req);
	set_guesses(o, req);
	line = json_line(o);
	buf_adds(out, line);
	buf_addc(out, '\n');
	free(line);
	json_decref(o);
}
