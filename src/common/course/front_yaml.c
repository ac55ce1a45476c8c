#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/course/front.h"
#include "common/course/front_key.h"

#define NUMBER_MAX 100000
#define LIST_MAX 100

/*
 * YAML has no control characters and no broken UTF-8. What is found in foreign
 * files goes through the parser as code points that nobody uses.
 */
#define ODD 0x10ff00u

struct loaded {
	struct front *front;
	yaml_document_t doc;
	front_pair_fn take;
	void *ctx;
};

static bool
is_refused(uint32_t cp)
{
	return cp == UTF8_BAD || cp == 0x7f || (cp >= 0x80 && cp < 0xa0) ||
		(cp < ' ' && cp != '\t' && cp != '\n' && cp != '\r');
}

/* The text as a parser takes it. */
static void
add_tame(struct buf *b, const char *s, size_t len)
{
	uint32_t cp;
	char utf8[4];

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		if (!is_refused(cp)) {
			buf_add(b, s + i, n);
			continue;
		}
		for (size_t k = 0; k < n; k++)
			buf_add(b, utf8,
				utf8_encode(
					ODD + (unsigned char)s[i + k], utf8));
	}
}

/* A value on one line, with what add_tame() changed. Owned. */
static char *
text_of(const yaml_node_t *node)
{
	const char *s = (const char *)node->data.scalar.value;
	size_t len = node->data.scalar.length;
	struct buf b = { 0 };
	uint32_t cp;

	while (len && s[len - 1] == '\n')
		len--;
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(s + i, len - i, &cp);
		if (cp >= ODD && cp <= ODD + 0xff)
			buf_addc(&b, (char)(cp - ODD));
		else if (cp == '\n')
			buf_addc(&b, ' ');
		else
			buf_add(&b, s + i, n);
	}
	return buf_take(&b);
}

static bool
is_null(const yaml_node_t *node)
{
	return node->type == YAML_SCALAR_NODE && !node->data.scalar.length &&
		node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static bool
take_string(char **field, const yaml_node_t *value)
{
	if (value->type != YAML_SCALAR_NODE || is_null(value))
		return false;
	if (!*field)
		*field = text_of(value);
	return true;
}

static bool
take_number(int *field, const yaml_node_t *value)
{
	const char *s = (const char *)value->data.scalar.value;
	long n;

	if (value->type != YAML_SCALAR_NODE || !*s ||
		value->data.scalar.style != YAML_PLAIN_SCALAR_STYLE ||
		s[strspn(s, "0123456789")] != '\0')
		return false;
	n = strlen(s) < 9 ? strtol(s, NULL, 10) : NUMBER_MAX + 1;
	if (n > NUMBER_MAX)
		return false;
	if (!*field)
		*field = (int)n;
	return true;
}

static bool
take_list(struct loaded *l, char ***list, size_t *n, const yaml_node_t *value)
{
	yaml_node_item_t *items = value->data.sequence.items.start;

	if (value->type != YAML_SEQUENCE_NODE)
		return false;
	if (*n)
		return true;
	for (; items < value->data.sequence.items.top; items++) {
		const yaml_node_t *item =
			yaml_document_get_node(&l->doc, *items);

		if (*n == LIST_MAX || item->type != YAML_SCALAR_NODE ||
			is_null(item))
			return false;
		*list = mem_more(*list, *n, sizeof(**list));
		(*list)[(*n)++] = text_of(item);
	}
	return true;
}

static bool
front_yaml_take_value(
	struct loaded *l, const struct front_key *key, const yaml_node_t *value)
{
	void *field = (char *)l->front + key->at;
	void *count = (char *)l->front + key->count;

	switch (key->kind) {
	case FRONT_STRING:
		return take_string(field, value);
	case FRONT_NUMBER:
		return take_number(field, value);
	case FRONT_LIST:
		return take_list(l, field, count, value);
	}
	return false;
}

static void
take_pair(struct loaded *l, const yaml_node_pair_t *at)
{
	const yaml_node_t *name = yaml_document_get_node(&l->doc, at->key);
	const yaml_node_t *value = yaml_document_get_node(&l->doc, at->value);
	struct front_pair pair = { .line = (int)name->start_mark.line };

	pair.name = name->type == YAML_SCALAR_NODE
		? (const char *)name->data.scalar.value
		: "";
	pair.key = front_key(pair.name, strlen(pair.name));
	pair.good = pair.key && front_yaml_take_value(l, pair.key, value);
	l->take(l->ctx, &pair);
}

static int
take_root(struct loaded *l)
{
	yaml_node_t *root = yaml_document_get_root_node(&l->doc);

	if (root && root->type != YAML_MAPPING_NODE)
		return -1;
	if (!root)
		return 0;
	for (yaml_node_pair_t *at = root->data.mapping.pairs.start;
		at < root->data.mapping.pairs.top; at++)
		take_pair(l, at);
	return 0;
}

int
front_yaml(struct front *front, const char *text, size_t len,
	front_pair_fn take, void *ctx)
{
	struct loaded l = { .front = front, .take = take, .ctx = ctx };
	struct buf tame = { 0 };
	yaml_parser_t parser;
	int rc = -1;

	if (!yaml_parser_initialize(&parser))
		return -1;
	add_tame(&tame, text, len);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)buf_str(&tame), tame.len);
	if (yaml_parser_load(&parser, &l.doc)) {
		rc = take_root(&l);
		yaml_document_delete(&l.doc);
	}
	yaml_parser_delete(&parser);
	buf_release(&tame);
	return rc;
}
