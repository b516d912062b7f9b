/* SPDX-License-Identifier: MIT */
/*
 * The one parallel region of the program, and the locks.
 */
#include "base/team.h"

#include <omp.h>

int
cw_team_run(int n_threads, void (*work)(void *context, int worker), void *context)
{
        int n_ran = 1;
        if (n_threads <= 1) {
                /* No region at all: a library call from a forked child must not need a living OpenMP pool. */
                work(context, 0);
                return 1;
        }
#pragma omp parallel num_threads(n_threads) default(none) shared(n_ran, work, context)
        {
#pragma omp single nowait
                n_ran = omp_get_num_threads();
                work(context, omp_get_thread_num());
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
        pthread_mutex_init(&lock->mutex, NULL);
        pthread_cond_init(&lock->changed, NULL);
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
cw_lock_wake(struct cw_lock *lock)
{
        pthread_cond_broadcast(&lock->changed);
}
