#include "config.h"

#include "engine/stack/docker/pulse.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "engine/stack/docker/dock.h"

#define EVERY_MS 2000
#define ANSWER_MS 1000    /* short, as a cancel waits for it */
#define PATIENCE_MS 20000 /* an engine under load is slow, and not lost */

static void
rest(struct pulse *pulse)
{
	struct ctl pause = ctl_within(&(struct ctl){ 0 }, EVERY_MS);
	struct err late = { 0 };

	while (!atomic_load(&pulse->over) && !ctl_cancelled(pulse->outer) &&
		ctl_wait(&pause, CTL_SLICE_MS, &late) == 0)
		;
}

static bool
is_silent(const struct pulse *pulse)
{
	return pulse->silence_ms &&
		clock_ms() - atomic_load(&pulse->dock->heard_ms) >
		pulse->silence_ms;
}

static void *
feel(void *arg)
{
	struct pulse *pulse = arg;
	int64_t seen = clock_ms();

	while (!atomic_load(&pulse->over) && !ctl_cancelled(pulse->outer) &&
		!pulse->lost && !pulse->silent) {
		rest(pulse);
		if (docker_answers(&pulse->dock->docker, ANSWER_MS))
			seen = clock_ms();
		pulse->lost = clock_ms() - seen > PATIENCE_MS;
		pulse->silent = is_silent(pulse);
	}
	atomic_store(&pulse->stop, true);
	return NULL;
}

int
pulse_start(struct pulse *pulse, struct err *err)
{
	pulse->ctl = (struct ctl){ pulse->outer->deadline_ms, &pulse->stop };
	if (pthread_create(&pulse->thread, NULL, feel, pulse) != 0)
		return err_set(err, ERR_SYSTEM, "no more threads");
	return 0;
}

static void
tell_lost(const struct pulse *pulse, struct err *err)
{
	err_set(err, ERR_STACK,
		"the Docker engine at %s has not answered for %d s",
		pulse->dock->docker.socket, PATIENCE_MS / 1000);
	err_hint(err, "restart it: systemctl restart docker");
}

static void
tell_silent(const struct pulse *pulse, struct err *err)
{
	err_set(err, ERR_STACK, "the image registry has sent nothing for %d s",
		(int)(pulse->silence_ms / 1000));
	err_hint(err, "again, when the network is better: what came is kept");
}

void
pulse_end(struct pulse *pulse, struct err *err)
{
	atomic_store(&pulse->over, true);
	pthread_join(pulse->thread, NULL);
	if (err->code != ERR_CANCELLED || !(pulse->lost || pulse->silent))
		return;
	*err = (struct err){ 0 };
	if (pulse->lost)
		tell_lost(pulse, err);
	else
		tell_silent(pulse, err);
}
