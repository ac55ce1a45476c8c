#include "config.h"

#include "engine/run/proof_ask.h"

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "engine/run/check.h"

/*
 * A task that was deleted was seen to deliver for about 5 s. A check with a
 * shorter deadline does not wait for longer things than that.
 */
#define SETTLE_MS 15000
#define AGAIN_MS 500

/*
 * One that would be green was so before: several times as long is enough, and
 * the whole deadline of a load would be two minutes of nothing.
 */
#define RED_TIMES 4
#define RED_MORE_MS 5000

static int
within_of(const struct proof_ask *ask)
{
	int64_t enough = ask->green_ms * RED_TIMES + RED_MORE_MS;

	if (ask->want == WANT_RED && ask->green_ms &&
		enough < ask->check->within_ms)
		return (int)enough;
	return ask->check->within_ms;
}

static bool
is_as_wanted(const struct proof_ask *ask)
{
	return ask->green == (ask->want == WANT_GREEN);
}

static void
ask_once(struct proof_ask *ask)
{
	struct lab_check check = *ask->check;
	struct buf evidence = { 0 };
	int64_t began = clock_ms();

	check.within_ms = within_of(ask);
	ask->failure = (struct failure){ 0 };
	ask->green = check_hold(ask->world, &check, ask->ctl, &evidence,
			     &ask->failure) == 0;
	ask->took_ms = clock_ms() - began;
	buf_release(&evidence);
}

static void *
ask_main(void *arg)
{
	struct proof_ask *ask = arg;
	int settle_ms = ask->check->within_ms < SETTLE_MS
		? ask->check->within_ms
		: SETTLE_MS;
	struct ctl settle = ctl_within(ask->ctl, settle_ms);
	int64_t began = clock_ms();
	struct err over = { 0 };

	do
		ask_once(ask);
	while (!is_as_wanted(ask) && ctl_wait(&settle, AGAIN_MS, &over) == 0);
	ask->all_ms = clock_ms() - began;
	return NULL;
}

void
proof_ask(struct proof_ask *asks, size_t n, const struct world *world,
	const struct ctl *ctl)
{
	for (size_t i = 0; i < n; i++) {
		struct proof_ask *ask = &asks[i];

		ask->world = world;
		ask->ctl = ctl;
		ask->started = ask->want != WANT_NOTHING &&
			pthread_create(&ask->thread, NULL, ask_main, ask) == 0;
		if (ask->want != WANT_NOTHING && !ask->started)
			ask_main(ask);
	}
	for (size_t i = 0; i < n; i++)
		if (asks[i].started)
			pthread_join(asks[i].thread, NULL);
}
