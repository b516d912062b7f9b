/* SPDX-License-Identifier: MIT */
/*
 * How many ranks cw_count() of the unit tests plays.
 */
#ifndef RANKS_IN_THREADS_H
#define RANKS_IN_THREADS_H

/** 0: one process, without any of it. */
extern int ranks_in_threads;

#endif
