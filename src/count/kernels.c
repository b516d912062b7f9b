/* SPDX-License-Identifier: MIT */
/*
 * The table of counting kernels, best first.  A new kernel is a file that defines one struct cw_kernel, and a line here.
 */
#include "count/kernels.h"

static const struct cw_kernel *const table[] = {
        &cw_kernel_scalar,
};

const struct cw_kernel *
cw_kernel_best(void)
{
        for (size_t i = 0; i + 1 < CW_ARRAY_LEN(table); i++) {
                if (table[i]->usable())
                        return table[i];
        }
        return &cw_kernel_scalar;
}

const struct cw_kernel *
cw_kernel_at(size_t index)
{
        return index < CW_ARRAY_LEN(table) ? table[index] : NULL;
}
