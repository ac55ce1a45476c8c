/* request.h - one thing the reader asks for, done in a thread of its own. */
#ifndef CDCLAB_ENGINE_REQUEST_H
#define CDCLAB_ENGINE_REQUEST_H

#include <stdbool.h>

#include <jansson.h>

struct err;
struct place;
struct running_request;
struct sink;

/*
 * Start the request in ask ({"id":1,"do":"run",...}), which is taken. place
 * and sink are lent and must outlive it. It ends with exactly one EV_END.
 */
struct running_request *request_start(
	const struct place *place, const struct sink *sink, json_t *ask);

int request_id(const struct running_request *req);
void request_cancel(struct running_request *req);

/* A row that it holds is let go, now or as soon as it holds one. */
void request_go(struct running_request *req);

/* Nothing is left to come of it but its EV_END, if that has not come yet. */
bool request_is_over(const struct running_request *req);

/* Wait for its thread; NULL is fine. */
void request_free(struct running_request *req);

#endif
