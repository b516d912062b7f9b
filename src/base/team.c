/* SPDX-License-Identifier: MIT */
/*
 * The one parallel region of the program, and the locks.
 */
#include "base/team.h"

#include <omp.h>
#include <stdatomic.h>
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

/* A child has the thread that forked and no other, but libgomp would have it wait for the threads that its parent kept for
 * the next region.  So the parent lets them go before it forks. */
static void
let_go_of_threads(void)
{
        (void)omp_pause_resource_all(omp_pause_soft);
}

static void
watch_forks(void)
{
        (void)pthread_atfork(let_go_of_threads, NULL, NULL); /* without memory for it, all is as before */
}

/* ---- helpers ------------------------------------------------------------------------------------------------- */

struct team {
        atomic_int n_idle; /* workers that have returned, but for those that help */
};

static _Thread_local struct team *own_team; /* of a worker, while it works */

bool
cw_team_has_idle(void)
{
        return own_team != NULL && atomic_load_explicit(&own_team->n_idle, memory_order_relaxed) > 0;
}

/* Threads that wait at the end of the region run tasks there. */
bool
cw_team_invite(void (*help)(void *context), void *context)
{
        struct team *team = own_team;
        int n = team == NULL ? 0 : atomic_load(&team->n_idle);
        while (n > 0 && !atomic_compare_exchange_weak(&team->n_idle, &n, n - 1))
                ;
        if (n <= 0)
                return false;
#pragma omp task default(none) firstprivate(help, context, team)
        {
                help(context);
                atomic_fetch_add(&team->n_idle, 1);
        }
        return true;
}

void
cw_team_see_off(void)
{
#pragma omp taskwait
}

/* ---- teams --------------------------------------------------------------------------------------------------- */

int
cw_team_run(int n_threads, void (*work)(void *context, int worker), void *context)
{
        struct team team = {0};
        int n_ran = 1;
        if (n_threads <= 1) {
                work(context, 0); /* what is small needs no OpenMP */
                return 1;
        }
        static pthread_once_t once = PTHREAD_ONCE_INIT;
        (void)pthread_once(&once, watch_forks);
#pragma omp parallel num_threads(n_threads + n_surplus(n_threads)) default(none) \
        shared(n_ran, work, context, n_threads, team)
        {
                const int number = omp_get_thread_num(), n_there = omp_get_num_threads();
                if (number == 0)
                        n_ran = n_there < n_threads ? n_there : n_threads;
                if (number < n_threads) {
                        own_team = &team;
                        work(context, number);
                        own_team = NULL;
                        atomic_fetch_add(&team.n_idle, 1);
                }
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
