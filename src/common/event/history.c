#include "config.h"

#include "common/event/history.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"
#include "common/event/journal.h"

static void
proof_release(struct history_proof *proof)
{
	free(proof->id);
	free(proof->evidence);
}

static void
forget_proofs(struct history *history)
{
	for (size_t i = 0; i < history->nproof; i++)
		proof_release(&history->proofs[i]);
	history->nproof = 0;
}

static void
forget_proof(struct history *history, const char *id)
{
	for (size_t i = 0; i < history->nproof; i++) {
		struct history_proof *proof = &history->proofs[i];

		if (proof->is_check || strcmp(proof->id, id) != 0)
			continue;
		proof_release(proof);
		memmove(proof, proof + 1,
			(history->nproof - i - 1) * sizeof(*proof));
		history->nproof--;
		return;
	}
}

const struct history_proof *
history_proof(const struct history *history, bool is_check, const char *id)
{
	for (size_t i = 0; i < history->nproof; i++)
		if (history->proofs[i].is_check == is_check &&
			!strcmp(history->proofs[i].id, id))
			return &history->proofs[i];
	return NULL;
}

/* The last red of an item that is not healed; NULL: none. */
static struct history_red *
open_red(const struct history *history, bool is_check, const char *id)
{
	for (size_t i = history->nred; i-- > 0;) {
		struct history_red *red = &history->reds[i];

		if (red->is_check == is_check && !red->healed_ms &&
			!red->became && !strcmp(red->id, id))
			return red;
	}
	return NULL;
}

static void
history_good(struct history *history, bool is_check, const struct event *ev)
{
	struct history_red *red = open_red(history, is_check, ev->subject);

	if (red)
		red->healed_ms = ev->wall_ms;
	if (history_proof(history, is_check, ev->subject))
		return;
	history->proofs = mem_more(
		history->proofs, history->nproof, sizeof(*history->proofs));
	history->proofs[history->nproof++] =
		(struct history_proof){ .id = mem_strdup(ev->subject),
			.is_check = is_check,
			.at_ms = ev->wall_ms,
			.evidence = ev->text ? mem_strdup(ev->text) : NULL };
}

static bool
is_same_failure(const struct history_red *red, const struct event *ev)
{
	const char *before = red->failure->cause, *now = ev->cause;

	return before == now || (before && now && !strcmp(before, now));
}

static void
history_bad(struct history *history, bool is_check, const struct event *ev)
{
	struct history_red *red = open_red(history, is_check, ev->subject);

	if (!red || !is_same_failure(red, ev)) {
		if (red)
			red->became = true;
		history->reds = mem_more(
			history->reds, history->nred, sizeof(*history->reds));
		red = &history->reds[history->nred++];
		*red = (struct history_red){ .id = mem_strdup(ev->subject),
			.is_check = is_check,
			.from_ms = ev->wall_ms };
	}
	free(red->failure);
	red->failure = event_copy(ev);
	red->to_ms = ev->wall_ms;
	red->times++;
}

void
history_event(struct history *history, const struct event *ev)
{
	bool is_check = event_topic(ev->kind) == TOPIC_CHECK;

	lab_guess_event(&history->guesses, ev);
	if (ev->wall_ms && !history->first_ms)
		history->first_ms = ev->wall_ms;
	if (ev->wall_ms > history->last_ms)
		history->last_ms = ev->wall_ms;
	history->nrun += ev->kind == EV_RUN_START;
	history->nreset += ev->kind == EV_LAB_RESET;
	if (ev->kind == EV_LAB_RESET)
		forget_proofs(history);
	if (!ev->subject)
		return;
	if (ev->kind == EV_STEP_DONE || ev->kind == EV_CHECK_PASS)
		history_good(history, is_check, ev);
	else if (ev->kind == EV_STEP_FAIL || ev->kind == EV_CHECK_FAIL)
		history_bad(history, is_check, ev);
	else if (ev->kind == EV_STEP_UNDONE)
		forget_proof(history, ev->subject);
}

static void
history_take(void *ctx, const struct event *ev)
{
	history_event(ctx, ev);
}

int
history_read(struct history *history, const char *journal, struct err *err)
{
	return journal_read(journal, history_take, history, err);
}

void
history_release(struct history *history)
{
	forget_proofs(history);
	for (size_t i = 0; i < history->nred; i++) {
		free(history->reds[i].id);
		free(history->reds[i].failure);
	}
	lab_guesses_release(&history->guesses);
	free(history->reds);
	free(history->proofs);
	*history = (struct history){ 0 };
}
