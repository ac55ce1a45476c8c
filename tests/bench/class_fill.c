/*
 * Records of a class for a figure, a line each: key, tab, value.
 * usage: class_fill CLASS_ID LEARNERS RECORDS   (so many states of each)
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "engine/class/record.h"
#include "engine/client/sign.h"

static const char earned[] =
	"\"checks\":[\"connectors\",\"first-topic\",\"second-topic\",\"job\","
	"\"origin\"],\"earned\":[{\"check\":\"connectors\",\"ago\":900000},"
	"{\"check\":\"first-topic\",\"ago\":60000}],\"red\":[{\"item\":\"job\","
	"\"since\":50000,\"last\":4000,\"times\":3,\"layer\":\"database\","
	"\"at\":\"mysql\",\"cause\":[\"%s does not answer at %s\",\"mysql\","
	"\"127.0.0.1:3306\"],\"explain\":\"process-dead\"}]";

static void
put(const char *class_id, const struct sign_key *signer, int learner, int seq)
{
	struct class_key key = { .kind = CLASS_STATE, .lesson = "05-lesson" };
	char *body = mem_printf("{\"seq\":%d,\"name\":\"Learner %d\",%s}", seq,
		learner, earned);
	struct buf value = { 0 };
	char *text;

	sign_name(signer->open, key.who, sizeof(key.who));
	text = class_key_text(&key);
	class_seal(&value, signer, class_id, text, body);
	printf("%s\t%s\n", text, buf_str(&value));
	buf_release(&value);
	free(text);
	free(body);
}

int
main(int argc, char **argv)
{
	int learners = argc > 2 ? atoi(argv[2]) : 0;
	int records = argc > 3 ? atoi(argv[3]) : 0;
	struct sign_key *keys =
		mem_alloc((size_t)(learners + 1) * sizeof(*keys));

	for (int i = 0; i < learners; i++)
		sign_key_new(&keys[i]);
	for (int seq = 1; seq <= records; seq++)
		for (int i = 0; i < learners; i++)
			put(argv[1], &keys[i], i + 1, seq);
	free(keys);
	return 0;
}
