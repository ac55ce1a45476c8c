/* doctor.h - is this machine fit for the servers? Asked before they start. */
#ifndef CDCLAB_STACK_DOCTOR_H
#define CDCLAB_STACK_DOCTOR_H

struct ctl;
struct err;
struct place;
struct sink;

/*
 * Send an EV_FINDING for each thing that was looked at; driver as in
 * stack_open(). Returns how many of them are bad. Changes nothing. -1: it was
 * cancelled.
 */
int doctor_look(const struct place *place, const char *driver,
	const struct ctl *ctl, const struct sink *sink, struct err *err);

#endif
