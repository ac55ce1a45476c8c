/*
 * docker.h - Docker's Engine API over its unix socket.
 *
 * A call costs some milliseconds where the docker command takes twenty and
 * compose a hundred; so what is asked often is asked here, and commands only
 * change things.
 */
#ifndef CDCLAB_CLIENT_DOCKER_H
#define CDCLAB_CLIENT_DOCKER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "engine/client/endpoint.h"
#include "engine/client/http.h"

#define DOCKER_BEGIN_MS 5000 /* Docker takes some 5 */

struct ctl;
struct err;

/* All-zero is none; release with docker_release(). */
struct docker {
	char *socket;       /* its path */
	char *found;        /* by what: "DOCKER_HOST", "the context colima" */
	struct endpoint at; /* of the socket, for http_call() */
};

/*
 * Find the socket as the docker command does: DOCKER_HOST, the current
 * context, then the usual places. Nobody is asked yet. ERR_STACK: it is not a
 * unix socket (tcp, ssh), or a context cannot be read.
 */
int docker_find(struct docker *docker, struct err *err);
void docker_release(struct docker *docker);

/*
 * method on path with json (NULL: no body), the answer parsed (out may be NULL;
 * NULL for an empty one). ERR_STACK: no Docker there, or no permission, with
 * what to do; ERR_REMOTE: it refuses, in its own words; as http_call() else.
 * status may be NULL.
 */
int docker_call(const struct docker *docker, const char *method,
	const char *path, const char *json, json_t **out, int *status,
	const struct ctl *ctl, struct err *err);

/* Does Docker answer within ms? */
bool docker_answers(const struct docker *docker, int ms);

/*
 * GET path, an answer that goes on, as http_stream(): Docker that does not
 * begin to answer within DOCKER_BEGIN_MS is ERR_TIMEOUT. Errors as
 * docker_call().
 */
int docker_stream(const struct docker *docker, const char *path,
	http_line_fn fn, void *ctx, const struct ctl *ctl, struct err *err);

/* The last lines of a container's log, both streams, appended to out. */
int docker_logs(const struct docker *docker, const char *id, int lines,
	struct buf *out, const struct ctl *ctl, struct err *err);

/*
 * Append what the frames of a log hold. A frame that is cut off by the end
 * gives what there is of it; what is no frame at all is taken as it is (a
 * container with a terminal).
 */
void docker_unframe(const char *data, size_t len, struct buf *out);

#endif
