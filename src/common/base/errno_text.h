/* errno_text.h - what the kernel refused, as a message of ours where it is common. */
#ifndef CDCLAB_BASE_ERRNO_TEXT_H
#define CDCLAB_BASE_ERRNO_TEXT_H

/* In place of strerror(3); see msg.h. Lent for ever, or strerror()'s own. */
const char *errno_text(int code);

#endif
