/* label.h - what a fence says of its code behind the marks. */
#ifndef CDCLAB_LAYOUT_LABEL_H
#define CDCLAB_LAYOUT_LABEL_H

/*
 * "sh" and "A title" of "sh A title", 'sh title="A title"', 'sh [A title]',
 * "sh:a.sh" and the like; words that only say how it looks are left out.
 * NULL: there is none. Release with label_release().
 */
struct label {
	char *lang, *title;
};

struct label label_of(const char *info);
void label_release(struct label *label);

#endif
