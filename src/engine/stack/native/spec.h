/* spec.h - native/stack.json: how each service of services.json is made here. */
#ifndef CDCLAB_NATIVE_SPEC_H
#define CDCLAB_NATIVE_SPEC_H

struct err;
struct native;

/* Read it into native, whose base has its services. As service_load(). */
int spec_load(struct native *native, struct err *err);
void spec_release(struct native *native);

#endif
