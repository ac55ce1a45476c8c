/*
 * layout.h - the directories and files of a stack's state.
 *
 *   id              who this state is, in every record
 *   lock            see stack/lock.h
 *   run/NAME.json   records            log/NAME.log    and .log.1
 *   data/NAME       a server's own     conf/           rendered, for all
 *   secrets/        0600; passwords, and files made of them
 *   bin/            the clients        scratch/        see stack_scratch()
 *   driver          which one the stack has: see choose.h
 *   ports           where its ports moved: see common/base/port_kept.h
 *
 * lock, scratch/ and driver are there with the docker driver, too.
 *
 * As root all but data/NAME and the secrets that servers read is root's: what
 * root reads back cannot be changed by a server.
 */
#ifndef CDCLAB_NATIVE_LAYOUT_H
#define CDCLAB_NATIVE_LAYOUT_H

#include <stdbool.h>
#include <sys/types.h>

struct buf;
struct err;
struct service;
struct native;

/* Can its folders be those of a stack? To be asked before anything is made. */
int layout_check(const struct native *native, struct err *err);

/* Make what is missing: directories, id, the clients. ERR_SYSTEM, ERR_STACK. */
int layout_make(struct native *native, struct err *err);

/* A directory of ours that the servers' account owns. */
int layout_make_data(
	const struct native *native, const char *path, struct err *err);

/* ERR_STACK when we are root and the account does not exist. */
int layout_account(const struct native *native, struct err *err);

/* Write the files of a service as stack.json says. */
int layout_write(const struct native *native, const struct service *service,
	struct err *err);

/* Remove those that must not stay once the server has read them. */
void layout_forget(const struct native *native, const struct service *service);

/* Append what its files say, secrets aside, to be hashed. */
int layout_describe(const struct native *native, const struct service *service,
	struct buf *out, struct err *err);

/* Append the templates themselves, which are the same for every state. */
int layout_templates(const struct native *native, const struct service *service,
	struct buf *out, struct err *err);

/* Read the passwords that exist; make: make those that do not. */
int layout_secrets(struct native *native, bool make, struct err *err);

/* Remove the data of the services in set; all of them: all that is native's. */
int layout_wipe(struct native *native, unsigned set, struct err *err);

#endif
