/* code_words.c - what differs between the languages of code.c; sorted words. */
#include "config.h"

#include "reader/syntax/lex.h"

static const char *const js_keywords[] = { "abstract", "any", "as", "async",
	"await", "break", "case", "catch", "class", "const", "constructor",
	"continue", "debugger", "declare", "default", "delete", "do", "else",
	"enum", "export", "extends", "false", "finally", "for", "from",
	"function", "get", "if", "implements", "import", "in", "infer",
	"instanceof", "interface", "is", "keyof", "let", "namespace", "never",
	"new", "null", "of", "private", "protected", "public", "readonly",
	"return", "satisfies", "set", "static", "super", "switch", "this",
	"throw", "true", "try", "type", "typeof", "undefined", "unknown", "var",
	"void", "while", "with", "yield" };

static const char *const js_types[] = { "Array", "BigInt", "Boolean", "Date",
	"Error", "JSON", "Map", "Math", "Number", "Object", "Partial",
	"Promise", "Readonly", "Record", "RegExp", "Set", "String", "Symbol",
	"WeakMap", "boolean", "console", "number", "object", "string" };

const struct code_rules code_js = {
	.keywords = LEX_SET(js_keywords),
	.types = LEX_SET(js_types),
	.comment = "//",
	.block_comment = true,
	.quotes = "\"'",
	.long_one = "`",
	.regex = true,
};

static const char *const java_keywords[] = { "abstract", "assert", "break",
	"case", "catch", "class", "const", "continue", "default", "do", "else",
	"enum", "extends", "false", "final", "finally", "for", "goto", "if",
	"implements", "import", "instanceof", "interface", "native", "new",
	"null", "package", "permits", "private", "protected", "public",
	"record", "return", "sealed", "static", "strictfp", "super", "switch",
	"synchronized", "this", "throw", "throws", "transient", "true", "try",
	"var", "volatile", "while", "yield" };

static const char *const java_types[] = { "Boolean", "Byte", "Character",
	"Class", "Collection", "Double", "Exception", "Float", "HashMap",
	"Integer", "Iterable", "Iterator", "List", "Long", "Map", "Object",
	"Optional", "Override", "Runnable", "RuntimeException", "Set", "Short",
	"String", "StringBuilder", "System", "Thread", "Throwable", "Void",
	"boolean", "byte", "char", "double", "float", "int", "long", "short",
	"void" };

const struct code_rules code_java = {
	.keywords = LEX_SET(java_keywords),
	.types = LEX_SET(java_types),
	.comment = "//",
	.block_comment = true,
	.quotes = "\"'",
	.long_one = "\"\"\"",
};

static const char *const c_keywords[] = { "NULL", "alignas", "auto", "break",
	"case", "catch", "class", "const", "constexpr", "continue", "default",
	"delete", "do", "else", "enum", "explicit", "extern", "false", "final",
	"for", "friend", "goto", "if", "inline", "namespace", "new", "noexcept",
	"nullptr", "operator", "override", "private", "protected", "public",
	"register", "restrict", "return", "sizeof", "static", "static_assert",
	"struct", "switch", "template", "this", "throw", "true", "try",
	"typedef", "typename", "union", "using", "virtual", "volatile",
	"while" };

static const char *const c_types[] = { "FILE", "bool", "char", "double",
	"float", "int", "int16_t", "int32_t", "int64_t", "int8_t", "intptr_t",
	"long", "ptrdiff_t", "short", "signed", "size_t", "ssize_t", "std",
	"string", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "uintptr_t",
	"unsigned", "void", "wchar_t" };

const struct code_rules code_c = {
	.keywords = LEX_SET(c_keywords),
	.types = LEX_SET(c_types),
	.comment = "//",
	.block_comment = true,
	.quotes = "\"'",
};

static const char *const go_keywords[] = { "break", "case", "chan", "const",
	"continue", "default", "defer", "else", "fallthrough", "false", "for",
	"func", "go", "goto", "if", "import", "interface", "iota", "map", "nil",
	"package", "range", "return", "select", "struct", "switch", "true",
	"type", "var" };

static const char *const go_types[] = { "any", "append", "bool", "byte", "cap",
	"close", "complex128", "complex64", "copy", "delete", "error",
	"float32", "float64", "int", "int16", "int32", "int64", "int8", "len",
	"make", "max", "min", "new", "panic", "print", "println", "recover",
	"rune", "string", "uint", "uint16", "uint32", "uint64", "uint8",
	"uintptr" };

const struct code_rules code_go = {
	.keywords = LEX_SET(go_keywords),
	.types = LEX_SET(go_types),
	.comment = "//",
	.block_comment = true,
	.quotes = "\"'",
	.long_one = "`",
};

static const char *const proto_keywords[] = { "enum", "extend", "extensions",
	"false", "import", "max", "message", "oneof", "option", "optional",
	"package", "public", "repeated", "required", "reserved", "returns",
	"rpc", "service", "stream", "syntax", "to", "true", "weak" };

static const char *const proto_types[] = { "bool", "bytes", "double", "fixed32",
	"fixed64", "float", "int32", "int64", "map", "sfixed32", "sfixed64",
	"sint32", "sint64", "string", "uint32", "uint64" };

const struct code_rules code_proto = {
	.keywords = LEX_SET(proto_keywords),
	.types = LEX_SET(proto_types),
	.comment = "//",
	.block_comment = true,
	.quotes = "\"'",
};

static const char *const promql_keywords[] = { "and", "atan2", "bool", "by",
	"group_left", "group_right", "ignoring", "offset", "on", "or", "unless",
	"without" };

static const char *const promql_types[] = { "abs", "absent", "absent_over_time",
	"avg", "avg_over_time", "bottomk", "ceil", "changes", "clamp",
	"clamp_max", "clamp_min", "count", "count_over_time", "count_values",
	"day_of_month", "day_of_week", "delta", "deriv", "exp", "floor",
	"group", "histogram_quantile", "holt_winters", "hour", "idelta",
	"increase", "irate", "label_join", "label_replace", "last_over_time",
	"ln", "log10", "log2", "max", "max_over_time", "min", "min_over_time",
	"minute", "month", "predict_linear", "present_over_time", "quantile",
	"quantile_over_time", "rate", "resets", "round", "scalar", "sgn",
	"sort", "sort_desc", "sqrt", "stddev", "stdvar", "sum", "sum_over_time",
	"time", "timestamp", "topk", "vector", "year" };

const struct code_rules code_promql = {
	.keywords = LEX_SET(promql_keywords),
	.types = LEX_SET(promql_types),
	.comment = "#",
	.quotes = "\"'",
	.long_one = "`",
	.keys = true,
};

static const char *const toml_keywords[] = { "false", "inf", "nan", "true" };

const struct code_rules code_toml = {
	.keywords = LEX_SET(toml_keywords),
	.comment = "#",
	.quotes = "\"'",
	.long_one = "\"\"\"",
	.keys = true,
};
