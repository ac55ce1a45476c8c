/*
 * A lab that somebody got wrong is run, asked and undone, on servers that answer
 * from a model: however wrong it is, each of it ends.
 *
 * The input is no JSON, which would hardly ever fit the schema: it says, four
 * bytes a change, what is changed in tests/peer/lab/lab.json. What is refused
 * goes no further; what is taken goes to the real scheduler.
 */
#include "config.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/course/scan.h"
#include "tests/fuzz/fuzz.h"
#include "tests/peer/testlab.h"

#define CHANGE 4      /* bytes */
#define CHANGES_MAX 8 /* more make a lab that nobody takes */
#define NODES_MAX 2000
#define WITHIN_MS 150 /* of each step and check */
#define FILE_MAX ((size_t)1 << 20)

/* What authors get wrong in a statement, a pointer or a name. */
static const char *const words[] = { "", ":id", ":number", "a ::numeric b",
	"':id'", ":id :id :number", "/after/order_id", "value:/", "key",
	"header:", "value:/after", "outbox.event.postgres.orders",
	"unified.orders", "nobody", "postgres", "mysql", "1s", "9999s",
	"INSERT INTO public.outbox (id, aggregateid) VALUES (:id, :id)",
	"UPDATE public.outbox SET type = ':id' WHERE id = :id",
	"SELECT COUNT(*) FROM public.outbox WHERE id = :id::uuid",
	"DELETE FROM public.outbox", "postgres-order", "mysql-orders",
	"connectors/mysql.json", "pyflink/orders.py", "sql/mysql.sql",
	"postgres-outbox-connector", "orders", "origin", "deploy-mysql",
	"/connectors/mysql-outbox-connector/status", "%s%n", "\xd0\xb6" };

struct node {
	json_t *parent, *value;
	const char *key; /* in an object */
	size_t at;       /* in an array */
};

struct nodes {
	struct node list[NODES_MAX];
	size_t n;
};

static void list_nodes(struct nodes *nodes, json_t *parent);

static void
add_node(struct nodes *nodes, struct node node)
{
	if (nodes->n == NODES_MAX)
		return;
	nodes->list[nodes->n++] = node;
	list_nodes(nodes, node.value);
}

static void
list_nodes(struct nodes *nodes, json_t *parent)
{
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_object(parent))
		json_object_foreach(parent, key, value)
		{
			add_node(nodes, (struct node){ parent, value, key, 0 });
		}
	json_array_foreach(parent, i, value)
	{
		add_node(nodes, (struct node){ parent, value, NULL, i });
	}
}

/* Takes the value. */
static void
put(const struct node *node, json_t *value)
{
	if (node->key)
		json_object_set_new(node->parent, node->key, value);
	else
		json_array_set_new(node->parent, node->at, value);
}

static void
drop(const struct node *node)
{
	if (node->key)
		json_object_del(node->parent, node->key);
	else
		json_array_remove(node->parent, node->at);
}

static void
change(json_t *root, const uint8_t *how)
{
	static struct nodes nodes;
	const struct node *to, *from;

	nodes.n = 0;
	list_nodes(&nodes, root);
	if (!nodes.n)
		return;
	to = &nodes.list[(size_t)(how[1] | how[3] << 8) % nodes.n];
	from = &nodes.list[(how[2] * 37u) % nodes.n];
	if (how[0] % 6 == 0)
		drop(to);
	else if (how[0] % 6 == 1)
		put(to, json_deep_copy(from->value));
	else if (how[0] % 6 == 2 && json_is_array(to->value))
		json_array_append_new(to->value, json_deep_copy(from->value));
	else if (how[0] % 6 == 3)
		put(to, json_integer((int8_t)how[2]));
	else
		put(to, json_string(words[how[2] % ARRAY_LEN(words)]));
}

/* What these do is not of the model, but of the machine. */
static bool
is_outside(const char *text)
{
	return strstr(text, "\"bash\"") || strstr(text, "\"files\"") ||
		strstr(text, "\"file\"");
}

static char *
changed(const char *path, const uint8_t *data, size_t size)
{
	json_t *root = json_load_file(path, 0, NULL);
	char *text;

	need(root != NULL, "there is no lab to change");
	for (size_t i = 0; i < CHANGES_MAX && (i + 1) * CHANGE <= size; i++)
		change(root, data + i * CHANGE);
	text = json_dumps(root, 0);
	json_decref(root);
	return text;
}

static void
count_fault(void *ctx, const char *file, int line, const char *what)
{
	(void)file;
	(void)line;
	(void)what;
	++*(size_t *)ctx;
}

/* Would the reader and the engine take it? */
static bool
is_taken(const char *text)
{
	struct lab lab = { 0 };
	struct scan scan = { 0 };
	struct buf lesson = { 0 };
	struct err err = { 0 };
	size_t faults = 0;
	bool taken;

	need(buf_read_file(&lesson, SRCDIR "/tests/peer/lab/lesson.mdx",
		     FILE_MAX, &err) == 0 &&
			scan_text(&scan, "x.mdx", buf_str(&lesson), lesson.len,
				&err) == 0,
		"there is no lesson");
	taken = lab_load_text(&lab, "fuzz.json", text, SRCDIR, count_fault,
			&faults, &err) == 0 &&
		lab_bind(&lab, &scan, &err) == 0;
	lab_release(&lab);
	scan_release(&scan);
	buf_release(&lesson);
	return taken;
}

/* What it returns is the lab's; that it returns is ours. */
static void
live_through(const char *text)
{
	struct testlab *lab = testlab_new_text(text);

	testlab_all_within(lab, WITHIN_MS);
	testlab_run(lab, NULL);
	testlab_check(lab, NULL);
	testlab_reset(lab, NULL);
	testlab_free(lab);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = changed(SRCDIR "/tests/peer/lab/lab.json", data, size);

	if (!is_outside(text) && is_taken(text))
		live_through(text);
	free(text);
	return 0;
}
