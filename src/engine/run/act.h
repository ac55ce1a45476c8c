/*
 * act.h - what the kinds of step do, a file each, and what they share.
 *
 * Each takes its action from lab.json and returns 0, or -1 with run->red; the
 * table of them is in step.c.
 */
#ifndef CDCLAB_RUN_ACT_H
#define CDCLAB_RUN_ACT_H

#include <jansson.h>

#include "common/base/buf.h"
#include "engine/run/step.h"

struct err;

/* {"sql": DATABASE, "block": NAME}, or "text" */
int act_sql(struct step_run *run, const json_t *action);

/* {"topics": [NAME...]}, {"topics-delete": [PATTERN...]} */
int act_topics(struct step_run *run, const json_t *action);
int act_topics_delete(struct step_run *run, const json_t *action);

/* {"topic": NAME, "partitions": N, "config": {NAME: VALUE}} */
int act_topic(struct step_run *run, const json_t *action);

/* {"produce": TOPIC, "records": [{"key": K, "value": V, "headers": {}}]} */
int act_produce(struct step_run *run, const json_t *action);

/* {"connector": NAME, "block": NAME}, {"connector-delete": NAME} */
int act_connector(struct step_run *run, const json_t *action);
int act_connector_delete(struct step_run *run, const json_t *action);

/* {"connector-state": NAME, "do": "pause", "task": N} */
int act_connector_state(struct step_run *run, const json_t *action);

/* {"service": NAME, "do": "stop"} */
int act_service(struct step_run *run, const json_t *action);

/* {"wait": [EXPECTATION...]} */
int act_wait(struct step_run *run, const json_t *action);

/* {"load": ID, "block": NAME, "rows": N, "per-second": N} */
int act_load(struct step_run *run, const json_t *action);

/* {"bash": "stack", "block": NAME}, {"files": [{"path": P, "block": NAME}]} */
int act_bash(struct step_run *run, const json_t *action);
int act_files(struct step_run *run, const json_t *action);

/* {"job": ID, "block": NAME}, {"job-cancel": ID} */
int act_job(struct step_run *run, const json_t *action);
int act_job_cancel(struct step_run *run, const json_t *action);

/* {"http": SERVICE, "method": M, "path": P} */
int act_http(struct step_run *run, const json_t *action);

/* {"plot": UNIT, "block": NAME}: a query of Prometheus as sparklines */
int act_plot(struct step_run *run, const json_t *action);

/* {"rules": "prometheus", "block": NAME}, {"rules-delete": "prometheus"} */
int act_rules(struct step_run *run, const json_t *action);
int act_rules_delete(struct step_run *run, const json_t *action);

/*
 * What the kinds leave behind: append what is there of what the action made,
 * and how to get rid of it by hand. -1: it cannot be asked.
 */
struct left {
	struct buf what; /* "the connector x"; empty: nothing is left */
	struct buf how;  /* a command; empty: none is known */
};
int left_topics(struct step_run *run, const json_t *action, struct left *left);
int left_topic(struct step_run *run, const json_t *action, struct left *left);
int left_produce(struct step_run *run, const json_t *action, struct left *left);
int left_connector_state(
	struct step_run *run, const json_t *action, struct left *left);
int left_load(struct step_run *run, const json_t *action, struct left *left);
int left_service(struct step_run *run, const json_t *action, struct left *left);
int left_connector(
	struct step_run *run, const json_t *action, struct left *left);
int left_job(struct step_run *run, const json_t *action, struct left *left);

/* Start again what the action runs, whether it runs or has failed. */
int restart_connector(struct step_run *run, const json_t *action);
int restart_job(struct step_run *run, const json_t *action);

/* Undo what the action did, if that is so still. */
int revert_connector_state(struct step_run *run, const json_t *action);
int revert_files(struct step_run *run, const json_t *action);
int revert_service(struct step_run *run, const json_t *action);

/* -- of connectors -- */

/* Until the task runs; -1: it has failed, with why. */
int act_await_task(struct step_run *run, const char *name);

/* What the worker says a moment after a restart may be of before it. */
struct connector;
int act_await_news(struct step_run *run, const struct connector *before,
	const char *name, struct err *err);

/* The worker has none of that name; -1. */
int act_no_connector(struct step_run *run, const char *name);

/*
 * Fill run->red from a failed call: a broken service explains it better than
 * its symptom. Returns -1.
 */
int act_fail(struct step_run *run, const char *service, const struct err *err);

/* Every line of text as a line of the step's output. */
void act_say_lines(const struct step_run *run, const char *text);

#endif
