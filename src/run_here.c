/* SPDX-License-Identifier: MIT */
/*
 * cw_run() of one process, and nothing else: counterweight-mpi is linked with the one in cluster/ in its place.
 */
#include "pipeline.h"

cw_status
cw_run(const struct cw_run *run, struct cw_run_result *result_ret, struct cw_error *err)
{
        return cw_run_count(run, result_ret, err);
}
