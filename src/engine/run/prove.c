#include "config.h"

#include "engine/run/prove.h"

#include "common/base/buf.h"

static const struct expectation kinds[] = {
	{ "connector", "is there, RUNNING and really connected",
		prove_connector },
	{ "canary", "a fresh row arrives in its topic", prove_canary },
	{ "job", "fresh rows of both databases arrive in its result",
		prove_job },
	{ "origin", "names the database that each row came from",
		prove_origin },
	{ "arrived", "has every order of its load in its topic",
		prove_arrived },
	{ "keyed", "has every order of the load once", prove_keyed },
	{ "sql", "answers yes", prove_sql },
	{ "query", "gives the expected series", prove_query },
};

const struct expectation *
expectation_of(const json_t *expect)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (json_object_get(expect, kinds[i].key))
			return &kinds[i];
	return &kinds[0];
}
