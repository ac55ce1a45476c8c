#include "config.h"

#include "engine/run/prove.h"

#include "common/base/buf.h"
#include "common/base/msg.h"

static const struct expectation kinds[] = {
	{ "connector", MSG_("connector"),
		MSG_("is there, RUNNING and really connected"),
		prove_connector },
	{ "job", MSG_("job"),
		MSG_("fresh rows arrive through it, and it alone"), prove_job },
	{ "flow", MSG_("flow"), MSG_("a fresh row arrives"), prove_flow },
	{ "never", MSG_("never"), MSG_("does not arrive, and a later row does"),
		prove_never },
	{ "records", MSG_("records"), MSG_("has a record as it is asked for"),
		prove_records },
	{ "count", MSG_("count"),
		MSG_("has every row of its load in the topic"), prove_count },
	{ "keyed", MSG_("keyed"),
		MSG_("has every row of its load, and no other"), prove_keyed },
	{ "sql", MSG_("sql"), MSG_("answers yes"), prove_sql },
	{ "http", MSG_("http"), MSG_("answers as it is asked for"),
		prove_http },
	{ "file", MSG_("file"), MSG_("has what it is asked for"), prove_file },
	{ "query", MSG_("query"), MSG_("gives the expected series"),
		prove_query },
};

const struct expectation *
expectation_of(const json_t *expect)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (json_object_get(expect, kinds[i].key))
			return &kinds[i];
	return &kinds[0];
}
