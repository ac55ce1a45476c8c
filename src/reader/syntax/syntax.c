#include "config.h"

#include "reader/syntax/syntax.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "reader/syntax/lex.h"

static const struct json_rules strict, json5 = { true };
static const struct sql_rules any_sql, mysql = { .mysql = true },
				       postgres = { .postgres = true };
static const struct properties_rules plain_properties, ini = { true };

static const struct syntax languages[] = {
	{ " json jsonl ndjson jsonc geojson avsc ", lex_json, &strict },
	{ " json5 hjson ", lex_json, &json5 },
	{ " sql flinksql flink-sql ksql ", lex_sql, &any_sql },
	{ " mysql mariadb ", lex_sql, &mysql },
	{ " postgresql postgres psql pgsql plpgsql ", lex_sql, &postgres },
	{ " python py python3 pyi ", lex_python, NULL },
	{ " bash sh shell zsh ksh ", lex_bash, NULL },
	{ " yaml yml ", lex_yaml, NULL },
	{ " properties ", lex_properties, &plain_properties },
	{ " ini cfg conf dotenv env systemd ", lex_properties, &ini },
	{ " http ", lex_http, NULL },
	{ " diff patch ", lex_diff, NULL },
	{ " console shell-session shellsession session terminal pycon "
	  "sh-session bash-session ",
		lex_console, NULL },
	{ " dockerfile docker containerfile ", lex_docker, NULL },
	{ " js javascript jsx mjs ts typescript tsx ", lex_code, &code_js },
	{ " java ", lex_code, &code_java },
	{ " c cpp c++ h hpp cc ", lex_code, &code_c },
	{ " go golang ", lex_code, &code_go },
	{ " proto protobuf ", lex_code, &code_proto },
	{ " promql ", lex_code, &code_promql },
	{ " toml ", lex_code, &code_toml },
	{ " xml html xhtml svg ", lex_xml, NULL },
};

static bool
has_name(const char *names, const char *name, size_t len)
{
	for (const char *p = names + 1; *p; p += strcspn(p, " ") + 1)
		if (strcspn(p, " ") == len && !strncasecmp(p, name, len))
			return true;
	return false;
}

const struct syntax *
syntax_find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(languages); i++)
		if (has_name(languages[i].names, name, len))
			return &languages[i];
	return NULL;
}

void
syntax_line(const struct syntax *syntax, struct syntax_state *state,
	const char *line, size_t len, struct syntax_runs *runs)
{
	struct lex lex = { .s = line,
		.len = len,
		.state = state,
		.out = runs,
		.rules = syntax->rules };

	runs->nrun = 0;
	syntax->line(&lex);
}

void
syntax_runs_release(struct syntax_runs *runs)
{
	free(runs->runs);
	*runs = (struct syntax_runs){ 0 };
}
