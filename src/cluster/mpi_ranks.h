/* SPDX-License-Identifier: MIT */
/*
 * The ranks of counterweight-mpi.  Rank 0 runs the program; the others wait, count with it whenever it counts (cw_run()
 * in mpi_root.c), and end with it.
 */
#ifndef CW_CLUSTER_MPI_RANKS_H
#define CW_CLUSTER_MPI_RANKS_H

/** Of ranks other than 0: serves until rank 0 ends.  Returns the exit code, which is rank 0's. */
int cw_ranks_serve(void);

/** Of rank 0, at the end: sends the others home. */
void cw_ranks_dismiss(int code);

#endif
