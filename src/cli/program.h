/* SPDX-License-Identifier: MIT */
/*
 * The program without its main(), which counterweight and counterweight-mpi each have their own of.
 */
#ifndef CW_CLI_PROGRAM_H
#define CW_CLI_PROGRAM_H

/** What main() does: returns the exit code. */
int cli_main(int argc, char **argv);

#endif
