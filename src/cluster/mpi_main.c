/* SPDX-License-Identifier: MIT */
/*
 * main() of counterweight-mpi.
 */
#include "cli/program.h"
#include "cli/terminal.h"
#include "cluster/mpi_link.h"
#include "cluster/mpi_ranks.h"

int
main(int argc, char **argv)
{
        int code = cw_exit_code(CW_E_IO);
        if (!cw_link_begin(&argc, &argv))
                return code;
        if (cw_link_rank() == 0) {
                cli_distrust_terminals();
                code = cli_main(argc, argv);
                cw_ranks_dismiss(code);
        } else {
                code = cw_ranks_serve();
        }
        cw_link_end();
        return code;
}
