#include "config.h"

#include "engine/run/proof_ask.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/json.h"
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
is_named(const json_t *cause, const char *key, const char *is)
{
	const char *said = json_str(cause, key, NULL);

	return !said || (is && !strcmp(said, is));
}

bool
proof_ask_is_good(const struct proof_ask *ask)
{
	const struct failure *is = &ask->failure;

	if (ask->green || ask->want != WANT_RED)
		return ask->green == (ask->want == WANT_GREEN);
	return is_named(ask->cause, "layer", is->layer) &&
		is_named(ask->cause, "at", is->service) &&
		is_named(ask->cause, "explain", is->explain);
}

/* One that is cut off says nothing; what it said before stays. */
static void
ask_once(struct proof_ask *ask)
{
	struct lab_check check = *ask->check;
	struct failure failure = { 0 };
	struct buf evidence = { 0 };
	int64_t began = clock_ms();

	check.within_ms = within_of(ask);
	ask->green = check_hold(ask->world, &check, ask->ctl, &evidence,
			     &failure) == 0;
	if (!ask->tries || !ctl_cancelled(ask->ctl))
		ask->failure = failure;
	ask->took_ms = clock_ms() - began + 1; /* 0 means: not known */
	ask->tries++;
	buf_release(&evidence);
}

static int
settle_ms(const struct proof_ask *ask)
{
	if (ask->settle_ms)
		return ask->settle_ms;
	return ask->check->within_ms < SETTLE_MS ? ask->check->within_ms
						 : SETTLE_MS;
}

static void *
ask_main(void *arg)
{
	struct proof_ask *ask = arg;
	struct ctl settle = ctl_within(ask->ctl, settle_ms(ask));
	int64_t began = clock_ms();
	struct err over = { 0 };

	do
		ask_once(ask);
	while (!proof_ask_is_good(ask) &&
		ctl_wait(&settle, AGAIN_MS, &over) == 0);
	ask->all_ms = clock_ms() - began;
	atomic_store(&ask->over, true);
	return NULL;
}

void
proof_ask_start(struct proof_ask *asks, size_t n, const struct world *world,
	const struct ctl *ctl)
{
	for (size_t i = 0; i < n; i++) {
		struct proof_ask *ask = &asks[i];

		ask->world = world;
		ask->ctl = ctl;
		ask->tries = 0;
		atomic_store(&ask->over, ask->want == WANT_NOTHING);
		ask->started = ask->want != WANT_NOTHING &&
			pthread_create(&ask->thread, NULL, ask_main, ask) == 0;
		if (ask->want != WANT_NOTHING && !ask->started)
			ask_main(ask);
	}
}

bool
proof_ask_is_over(const struct proof_ask *asks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!atomic_load(&asks[i].over))
			return false;
	return true;
}

void
proof_ask_wait(struct proof_ask *asks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (asks[i].started)
			pthread_join(asks[i].thread, NULL);
}

void
proof_ask(struct proof_ask *asks, size_t n, const struct world *world,
	const struct ctl *ctl)
{
	proof_ask_start(asks, n, world, ctl);
	proof_ask_wait(asks, n);
}
