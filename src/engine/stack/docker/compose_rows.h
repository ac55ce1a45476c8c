/* compose_rows.h - what compose, Docker and containers say when they fail. */
#ifndef CDCLAB_DOCKER_COMPOSE_ROWS_H
#define CDCLAB_DOCKER_COMPOSE_ROWS_H

#include <stddef.h>

/* What a step of a build prints is not compose's word. */
enum by {
	BY_COMPOSE,
	BY_ANY,
	BY_SERVER /* in the log of a container that has ended */
};

struct compose_error {
	enum by said;
	const char *text, *cause;
	const char *hint; /* or NULL; its "%s" is another port to take */
};

/* In order: what is said of the cause stands before what follows from it. */
extern const struct compose_error compose_errors[];
extern const size_t compose_error_count;

#endif
