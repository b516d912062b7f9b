/* SPDX-License-Identifier: MIT */
/*
 * The table of counting kernels, best first.  A new kernel is a file that defines one struct cw_kernel, and a line here.
 */
#include "count/kernels.h"

#include "base/cpu.h"

#include <stdio.h>
#include <string.h>

static const struct cw_kernel *const table[] = {
#if CW_CPU_X86
        &cw_kernel_avx512icl,
        &cw_kernel_avx512,
        &cw_kernel_avx2,
#endif
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

const struct cw_kernel *
cw_kernel_by_name(const char *name)
{
        for (size_t i = 0; i < CW_ARRAY_LEN(table); i++) {
                if (strcmp(table[i]->name, name) == 0)
                        return table[i];
        }
        return NULL;
}

/* "avx2 and scalar", best first. */
static void
list_usable(char *text, size_t text_nbytes)
{
        size_t at = 0;
        for (size_t i = 0; i < CW_ARRAY_LEN(table) && at < text_nbytes; i++) {
                if (!table[i]->usable())
                        continue;
                const bool is_last = i + 1 == CW_ARRAY_LEN(table);
                const char *before = at == 0 ? "" : is_last ? " and " : ", ";
                at += (size_t)snprintf(text + at, text_nbytes - at, "%s%s", before, table[i]->name);
        }
}

cw_status
cw_kernel_choose(const char *name, const struct cw_kernel **kernel_ret, struct cw_error *err)
{
        const struct cw_kernel *kernel = name == NULL ? cw_kernel_best() : cw_kernel_by_name(name);
        if (kernel == NULL || !kernel->usable()) {
                char usable[128];
                list_usable(usable, sizeof(usable));
                return cw_fail(err, CW_E_USAGE, "%s '%s'; this machine can run %s",
                               kernel == NULL ? "there is no counting kernel" : "this processor cannot run the kernel",
                               name, usable);
        }
        *kernel_ret = kernel;
        return CW_OK;
}
