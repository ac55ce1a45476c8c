#include "config.h"

#include "reader/diagram/seq_parse.h"

#include <string.h>
#include <strings.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "reader/diagram/source.h"

#define NUMBER_END 100000000 /* in hundredths: a million */
#define SLICE_NONE ((struct slice){ 0 })

static int
frame_now(const struct seq_parser *parser)
{
	const struct seq_open *open = parser->open;

	while (open && open->frame < 0)
		open = open->outer;
	return open ? open->frame : -1;
}

/* Lent until the next one. */
static struct seq_event *
add_event(struct seq_parser *parser, enum seq_kind kind)
{
	struct seq_model *model = parser->model;
	struct seq_event *event;

	if (model->nevent == model->event_room) {
		int room = model->event_room ? model->event_room * 2 : 32;

		event = arena_alloc(
			parser->arena, (size_t)room * sizeof(*event));
		if (model->nevent)
			memcpy(event, model->events,
				(size_t)model->nevent * sizeof(*event));
		model->events = event;
		model->event_room = room;
	}
	event = &model->events[model->nevent++];
	*event = (struct seq_event){ .kind = kind, .frame = frame_now(parser) };
	return event;
}

static bool
take_active(struct seq_parser *parser, struct slice rest)
{
	if (!rest.len)
		return false;
	add_event(parser,
		slice_is(parser->word, "activate") ? SEQ_ACTIVATE
						   : SEQ_DEACTIVATE)
		->from = seq_actor_of(parser, rest);
	return true;
}

/* "right of A: text", "over A,B: text" */
static bool
seq_note(struct seq_parser *parser, struct slice rest)
{
	static const struct {
		const char *word;
		int side;
	} sides[] = { { "left of ", -1 }, { "right of ", 1 }, { "over ", 0 } };
	const char *colon = memchr(rest.s, ':', rest.len), *comma;
	struct slice who = rest, other;
	struct seq_event *event;
	size_t i, n = 0;

	for (i = 0; i < ARRAY_LEN(sides); i++) {
		n = strlen(sides[i].word);
		if (n <= rest.len && !strncasecmp(rest.s, sides[i].word, n))
			break;
	}
	if (!colon || i == ARRAY_LEN(sides))
		return false;
	who.len = (size_t)(colon - rest.s);
	who = slice_past(who, n < who.len ? n : who.len);
	comma = memchr(who.s, ',', who.len);
	other = comma ? slice_past(who, (size_t)(comma - who.s) + 1) : who;
	if (comma)
		who.len = (size_t)(comma - who.s);
	who = slice_trim(who);
	if (!who.len || !other.len)
		return false;
	event = add_event(parser, SEQ_NOTE);
	event->from = seq_actor_of(parser, who);
	event->to = sides[i].side ? event->from : seq_actor_of(parser, other);
	event->side = sides[i].side;
	event->text =
		slice_unwrapped(slice_past(rest, (size_t)(colon - rest.s) + 1));
	return true;
}

static bool
take_autonumber(struct seq_parser *parser, struct slice rest)
{
	parser->numbered = !slice_is(rest, "off");
	if (!parser->numbered)
		return true;
	parser->number = parser->step = 100;
	if (slice_number(&rest, &parser->number))
		slice_number(&rest, &parser->step);
	return !rest.len;
}

static void
open_push(struct seq_parser *parser, int frame)
{
	struct seq_open *open = arena_alloc(parser->arena, sizeof(*open));

	open->outer = parser->open;
	open->frame = frame;
	parser->open = open;
}

static bool
take_box(struct seq_parser *parser, struct slice rest)
{
	open_push(parser, -1);
	parser->box.number = ++parser->nbox;
	parser->box.title = seq_box_title(rest);
	return true;
}

static bool
take_frame(struct seq_parser *parser, struct slice rest)
{
	struct seq_event *event = add_event(parser, SEQ_FRAME);

	event->word = parser->word;
	if (slice_is(event->word, "par_over"))
		event->word.len = strlen("par");
	event->text = slice_unwrapped(rest);
	open_push(parser, parser->model->nevent - 1);
	return true;
}

/* A rect is a colour, which no reader of rows sees: a frame without words. */
static bool
take_rect(struct seq_parser *parser, struct slice rest)
{
	parser->word = rest = SLICE_NONE;
	return take_frame(parser, rest);
}

static bool
seq_part(struct seq_parser *parser, struct slice rest)
{
	struct seq_event *event;

	if (frame_now(parser) < 0)
		return false;
	event = add_event(parser, SEQ_PART);
	event->word = parser->word;
	event->text = rest;
	return true;
}

static void
close_open(struct seq_parser *parser)
{
	if (parser->open->frame >= 0)
		add_event(parser, SEQ_END);
	else
		parser->box = (struct seq_box){ 0 };
	parser->open = parser->open->outer;
}

static bool
seq_end(struct seq_parser *parser, struct slice rest)
{
	if (!parser->open || rest.len)
		return false;
	close_open(parser);
	return true;
}

static bool
take_title(struct seq_parser *parser, struct slice rest)
{
	if (rest.len && rest.s[0] == ':')
		rest = slice_past(rest, 1);
	parser->caption->title = text_decode(parser->arena, rest.s, rest.len);
	return true;
}

/* "link A: text @ address" names an actor; nothing of it is drawn. */
static bool
seq_link(struct seq_parser *parser, struct slice rest)
{
	const char *colon = memchr(rest.s, ':', rest.len);

	if (!colon)
		return false;
	rest.len = (size_t)(colon - rest.s);
	rest = slice_trim(rest);
	if (rest.len)
		seq_actor_of(parser, rest);
	return rest.len > 0;
}

static const struct keyword {
	const char *word;
	bool (*take)(struct seq_parser *parser, struct slice rest);
} keywords[] = {
	{ "participant", seq_take_participant },
	{ "actor", seq_take_actor },
	{ "create", seq_take_create },
	{ "destroy", seq_take_destroy },
	{ "activate", take_active },
	{ "deactivate", take_active },
	{ "note", seq_note },
	{ "autonumber", take_autonumber },
	{ "box", take_box },
	{ "loop", take_frame },
	{ "opt", take_frame },
	{ "alt", take_frame },
	{ "par", take_frame },
	{ "par_over", take_frame },
	{ "critical", take_frame },
	{ "break", take_frame },
	{ "rect", take_rect },
	{ "else", seq_part },
	{ "and", seq_part },
	{ "option", seq_part },
	{ "end", seq_end },
	{ "title", take_title },
	{ "links", seq_link },
	{ "link", seq_link },
	{ "properties", seq_link },
	{ "details", seq_link },
};

static const struct keyword *
keyword_of(struct slice word)
{
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		if (slice_is(word, keywords[i].word))
			return &keywords[i];
	return NULL;
}

/* It never grows to what an int does not hold. */
static int
next_number(const struct seq_parser *parser)
{
	return (parser->number + parser->step) % NUMBER_END;
}

static bool
seq_message(struct seq_parser *parser, struct slice line)
{
	struct seq_arrow arrow;
	struct seq_event *event;
	int from, to;

	if (!seq_arrow_read(&arrow, line))
		return false;
	from = seq_actor_of(parser, arrow.from);
	to = seq_actor_of(parser, arrow.to);
	event = add_event(parser, SEQ_MESSAGE);
	event->from = from;
	event->to = to;
	event->text = slice_unwrapped(arrow.text);
	event->tail = arrow.tail;
	event->head = arrow.head;
	event->dotted = arrow.dotted;
	event->numbered = parser->numbered;
	event->number = parser->number;
	if (parser->numbered)
		parser->number = next_number(parser);
	seq_settle(parser, event);
	if (arrow.plus)
		add_event(parser, SEQ_ACTIVATE)->from = to;
	if (arrow.minus)
		add_event(parser, SEQ_DEACTIVATE)->from = from;
	return true;
}

/* A word that an arrow follows is somebody's name. */
static bool
is_message(struct slice rest)
{
	return rest.len >= 2 && (rest.s[0] == '-' || rest.s[0] == '<') &&
		strchr("->x)<|", rest.s[1]);
}

static bool
seq_statement(struct seq_parser *parser, struct slice line)
{
	struct slice rest;
	const struct keyword *keyword;

	parser->word = slice_word(line);
	rest = slice_past(line, parser->word.len);
	keyword = keyword_of(parser->word);
	if (keyword && !is_message(rest))
		return keyword->take(parser, rest);
	return seq_message(parser, line);
}

static void
seq_line(struct seq_parser *parser, struct slice line, int number)
{
	struct seq_model *model = parser->model;

	line = slice_trim(line);
	if (!line.len || *line.s == '#')
		return;
	if (seq_statement(parser, line))
		return;
	if (!model->skipped++)
		model->skipped_line = number;
}

/* Does the semicolon at s[at] end "#quot;" and not a statement? */
static bool
ends_entity(const char *s, size_t at)
{
	size_t n = 0;

	while (n < at && n < 10 &&
		strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"
		       "KLMNOPQRSTUVWXYZ0123456789",
			s[at - n - 1]))
		n++;
	return n && n < at && (s[at - n - 1] == '#' || s[at - n - 1] == '&');
}

/* " # words" is a comment. Mermaid drops "#12", too; here it is kept. */
static size_t
comment_at(const struct source_line *line)
{
	size_t i;

	for (i = 0; i < line->len; i++)
		if (line->s[i] == '#' &&
			(!i || strchr(" \t;-", line->s[i - 1])) &&
			(i + 1 == line->len || strchr(" \t;", line->s[i + 1])))
			break;
	return i;
}

/* Statements of a line, from a place on, between semicolons. */
static void
seq_statements(
	struct seq_parser *parser, const struct source_line *line, size_t from)
{
	size_t len = comment_at(line);

	for (size_t i = from; i <= len; i++) {
		if (i < len &&
			(line->s[i] != ';' ||
				ends_entity(line->s + from, i - from)))
			continue;
		seq_line(parser, (struct slice){ line->s + from, i - from },
			line->number);
		from = i + 1;
	}
}

/* Whose creation no message followed was there all the time. */
static void
seq_finish(struct seq_parser *parser)
{
	if (parser->created >= 0)
		parser->model->actors[parser->created].created = false;
	while (parser->open) /* the text ended before them */
		close_open(parser);
}

struct seq_model *
seq_parse(const struct source_line *head, struct diagram_source *source)
{
	struct arena *arena = source->arena;
	struct source_line line;
	struct seq_parser parser = {
		.arena = arena,
		.caption = &source->caption,
		.model = arena_alloc(arena, sizeof(*parser.model)),
		.created = -1,
		.destroyed = -1,
	};

	line = *head;
	seq_statements(&parser, &line, strlen("sequenceDiagram"));
	while (source_next(source, &line)) {
		if (source_caption(source, &line))
			continue;
		seq_statements(&parser, &line, 0);
		if (parser.model->nevent > SEQ_EVENTS)
			parser.model->too_much = true;
		if (parser.model->too_much)
			break;
	}
	seq_finish(&parser);
	return parser.model;
}
