#include "config.h"

#include "engine/stack/docker/liveness.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "engine/stack/docker/docker_stack.h"

#define EVERY_MS 2000
#define ANSWER_MS 1000    /* short, as a cancel waits for it */
#define PATIENCE_MS 20000 /* Docker under load is slow, and not lost */

static void
liveness_rest(struct liveness *liveness)
{
	struct ctl pause = ctl_within(&(struct ctl){ 0 }, EVERY_MS);
	struct err late = { 0 };

	while (!atomic_load(&liveness->over) &&
		!ctl_cancelled(liveness->outer) &&
		ctl_wait(&pause, CTL_SLICE_MS, &late) == 0)
		;
}

static bool
registry_is_silent(const struct liveness *liveness)
{
	return liveness->silence_ms &&
		clock_ms() - atomic_load(&liveness->docker->heard_ms) >
		liveness->silence_ms;
}

static void *
liveness_watch(void *arg)
{
	struct liveness *liveness = arg;
	int64_t seen = clock_ms();

	while (!atomic_load(&liveness->over) &&
		!ctl_cancelled(liveness->outer) && !liveness->lost &&
		!liveness->silent) {
		liveness_rest(liveness);
		if (docker_answers(&liveness->docker->api, ANSWER_MS))
			seen = clock_ms();
		liveness->lost = clock_ms() - seen > PATIENCE_MS;
		liveness->silent = registry_is_silent(liveness);
	}
	atomic_store(&liveness->stop, true);
	return NULL;
}

int
liveness_start(struct liveness *liveness, struct err *err)
{
	liveness->ctl =
		(struct ctl){ liveness->outer->deadline_ms, &liveness->stop };
	if (pthread_create(&liveness->thread, NULL, liveness_watch, liveness) !=
		0)
		return err_set(err, ERR_SYSTEM, "no more threads");
	return 0;
}

static void
tell_lost(const struct liveness *liveness, struct err *err)
{
	err_set(err, ERR_STACK,
		"the Docker engine at %s has not answered for %d s",
		liveness->docker->api.socket, PATIENCE_MS / 1000);
	err_hint(err, "restart it: systemctl restart docker");
}

static void
tell_silent(const struct liveness *liveness, struct err *err)
{
	err_set(err, ERR_STACK, "the image registry has sent nothing for %d s",
		(int)(liveness->silence_ms / 1000));
	err_hint(err, "again, when the network is better: what came is kept");
}

void
liveness_end(struct liveness *liveness, struct err *err)
{
	atomic_store(&liveness->over, true);
	pthread_join(liveness->thread, NULL);
	if (err->code != ERR_CANCELLED || !(liveness->lost || liveness->silent))
		return;
	*err = (struct err){ 0 };
	if (liveness->lost)
		tell_lost(liveness, err);
	else
		tell_silent(liveness, err);
}
