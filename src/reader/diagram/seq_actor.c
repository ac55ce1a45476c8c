#include "config.h"

#include "reader/diagram/seq_parse.h"

#include <string.h>

#define SLICE_NONE ((struct slice){ 0 })

int
seq_actor_of(struct seq_parser *parser, struct slice id)
{
	struct seq_model *model = parser->model;

	for (int i = 0; i < model->nactor; i++)
		if (model->actors[i].id.len == id.len &&
			!memcmp(model->actors[i].id.s, id.s, id.len))
			return i;
	if (model->nactor == SEQ_ACTORS) {
		model->too_much = true;
		return 0;
	}
	model->actors[model->nactor] =
		(struct seq_actor){ .id = id, .label = id };
	return model->nactor++;
}

/* The value of "alias" in "{ "type": "queue", "alias": "Jobs" }". */
static struct slice
alias_in(struct slice config)
{
	const char *p = slice_find(config, "alias"), *end;
	const char *stop = config.s + config.len, *quote;

	if (!p || !(p = memchr(p, ':', (size_t)(stop - p))))
		return SLICE_NONE;
	p++;
	quote = memchr(p, '"', (size_t)(stop - p));
	if (!quote)
		return SLICE_NONE;
	end = memchr(quote + 1, '"', (size_t)(stop - quote) - 1);
	if (!end)
		return SLICE_NONE;
	return (struct slice){ quote + 1, (size_t)(end - quote) - 1 };
}

/* "id@{ ... } as Label", its last two parts not always there. */
static int
declare(struct seq_parser *parser, struct slice rest)
{
	struct slice id = rest, label = SLICE_NONE;
	const char *at = slice_find(rest, "@{"), *as, *close;
	int actor;

	close = at ? memchr(at, '}', (size_t)(rest.s + rest.len - at)) : NULL;
	if (close) {
		label = alias_in((struct slice){ at, (size_t)(close - at) });
		id.len = (size_t)(at - id.s);
		rest.len -= (size_t)(close - rest.s);
		rest.s = close;
	}
	as = slice_find(rest, " as ");
	if (as) {
		if (!close)
			id.len = (size_t)(as - id.s);
		label = slice_past(rest, (size_t)(as - rest.s) + 4);
	}
	id = slice_trim(id);
	actor = id.len ? seq_actor_of(parser, id) : -1;
	if (actor < 0)
		return -1;
	if (label.len)
		parser->model->actors[actor].label = slice_unwrapped(label);
	if (!parser->model->actors[actor].box.number)
		parser->model->actors[actor].box = parser->box;
	return actor;
}

bool
seq_take_participant(struct seq_parser *parser, struct slice rest)
{
	return declare(parser, rest) >= 0;
}

bool
seq_take_actor(struct seq_parser *parser, struct slice rest)
{
	int actor = declare(parser, rest);

	if (actor >= 0)
		parser->model->actors[actor].person = true;
	return actor >= 0;
}

bool
seq_take_create(struct seq_parser *parser, struct slice rest)
{
	struct slice word = slice_word(rest);
	bool person = slice_is(word, "actor");
	int before = parser->model->nactor, actor;

	if (person || slice_is(word, "participant"))
		rest = slice_past(rest, word.len);
	actor = declare(parser, rest);
	if (actor < before) /* who is there already is not created */
		return actor >= 0;
	parser->model->actors[actor].person = person;
	parser->model->actors[actor].created = true;
	parser->created = actor;
	return true;
}

bool
seq_take_destroy(struct seq_parser *parser, struct slice rest)
{
	if (!rest.len)
		return false;
	parser->destroyed = seq_actor_of(parser, rest);
	return true;
}

void
seq_settle(struct seq_parser *parser, struct seq_event *event)
{
	if (parser->created >= 0 && event->to == parser->created &&
		event->from != event->to) {
		event->creates = true;
	} else if (parser->created >= 0) {
		parser->model->actors[parser->created].created = false;
	}
	parser->created = -1;
	if (parser->destroyed < 0)
		return;
	event->destroys_to = event->to == parser->destroyed;
	event->destroys_from =
		!event->destroys_to && event->from == parser->destroyed;
	if (event->destroys_to || event->destroys_from)
		parser->destroyed = -1;
}
