/*
 * render.h - stack.json's words and templates, filled in for this machine.
 *
 *   @PARTS@ @STATE@ @CONF@ @SECRETS@ @HOSTNAME@   places
 *   @DATA@ @TARGET@      the service's data, and where it is being made
 *   @JARS:kafka/lib@     every jar of a part, by name, as a class path
 *   @CDS:kafka@          the flag for a class-data archive; "" without one
 *   @LIST:name@          a list of stack.json, quoted for a shell
 *   @SECRET:postgres@    a service's password; only where secrets may go
 *   @NET@.11             an address for the names that servers have for each
 *                        other; a stack whose ports moved has its own
 *   @PORT:8083@          where the lesson's port of this machine is
 *   @HOME:text@          text, unless the ports moved
 *
 * In a list of words "*name" stands for a list of stack.json, and a word that
 * comes out empty is left out.
 */
#ifndef CDCLAB_NATIVE_RENDER_H
#define CDCLAB_NATIVE_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct buf;
struct err;
struct service;
struct native;

/* v ends with NULL once there is a word; release with word_list_release(). */
struct word_list {
	char **v;
	size_t n;
};

void word_list_release(struct word_list *words);

/* service may be NULL. Without secrets their names stay. ERR_SYNTAX. */
int render_text(const struct native *native, const struct service *service,
	const char *text, bool secrets, struct buf *out, struct err *err);

/*
 * Append the words of a JSON array (NULL: none) to out. making: its data is
 * only being made, so @DATA@ is @TARGET@.
 */
int render_words(const struct native *native, const struct service *service,
	bool making, const json_t *array, struct word_list *out,
	struct err *err);

#endif
