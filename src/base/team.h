/* SPDX-License-Identifier: MIT */
/*
 * Threads: the only place that knows OpenMP.  A team runs one function on every worker and ends when all have returned;
 * work is shared out by whatever the function takes it from (pipeline.c).  A lock is held for moments only.
 */
#ifndef CW_BASE_TEAM_H
#define CW_BASE_TEAM_H

#include <pthread.h>
#include <stdbool.h>

/** Runs work(context, worker) for worker 0 .. n-1 side by side, n being at most `n_threads`; returns n.  The system may
 *  give fewer threads than were asked for. */
int cw_team_run(int n_threads, void (*work)(void *context, int worker), void *context);

/* A worker that cannot share out what it has to do may be helped by those that have returned, while it works.  To be called
 * by workers only, or where there is no team: then nobody is idle. */

/** Whether a worker of the caller's team has returned, and does not help yet. */
bool cw_team_has_idle(void);
/** Has one of them run help(context), soon.  False: there is none.  The caller sees it off before what it was told of ends. */
bool cw_team_invite(void (*help)(void *context), void *context);
/** Waits for all whom the caller has invited, who have been told to come to an end.  Who has not begun yet will do so now. */
void cw_team_see_off(void);

/** Threads to use where the user did not say: OMP_NUM_THREADS, else the cores this process may run on; at least 1. */
int cw_team_default_threads(void);

/** Seconds of a steady clock. */
double cw_team_seconds(void);

/* A mutex with a condition: POSIX underneath, since OpenMP has no condition to wait on. */
struct cw_lock {
        pthread_mutex_t mutex;
        pthread_cond_t changed;
};

void cw_lock_init(struct cw_lock *lock);
void cw_lock_destroy(struct cw_lock *lock);
void cw_lock_take(struct cw_lock *lock);
void cw_lock_give(struct cw_lock *lock);
/** With the lock held: sleeps until cw_lock_wake(), holding it again on return.  May wake for no reason. */
void cw_lock_wait(struct cw_lock *lock);
/** The same, for so many seconds at most. */
void cw_lock_wait_for(struct cw_lock *lock, double seconds);
void cw_lock_wake(struct cw_lock *lock); /**< wakes all that wait */

#endif
