/* What a server or a file says, held against what the lab asks for. */
#include "config.h"

#include "engine/run/prove.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "engine/client/http.h"
#include "engine/diagnose/diagnose.h"
#include "engine/flow/recognise.h"
#include "engine/run/check.h"
#include "engine/world/world.h"

#define ASK_MS 3000
#define ASK_AGAIN_MS 300
#define FILE_MOST ((size_t)4 << 20)

/* Do all pointers lead to what is wanted? why gets the first that does not. */
static bool
facts_hold(const char *text, size_t len, json_t *where, struct buf *why)
{
	struct err bad = { 0 };
	json_t *value = json_parse("answer", text, len, &bad), *want;
	const char *pointer;
	bool good = value;

	if (!value)
		buf_adds(why, MSG_("it is no JSON"));
	json_object_foreach(where, pointer, want)
	{
		struct buf is = { 0 };
		char *line = json_line(want);

		if (good && !recognise_in(value, pointer, want, &is)) {
			good = false;
			msg_add(why, "%s is %s, expected %s",
				*pointer ? pointer : MSG_("all of it"),
				buf_str(&is), line);
		}
		free(line);
		buf_release(&is);
	}
	json_decref(value);
	return good;
}

/* -- a server ----------------------------------------------------------------- */

static bool
answer_holds(const json_t *expect, const struct http *http, struct buf *why)
{
	json_t *where = json_object_get(expect, "where");
	int status = (int)json_int(expect, "status", 200);

	if (http->status != status) {
		msg_add(why, "HTTP %d, expected %d", http->status, status);
		return false;
	}
	return !where ||
		facts_hold(buf_str(&http->body), http->body.len, where, why);
}

/* 1: as asked for; 0: why says what is not; -1: no answer. */
static int
ask_once(struct check_run *run, const json_t *expect, struct buf *why,
	struct err *err)
{
	const char *service = json_str(expect, "http", "");
	struct ctl ask = ctl_within(&run->ctl, ASK_MS);
	struct http http = { 0 };
	int rc = http_call(world_endpoint(run->world, service), "GET",
		json_str(expect, "path", "/"), NULL, &http, &ask, err);

	buf_reset(why);
	if (rc == 0)
		rc = answer_holds(expect, &http, why);
	http_release(&http);
	return rc;
}

int
prove_http(struct check_run *run, const json_t *expect)
{
	const char *service = json_str(expect, "http", "");
	const char *path = json_str(expect, "path", "/");
	struct buf why = { 0 };
	struct err err = { 0 }, over = { 0 };
	struct ctl look;
	int good;

	failure_probe(&run->failure, "GET %s", path);
	do {
		err = (struct err){ 0 };
		good = ask_once(run, expect, &why, &err);
	} while (good != 1 && ctl_wait(&run->ctl, ASK_AGAIN_MS, &over) == 0);
	look = check_look(run);
	if (good == 1) {
		buf_adds(&run->evidence, run->evidence.len ? "; " : "");
		msg_add(&run->evidence, "%s answers %s as expected", service,
			path);
	} else if (!diagnose_service(
			   run->world, service, &look, &run->failure)) {
		if (why.len)
			failure_set(&run->failure, "other-answer", service,
				"%s %s: %s", service, path, buf_str(&why));
		else
			failure_err(&run->failure, "port", service, &err);
	}
	buf_release(&why);
	return good == 1 ? 0 : -1;
}

/* -- a file of the learner's --------------------------------------------------- */

/* "~/x" in the learner's home; owned. */
static char *
file_path(const char *said)
{
	const char *home = getenv("HOME");

	return mem_printf("%s%s", home ? home : "", said + 1);
}

static bool
file_holds(const json_t *expect, const struct buf *text, struct buf *why)
{
	const char *contains = json_str(expect, "contains", NULL);
	json_t *where = json_object_get(expect, "where");

	if (contains && !strstr(buf_str(text), contains)) {
		msg_add(why, "nowhere in it stands: %s", contains);
		return false;
	}
	return !where || facts_hold(buf_str(text), text->len, where, why);
}

int
prove_file(struct check_run *run, const json_t *expect)
{
	const char *said = json_str(expect, "file", "~");
	char *path = file_path(said);
	struct buf text = { 0 }, why = { 0 };
	struct err err = { 0 };
	int rc = buf_read_file(&text, path, FILE_MOST, &err);

	failure_probe(&run->failure, "cat %s", said);
	if (rc < 0)
		failure_set(&run->failure, "file-missing", "", "%s", err.msg);
	else if (!file_holds(expect, &text, &why))
		rc = failure_set(&run->failure, "file-differs", "", "%s: %s",
			said, buf_str(&why));
	if (rc == 0) {
		buf_adds(&run->evidence, run->evidence.len ? "; " : "");
		msg_add(&run->evidence, "%s has what is expected", said);
	}
	buf_release(&text);
	buf_release(&why);
	free(path);
	return rc;
}
