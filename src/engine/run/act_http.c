#include "config.h"

#include "engine/run/act.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/http.h"
#include "engine/diagnose/failure.h"
#include "engine/world/world.h"

int
act_http(struct step_run *run, const json_t *action)
{
	const char *service = json_str(action, "http", "");
	const char *method = json_str(action, "method", "GET");
	const char *path = json_str(action, "path", "/");
	const char *block = json_str(action, "block", NULL);
	int want = (int)json_int(action, "status", 200);
	char *body = block ? world_block(run->world, block, NULL) : NULL;
	struct http http = { 0 };
	struct err err = { 0 };
	int rc = http_call(world_endpoint(run->world, service), method, path,
		body, &http, run->ctl, &err);

	if (rc == 0 && http.status != want)
		rc = err_set(&err, ERR_CHECK, "%s %s: HTTP %d, expected %d",
			method, path, http.status, want);
	if (rc == 0)
		act_say_lines(run, buf_str(&http.body));
	else
		act_fail(run, service, &err);
	failure_probe(run->failure, "%s %s", method, path);
	http_release(&http);
	free(body);
	return rc;
}
