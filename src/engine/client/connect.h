/*
 * connect.h - Kafka Connect's REST API (4.3.1), and what its answers mean.
 *
 * Two things that its documentation does not say: a config that validation
 * rejects is answered with 500 and a NullPointerException, so it is validated
 * first, and a PUT that timed out may still be carried out, so the state is
 * read back before anything is repeated.
 */
#ifndef CDCLAB_CLIENT_CONNECT_H
#define CDCLAB_CLIENT_CONNECT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct buf;
struct ctl;
struct endpoint;
struct err;

/* What the worker says of one connector. Zero: it does not exist. */
struct connector {
	bool exists;
	char state[16]; /* RUNNING FAILED PAUSED STOPPED UNASSIGNED ... */
	size_t ntask;
	char task_state[16]; /* the worst of the tasks, "" without a task */
	char *trace;         /* of the failed part; owned, may be NULL */
	char *type_class;    /* connector.class of its config; owned */
	json_t *config;      /* owned */
};
void connector_release(struct connector *c);

/* Fill it from its entry in what connect_all() gives. */
void connector_take(struct connector *c, const json_t *entry);

/* Does everything say RUNNING, with at least one task? */
bool connector_is_running(const struct connector *c);

/* Has it failed, or a task of it? */
bool connector_has_failed(const struct connector *c);

/* Are its states those of another look? */
bool connector_is_as(const struct connector *c, const struct connector *before);

/* The state of a connector; one that does not exist is no error. */
int connect_get(const struct endpoint *at, const char *name,
	struct connector *out, const struct ctl *ctl, struct err *err);

/* All of them: {"name": {"status": ..., "info": ...}}; owned. NULL: err. */
json_t *connect_all(
	const struct endpoint *at, const struct ctl *ctl, struct err *err);

/*
 * Ask the worker whether config is valid. ERR_CHECK when it is not: the
 * message has the first complaint, complaints gets "field: text" lines.
 */
int connect_validate(const struct endpoint *at, const char *name,
	const json_t *config, struct buf *complaints, const struct ctl *ctl,
	struct err *err);

/* Create or change it; a config that is there already is left alone. */
int connect_put(const struct endpoint *at, const char *name,
	const json_t *config, bool *changed, const struct ctl *ctl,
	struct err *err);

/*
 * Stop it, forget its offsets, delete it. Offsets survive a plain DELETE and
 * would be met by the next of that name; the worker forgets them of a stopped
 * connector only. So one that does not exist is made first, stopped, with
 * config. NULL, or a config that the worker takes no more: it is left alone.
 */
int connect_delete(const struct endpoint *at, const char *name,
	const json_t *config, const struct ctl *ctl, struct err *err);

/* Let one that is stopped or paused go on. */
int connect_resume(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err);

/* Its tasks wait; or, stopped, there are none and offsets can be changed. */
int connect_pause(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err);
int connect_stop(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err);

int connect_restart_task(const struct endpoint *at, const char *name, int task,
	const struct ctl *ctl, struct err *err);

/*
 * What it has read: [{"partition": ..., "offset": ...}], owned. NULL: err. To
 * forget it takes a stopped connector; asked again until the tasks have ended.
 */
json_t *connect_offsets(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err);
int connect_forget(const struct endpoint *at, const char *name,
	const struct ctl *ctl, struct err *err);

/*
 * Restart the connector and its tasks, or those of them that have failed. The
 * worker says RESTARTING before it answers.
 */
int connect_restart(const struct endpoint *at, const char *name,
	bool only_failed, const struct ctl *ctl, struct err *err);

#endif
