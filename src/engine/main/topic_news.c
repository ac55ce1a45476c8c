#include "config.h"

#include "engine/main/topic_news.h"

#include <string.h>

#include "common/base/err.h"
#include "common/event/event.h"
#include "engine/stack/stack.h"
#include "engine/world/emit.h"

void
topics_tell_news(struct stack *stack, struct topic_ids *seen,
	struct emitter *out, const struct ctl *ctl)
{
	const struct endpoint *at = stack_endpoint(stack, "kafka");
	struct topic_ids now = { 0 };
	struct err ignored = { 0 };

	if (!at || topic_ids_get(at, &now, ctl, &ignored) < 0)
		return;
	for (size_t i = 0; i < seen->n; i++) {
		const struct topic_id *was = &seen->ids[i];
		const char *id = topic_id_of(&now, was->name);

		if (!id || strcmp(id, was->id) != 0)
			emit(out,
				(struct event){ .kind = EV_TOPIC,
					.subject = was->name,
					.state = id ? "again" : "gone",
					.text = id });
	}
	topic_ids_release(seen);
	*seen = now;
}
