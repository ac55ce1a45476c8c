#include "config.h"

#include "reader/report/text.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/msg.h"

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
