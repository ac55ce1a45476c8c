/*
 * tabs.h - what a tab is called. Sites say it in three places: in the tab, in
 * <Tabs values={[{ label: 'A', value: 'a' }]}>, in <Tabs items={['A']}>.
 */
#ifndef CDCLAB_LAYOUT_TABS_H
#define CDCLAB_LAYOUT_TABS_H

struct node;

/* Of its Tabs' children of its kind it is the nth, from 1. Owned, or NULL. */
char *tabs_label(const struct node *tab, int nth);

#endif
