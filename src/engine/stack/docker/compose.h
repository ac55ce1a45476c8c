/* compose.h - the docker compose command: what changes the project. */
#ifndef CDCLAB_DOCKER_COMPOSE_H
#define CDCLAB_DOCKER_COMPOSE_H

struct ctl;
struct dock;
struct err;
struct sink;

/*
 * Run compose on our project with words (ends with NULL). What it says of a
 * service becomes an EV_SERVICE. ERR_STACK when it fails, in words that help
 * where its own are known; when there is no compose, or one older than 2.21
 * (version 1 could not wait for health).
 */
int compose_run(struct dock *dock, const char *const *words,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

/* The same followed by the names of the services in set. */
int compose_on(struct dock *dock, const char *const *words, unsigned set,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

/* This process's variables, with Docker's socket; for spawn.env. */
char **compose_env(struct dock *dock, const char *path);
void compose_env_free(char **env);

#endif
