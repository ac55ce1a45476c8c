/* service.h - a service or a job of the stack as a line. */
#ifndef CDCLAB_REPORT_SERVICE_H
#define CDCLAB_REPORT_SERVICE_H

#include <stdbool.h>

#include "reader/report/text.h"

struct buf;
struct event;

/* Good: up. Plain: down, as it may be. Faint: on its way. Bad: broken. */
enum ink service_ink(const char *state);

/* "postgres   running   127.0.0.11:5432   pid 123", no newline. */
void service_line(struct buf *b, bool colour, const struct event *ev);

/* "driver native: as before", of an EV_RUN_START. */
void driver_line(struct buf *b, int indent, const struct event *ev);

/* Of an EV_CONNECTOR: "connector   RUNNING   my-connector" */
void connector_line(struct buf *b, bool colour, const struct event *ev);

/* Of an EV_DETAIL: what it is about and its state, then lines below. */
void detail_lines(struct buf *b, bool colour, const struct event *ev);

/* Of an EV_JOB: "job   RUNNING   my_job   482bcc..." */
void job_line(struct buf *b, bool colour, const struct event *ev);

#endif
