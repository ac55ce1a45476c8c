/*
 * sender.h - the thread of an engine that sends what its learner's labs write
 * into their journals, while he is in a class. Nobody ever waits for it.
 */
#ifndef CDCLAB_CLASS_SENDER_H
#define CDCLAB_CLASS_SENDER_H

struct place;
struct sender;
struct sink;

/*
 * place and out are lent until sender_stop(). NULL: there is no thread for it.
 *
 * How it stands is told as a class.frame of no request, whenever that changes:
 * {"member": what the class calls him, "class": its name, "hand": true if it is
 * up, "unsent": why something waits, "said": what the instructor says now}; {}
 * once he is in none.
 */
struct sender *sender_start(const struct place *place, const struct sink *out);

/*
 * End it at once. What is not sent yet is left to a process of its own, which
 * runs "send" of the engine at place->engine; NULL is fine.
 */
void sender_stop(struct sender *sender);

/*
 * That process: until all is sent, the class is closed, or some time is over.
 */
void sender_run(const struct place *place);

#endif
