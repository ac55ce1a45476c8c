#include "config.h"

#include "common/base/ctl.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/errno_text.h"

struct ctl
ctl_within(const struct ctl *ctl, int64_t ms)
{
	struct ctl child = *ctl;
	int64_t end = clock_ms() + ms;

	assert(ms >= 0);
	if (!child.deadline_ms || end < child.deadline_ms)
		child.deadline_ms = end;
	return child;
}

bool
ctl_cancelled(const struct ctl *ctl)
{
	return ctl->cancel && atomic_load(ctl->cancel);
}

int64_t
ctl_left_ms(const struct ctl *ctl)
{
	int64_t left;

	if (!ctl->deadline_ms)
		return INT32_MAX;
	left = ctl->deadline_ms - clock_ms();
	return left > 0 ? left : 0;
}

int
ctl_check(const struct ctl *ctl, struct err *err)
{
	if (ctl_cancelled(ctl))
		return err_set(err, ERR_CANCELLED, "cancelled");
	if (!ctl_left_ms(ctl))
		return err_set(err, ERR_TIMEOUT, "no answer in time");
	return 0;
}

static int
slice(const struct ctl *ctl, int64_t ms)
{
	int64_t left = ctl_left_ms(ctl);

	if (ms > left)
		ms = left;
	return (int)(ms > CTL_SLICE_MS ? CTL_SLICE_MS : ms);
}

int
ctl_wait(const struct ctl *ctl, int64_t ms, struct err *err)
{
	int64_t end = clock_ms() + ms;

	for (;;) {
		int64_t left = end - clock_ms();

		if (ctl_check(ctl, err) < 0)
			return -1;
		if (left <= 0)
			return 0;
		poll(NULL, 0, slice(ctl, left));
	}
}

int
ctl_poll(const struct ctl *ctl, int fd, short events, struct err *err)
{
	struct pollfd pfd = { .fd = fd, .events = events };

	for (;;) {
		int n;

		if (ctl_check(ctl, err) < 0)
			return -1;
		n = poll(&pfd, 1, slice(ctl, CTL_SLICE_MS));
		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return err_set(
				err, ERR_SYSTEM, "poll: %s", errno_text(errno));
	}
}
