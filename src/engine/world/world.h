/* world.h - what a step or a check works on. */
#ifndef CDCLAB_WORLD_WORLD_H
#define CDCLAB_WORLD_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct ctl;
struct emitter;
struct endpoint;
struct err;
struct lab;
struct rows;
struct scan;
struct stack;

/* Lent by the request; the same for all of its threads, never changed. */
struct world {
	struct stack *stack;
	const struct lab *lab;
	const struct scan *scan; /* of the lesson whose blocks run */
	struct emitter *out;
	const json_t
		*guesses;    /* of predictions by id, null: skipped; or NULL */
	const char *journal; /* the lab's file, for what was before; or NULL */
};

/* Lent; never NULL: a lab names only services that every stack has. */
const struct endpoint *world_endpoint(
	const struct world *world, const char *service);

/* Run SQL on "postgres" or "mysql", with its values. As pg_exec(). */
int world_sql(const struct world *world, const char *database, const char *sql,
	const char *const *params, struct rows *rows, const struct ctl *ctl,
	struct err *err);

/* The first cell of the answer is true: "t", "1" or any number but 0. */
int world_ask(const struct world *world, const char *database, const char *sql,
	const char *const *params, bool *yes, const struct ctl *ctl,
	struct err *err);

/* The bytes of a named block; owned, NUL-terminated; len may be NULL. */
char *world_block(const struct world *world, const char *name, size_t *len);

/* The same as JSON; owned. NULL: ERR_SYNTAX with the block's line. */
json_t *world_block_json(
	const struct world *world, const char *name, struct err *err);

/* Is it a learner's, and not the lesson's? */
bool world_block_edited(const struct world *world, const char *name);

/* The same as a file that the stack's programs can read: its path, owned. */
char *world_block_file(
	const struct world *world, const char *name, struct err *err);

#endif
