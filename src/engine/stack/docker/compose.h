/* compose.h - the docker compose command: what changes the project. */
#ifndef CDCLAB_DOCKER_COMPOSE_H
#define CDCLAB_DOCKER_COMPOSE_H

#include <jansson.h>

struct ctl;
struct docker_stack;
struct err;
struct service;
struct sink;

/*
 * Run compose with words (ends with NULL) and the names of the services in
 * set, on the project as the files describe it. What it says of a service
 * becomes an EV_SERVICE. ERR_STACK when it fails, in words that help where its
 * own are known; or when there is no compose, or one older than 2.21.
 */
int compose_make(struct docker_stack *docker, const char *const *words,
	unsigned set, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/*
 * The same on the project as it stands: no file is read, so that it can be
 * taken down whatever became of them.
 */
int compose_standing(struct docker_stack *docker, const char *const *words,
	unsigned set, const struct ctl *ctl, const struct sink *sink,
	struct err *err);

/* verb "pull" or "build": a service's image, telling how far it is. */
int compose_image(struct docker_stack *docker, const char *verb,
	const struct service *service, const struct ctl *ctl,
	const struct sink *sink, struct err *err);

/* What compose makes of the files; owned by the caller. NULL: as above. */
json_t *compose_config(
	struct docker_stack *docker, const struct ctl *ctl, struct err *err);

/* This process's variables, with Docker's socket; for spawn.env. */
char **compose_env(struct docker_stack *docker, const char *path);
void compose_env_free(char **env);

#endif
