/*
 * C11's threads by POSIX's, for a build with TSan: that of GCC 12 and of Clang
 * 14 knows only the latter, and librdkafka's threads would be none to it. They
 * are found here before those of the C library; cnd_timedwait() is in kafka.c.
 * In any other build this is empty.
 */
#include "config.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

#include "common/base/buf.h"

#if defined(__SANITIZE_THREAD__)
#define WITH_TSAN
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN
#endif
#endif

#ifdef WITH_TSAN

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "as in glibc");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "as in glibc");

struct start {
	thrd_start_t run;
	void *arg;
};

static void *
begin(void *arg)
{
	struct start start = *(struct start *)arg;

	free(arg);
	return (void *)(intptr_t)start.run(start.arg);
}

static int
result(int error)
{
	return error ? thrd_error : thrd_success;
}

int
thrd_create(thrd_t *thread, thrd_start_t run, void *arg)
{
	struct start *start = mem_alloc(sizeof(*start));

	*start = (struct start){ run, arg };
	return result(pthread_create(thread, NULL, begin, start));
}

int
thrd_join(thrd_t thread, int *status)
{
	void *value = NULL;
	int error = pthread_join(thread, &value);

	if (status)
		*status = (int)(intptr_t)value;
	return result(error);
}

void
call_once(once_flag *flag, void (*run)(void))
{
	pthread_once((pthread_once_t *)flag, run);
}

int
mtx_init(mtx_t *mutex, int type)
{
	pthread_mutexattr_t attr;
	int error;

	pthread_mutexattr_init(&attr);
	if (type & mtx_recursive)
		pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	error = pthread_mutex_init((pthread_mutex_t *)mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return result(error);
}

void
mtx_destroy(mtx_t *mutex)
{
	pthread_mutex_destroy((pthread_mutex_t *)mutex);
}

int
mtx_lock(mtx_t *mutex)
{
	return result(pthread_mutex_lock((pthread_mutex_t *)mutex));
}

int
mtx_unlock(mtx_t *mutex)
{
	return result(pthread_mutex_unlock((pthread_mutex_t *)mutex));
}

int
cnd_init(cnd_t *cond)
{
	return result(pthread_cond_init((pthread_cond_t *)cond, NULL));
}

void
cnd_destroy(cnd_t *cond)
{
	pthread_cond_destroy((pthread_cond_t *)cond);
}

int
cnd_signal(cnd_t *cond)
{
	return result(pthread_cond_signal((pthread_cond_t *)cond));
}

int
cnd_broadcast(cnd_t *cond)
{
	return result(pthread_cond_broadcast((pthread_cond_t *)cond));
}

int
cnd_wait(cnd_t *cond, mtx_t *mutex)
{
	return result(pthread_cond_wait(
		(pthread_cond_t *)cond, (pthread_mutex_t *)mutex));
}

#endif
