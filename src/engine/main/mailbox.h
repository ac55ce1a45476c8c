/*
 * mailbox.h - events on their way to the reader's pipe.
 *
 * Threads put, one thread writes. A pipe holds some 270 events and a stopped
 * reader takes none, so nobody who works ever waits for it: what is durable
 * is kept without limit, the rest gives way when the reader is slow.
 */
#ifndef CDCLAB_ENGINE_MAILBOX_H
#define CDCLAB_ENGINE_MAILBOX_H

#include <stdbool.h>

#include "common/event/event.h"

struct mailbox;

struct mailbox *mailbox_new(void);
void mailbox_free(struct mailbox *m);

/* An event_fn: ctx is the mailbox. Numbers the event. */
void mailbox_put(void *ctx, const struct event *ev);

/* Is more waiting than should? Who has much to say waits until it is not. */
bool mailbox_is_full(void *ctx);

/* Readable when there is something to write. */
int mailbox_fd(const struct mailbox *m);

/* Write what fd takes without blocking. -1: nobody reads any more. */
int mailbox_write(struct mailbox *m, int fd);

bool mailbox_is_empty(struct mailbox *m);

#endif
