#include "config.h"

#include "common/event/lab_guess.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/event/event.h"

static void
release(struct lab_guess *guess)
{
	free(guess->id);
	free(guess->said);
	free(guess->measured);
	free(guess->why);
}

void
lab_guesses_release(struct lab_guesses *guesses)
{
	for (size_t i = 0; i < guesses->n; i++)
		release(&guesses->list[i]);
	free(guesses->list);
	*guesses = (struct lab_guesses){ 0 };
}

const struct lab_guess *
lab_guess_of(const struct lab_guesses *guesses, const char *id)
{
	for (size_t i = 0; i < guesses->n; i++)
		if (!strcmp(guesses->list[i].id, id))
			return &guesses->list[i];
	return NULL;
}

static struct lab_guess *
guess_for(struct lab_guesses *guesses, const char *id)
{
	const struct lab_guess *guess = lab_guess_of(guesses, id);

	if (guess)
		return &guesses->list[guess - guesses->list];
	guesses->list =
		mem_more(guesses->list, guesses->n, sizeof(*guesses->list));
	guesses->list[guesses->n] = (struct lab_guess){ .id = mem_strdup(id) };
	return &guesses->list[guesses->n++];
}

static char *
copy(const char *s)
{
	return s ? mem_strdup(s) : NULL;
}

/* A new guess: what was measured before was about another one. */
static void
guessed(struct lab_guess *guess, const struct event *ev)
{
	char *id = guess->id;

	guess->id = NULL;
	release(guess);
	*guess = (struct lab_guess){ .id = id,
		.state = ev->text ? GUESS_MADE : GUESS_SKIPPED,
		.said = copy(ev->text) };
}

static enum guess_state
state_of(const struct event *ev)
{
	if (ev->state && !strcmp(ev->state, "right"))
		return GUESS_RIGHT;
	if (ev->state && !strcmp(ev->state, "wrong"))
		return GUESS_WRONG;
	return GUESS_UNMEASURED;
}

void
lab_guess_event(struct lab_guesses *guesses, const struct event *ev)
{
	struct lab_guess *guess;

	if ((ev->kind != EV_GUESS && ev->kind != EV_MEASURED) || !ev->subject)
		return;
	guess = guess_for(guesses, ev->subject);
	if (ev->kind == EV_GUESS) {
		guessed(guess, ev);
		return;
	}
	free(guess->measured);
	free(guess->why);
	guess->state = state_of(ev);
	guess->measured = copy(ev->text);
	guess->why = copy(ev->cause);
}
