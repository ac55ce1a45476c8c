/* kafka.h - the broker, by librdkafka: topics, records, marks. */
#ifndef CDCLAB_CLIENT_KAFKA_H
#define CDCLAB_CLIENT_KAFKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ctl;
struct endpoint;
struct err;

/* Does the broker answer a metadata request? ERR_NETWORK, ERR_TIMEOUT. */
int kafka_ping(
	const struct endpoint *at, const struct ctl *ctl, struct err *err);

#endif
