/* SPDX-License-Identifier: MIT */
/*
 * The one parallel region of the program, and the locks.
 */
#include "base/team.h"

#include <omp.h>
#include <stdint.h>
#include <time.h>

enum { NANOSECONDS = 1000 * 1000 * 1000 }; /* in a second */

/* The one that has nothing to do.  libgomp's threads wait for one another, at the start and at the end of a region, by spinning
 * for milliseconds, unless there are more of them than processors.  Where others want the processors too, the thread that
 * is waited for may then stand in line behind the one that waits: a start of 0.1 ms has been seen to take 8.  There is no
 * call to say so, and the environment is read before main(). */
static int
n_surplus(int n_threads)
{
        return n_threads == omp_get_num_procs();
}

int
cw_team_run(int n_threads, void (*work)(void *context, int worker), void *context)
{
        int n_ran = 1;
        if (n_threads <= 1) {
                /* No region at all: a library call from a forked child must not need a living OpenMP pool. */
                work(context, 0);
                return 1;
        }
#pragma omp parallel num_threads(n_threads + n_surplus(n_threads)) default(none) shared(n_ran, work, context, n_threads)
        {
                const int number = omp_get_thread_num(), n_there = omp_get_num_threads();
                if (number == 0)
                        n_ran = n_there < n_threads ? n_there : n_threads;
                if (number < n_threads)
                        work(context, number);
        }
        return n_ran;
}

int
cw_team_default_threads(void)
{
        int n = omp_get_max_threads();
        return n < 1 ? 1 : n;
}

double
cw_team_seconds(void)
{
        return omp_get_wtime();
}

void
cw_lock_init(struct cw_lock *lock)
{
        pthread_condattr_t steady; /* what is waited for passes whatever becomes of the date */
        pthread_mutex_init(&lock->mutex, NULL);
        pthread_condattr_init(&steady);
        pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
        pthread_cond_init(&lock->changed, &steady);
        pthread_condattr_destroy(&steady);
}

void
cw_lock_destroy(struct cw_lock *lock)
{
        pthread_cond_destroy(&lock->changed);
        pthread_mutex_destroy(&lock->mutex);
}

void
cw_lock_take(struct cw_lock *lock)
{
        pthread_mutex_lock(&lock->mutex);
}

void
cw_lock_give(struct cw_lock *lock)
{
        pthread_mutex_unlock(&lock->mutex);
}

void
cw_lock_wait(struct cw_lock *lock)
{
        pthread_cond_wait(&lock->changed, &lock->mutex);
}

void
cw_lock_wait_for(struct cw_lock *lock, double seconds)
{
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        const int64_t nanoseconds = until.tv_nsec + (int64_t)(seconds * NANOSECONDS);
        until.tv_sec += nanoseconds / NANOSECONDS;
        until.tv_nsec = nanoseconds % NANOSECONDS;
        pthread_cond_timedwait(&lock->changed, &lock->mutex, &until);
}

void
cw_lock_wake(struct cw_lock *lock)
{
        pthread_cond_broadcast(&lock->changed);
}
