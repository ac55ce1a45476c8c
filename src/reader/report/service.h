/* service.h - a service or a job of the stack as a line. */
#ifndef CDCLAB_REPORT_SERVICE_H
#define CDCLAB_REPORT_SERVICE_H

#include <stdbool.h>

#include "reader/report/text.h"

struct buf;
struct event;

/* Good: ready, running, stopped. Faint: on its way. Bad: anything else. */
enum ink service_ink(const char *state);

/* Does it run, and answer? */
bool service_state_is_up(const char *state);

/* Does it last for minutes, and tell how far it is? An image comes. */
bool service_state_is_long(const char *state);

/* "postgres   running   127.0.0.11:5432   pid 123", no newline. */
void service_line(struct buf *b, bool colour, const struct event *ev);

/* "driver native: as before", of an EV_RUN_START. */
void driver_line(struct buf *b, int indent, const struct event *ev);

/* Is ev about a job (an EV_OUTPUT whose subject says so)? */
bool event_is_job(const struct event *ev);

/* "job   RUNNING   unified_orders   482bcc..." */
void job_line(struct buf *b, bool colour, const struct event *ev);

#endif
