/* build_tag.h - what the makers of nodes from tags share among themselves. */
#ifndef CDCLAB_LAYOUT_BUILD_TAG_H
#define CDCLAB_LAYOUT_BUILD_TAG_H

#include <stdbool.h>

struct build;
struct mdx_part;
struct node;
struct tag;

/* In the text, of part->text_len bytes; lent. */
const char *build_tag_name(const struct build *b, const struct mdx_part *part);

/* In the arena; NULL: it has no such attribute. */
const char *build_tag_attr(
	const struct build *b, const struct mdx_part *part, const char *name);

/* What comes next is in the node, until part is closed. */
void build_tag_begin(
	struct build *b, struct node *node, const struct mdx_part *part);

/* Leave what a tag of that name began, if it is open in this container. */
void build_tag_end(struct build *b, const struct mdx_part *part);

/* A picture or the like, by what stands for it. */
void build_tag_media(struct build *b, const struct mdx_part *part);

/* In MDX all that HTML does not know. */
bool build_tag_is_component(const struct build *b, const struct tag *tag,
	const struct mdx_part *part);

/*
 * Something that a reader has to put in, <name>, and no tag: it has no end, and
 * is not one of HTML's that need none. Beside text even names of HTML are
 * placeholders: "copy <source> to <path>".
 */
bool build_tag_is_placeholder(const struct build *b, const struct tag *tag,
	const struct mdx_part *part);

#endif
