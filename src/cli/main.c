/* SPDX-License-Identifier: MIT */
/*
 * main() of counterweight.  That of counterweight-mpi is in cluster/.
 */
#include "cli/program.h"

int
main(int argc, char **argv)
{
        return cli_main(argc, argv);
}
