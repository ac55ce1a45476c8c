#include "config.h"

#include "engine/run/predict.h"

#include <stdlib.h>

#include <jansson.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/course/lab.h"
#include "common/course/lab_predict.h"
#include "engine/diagnose/failure.h"
#include "engine/run/measure.h"
#include "engine/world/emit.h"
#include "engine/world/world.h"

/* One guess; what keeps it from being measured is known before or after. */
struct guess {
	const char *said;
	struct measuring measuring;
	struct failure failure;
};

struct predict {
	const struct world *world;
	struct guess *guesses;
	size_t n;
};

/* NULL: nothing was asked about it; a null of JSON: it was skipped. */
static const json_t *
guess_of(const struct world *world, const struct lab_prediction *prediction)
{
	return json_object_get(world->guesses, prediction->id);
}

bool
predict_is_due(const struct world *world, size_t part)
{
	const struct lab *lab = world->lab;

	for (size_t i = 0; i < lab->nprediction; i++)
		if (lab->predictions[i].part == part &&
			json_is_string(guess_of(world, &lab->predictions[i])))
			return true;
	return false;
}

static void
say_guess(const struct world *world, const struct lab_prediction *prediction,
	const char *said)
{
	emit(world->out,
		(struct event){ .kind = EV_GUESS,
			.subject = prediction->id,
			.text = said,
			.state = said ? NULL : "skipped" });
}

static void
take_guess(struct predict *predict, const struct lab_prediction *prediction,
	const char *said, const struct ctl *ctl)
{
	struct ctl limit = ctl_within(ctl, prediction->within_ms);
	struct guess *guess = &predict->guesses[predict->n++];

	*guess = (struct guess){ .said = said,
		.measuring = { .world = predict->world,
			.prediction = prediction,
			.ctl = &limit,
			.failure = &guess->failure } };
	measure_begin(&guess->measuring);
	guess->measuring.ctl = NULL;
}

struct predict *
predict_begin(const struct world *world, size_t part, const struct ctl *ctl)
{
	const struct lab *lab = world->lab;
	struct predict *predict = mem_alloc(sizeof(*predict));

	predict->world = world;
	predict->guesses =
		mem_alloc((lab->nprediction + 1) * sizeof(*predict->guesses));
	for (size_t i = 0; i < lab->nprediction; i++) {
		const struct lab_prediction *p = &lab->predictions[i];
		const json_t *said = guess_of(world, p);

		if (p->part != part || !said)
			continue;
		say_guess(world, p, json_string_value(said));
		if (json_is_string(said))
			take_guess(predict, p, json_string_value(said), ctl);
	}
	if (predict->n)
		return predict;
	predict_free(predict);
	return NULL;
}

static void
say_measured(const struct predict *predict, const struct guess *guess,
	const struct buf *measured, const char *why_not)
{
	const struct lab_prediction *p = guess->measuring.prediction;
	struct event ev = { .kind = EV_MEASURED, .subject = p->id };

	if (why_not) {
		ev.state = "unmeasured";
		ev.cause = why_not;
	} else {
		ev.text = buf_str(measured);
		ev.state = lab_answer_is(p, guess->said, ev.text) ? "right"
								  : "wrong";
	}
	emit(predict->world->out, ev);
}

static void
end_guess(struct predict *predict, struct guess *guess, const char *why_not,
	const struct ctl *ctl)
{
	struct ctl limit =
		ctl_within(ctl, guess->measuring.prediction->within_ms);
	struct buf measured = { 0 };

	guess->measuring.ctl = &limit;
	if (!why_not && !failure_is(&guess->failure))
		measure_end(&guess->measuring, &measured);
	if (!why_not && failure_is(&guess->failure))
		why_not = guess->failure.cause;
	if (!ctl_cancelled(ctl))
		say_measured(predict, guess, &measured, why_not);
	buf_release(&measured);
}

void
predict_end(struct predict *predict, const char *why_not, const struct ctl *ctl)
{
	for (size_t i = 0; predict && i < predict->n; i++)
		end_guess(predict, &predict->guesses[i], why_not, ctl);
	predict_free(predict);
}

void
predict_free(struct predict *predict)
{
	if (!predict)
		return;
	for (size_t i = 0; i < predict->n; i++)
		measure_release(&predict->guesses[i].measuring);
	free(predict->guesses);
	free(predict);
}
