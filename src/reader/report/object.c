#include "config.h"

#include "reader/report/text.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"
#include "reader/report/report.h"

void
object_str(json_t *object, const char *key, const char *value)
{
	struct buf clean = { 0 };

	if (!value)
		return;
	msg_clean(&clean, SAN_TEXT, value);
	json_object_set_new(object, key, json_string(buf_str(&clean)));
	buf_release(&clean);
}

void
object_print(json_t *object, struct buf *out)
{
	char *line = json_line(object);

	buf_adds(out, line);
	buf_addc(out, '\n');
	free(line);
	json_decref(object);
}

void
object_end(json_t *object, struct report *r, const struct err *err)
{
	json_set_int(object, "exit", report_exit(r, err));
	object_str(object, "cause", report_abort(r, err));
	object_print(object, &r->out);
}
