/* boot.h - which boot of the machine this is. */
#ifndef CDCLAB_BASE_BOOT_H
#define CDCLAB_BASE_BOOT_H

#define BOOT_MAX 40 /* a UUID and its NUL */

/* The kernel's id of this boot; "" when it cannot be read. */
void boot_id(char out[BOOT_MAX]);

#endif
