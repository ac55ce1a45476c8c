#include "config.h"

#include "common/base/boot.h"

#include <fcntl.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

void
boot_id(char out[BOOT_MAX])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, out, BOOT_MAX - 1);

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}
