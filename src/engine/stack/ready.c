#include "config.h"

#include "engine/stack/service.h"

#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
#include "engine/client/http.h"
#include "engine/client/kafka.h"
#include "engine/client/mysql.h"
#include "engine/client/pg.h"
#include "engine/stack/ports.h"

static int
probe_postgres(
	const struct service *service, const struct ctl *ctl, struct err *err)
{
	return pg_exec(
		service_endpoint(service), "SELECT 1", NULL, NULL, ctl, err);
}

static int
probe_mysql(
	const struct service *service, const struct ctl *ctl, struct err *err)
{
	return my_exec(
		service_endpoint(service), "SELECT 1", NULL, NULL, ctl, err);
}

static int
probe_kafka(
	const struct service *service, const struct ctl *ctl, struct err *err)
{
	return kafka_ping(service_endpoint(service), ctl, err);
}

static int
get(const struct service *service, const char *path, struct http *http,
	const struct ctl *ctl, struct err *err)
{
	if (http_call(service_endpoint(service), "GET", path, NULL, http, ctl,
		    err) < 0)
		return -1;
	if (http->status != 200)
		return err_set(err, ERR_REMOTE, "%s: GET %s answers %d",
			service->name, path, http->status);
	return 0;
}

static int
probe_http(
	const struct service *service, const struct ctl *ctl, struct err *err)
{
	struct http http = { 0 };
	int rc = get(service, service->ready_path, &http, ctl, err);

	http_release(&http);
	return rc;
}

/*
 * A cluster without slots takes jobs and runs none. It goes on to count those
 * of a TaskManager that was killed; a living one listens where it says, which
 * can be seen from here unless it is in a container.
 */
static long long
live_slots(const struct service *service, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "taskmanagers"), *tm;
	long long slots = 0;
	size_t i;

	json_array_foreach(list, i, tm)
	{
		char *at =
			mem_printf("%s:%lld", service_endpoint(service)->host,
				json_int(tm, "dataPort", 0));

		if (service->elsewhere || port_is_taken(at, NULL, NULL))
			slots += json_int(tm, "slotsNumber", 0);
		free(at);
	}
	return slots;
}

static int
probe_flink(
	const struct service *service, const struct ctl *ctl, struct err *err)
{
	static const char path[] = "/taskmanagers";
	struct http http = { 0 };
	json_t *answer = NULL;
	int rc = get(service, path, &http, ctl, err);

	if (rc == 0) {
		answer = http_json(service_endpoint(service), path, &http, err);
		rc = answer ? 0 : -1;
	}
	if (rc == 0 && live_slots(service, answer) <= 0)
		rc = err_set(err, ERR_REMOTE, "%s: no task slots yet",
			service->name);
	json_decref(answer);
	http_release(&http);
	return rc;
}

static int (*const probes[])(
	const struct service *, const struct ctl *, struct err *) = {
	[READY_POSTGRES] = probe_postgres,
	[READY_MYSQL] = probe_mysql,
	[READY_KAFKA] = probe_kafka,
	[READY_HTTP] = probe_http,
	[READY_FLINK] = probe_flink,
};

int
ready_probe(
	const struct service *service, const struct ctl *ctl, struct err *err)
{
	return probes[service->ready](service, ctl, err);
}
