/* SPDX-License-Identifier: MIT */
/*
 * .npy and lines: the two that hold the values and nothing else.
 *
 *   93 'NUMPY' 01 00 | u16 bytes of header | {'descr': '<f4', ... } spaces \n | float32 ...
 *                      all in front of the values is a multiple of 64 bytes
 */
#include "write/vector_write.h"

#include "write/number.h"

#include <stdio.h>
#include <string.h>

void
cw_npy_write(const struct cw_vector *vector, struct cw_buffer *out)
{
        char header[128];
        const int n = snprintf(header, sizeof(header), "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu,), }",
                               vector->n);
        const size_t used = 10 + (size_t)n + 1, whole = (used + 63) / 64 * 64;
        const size_t nbytes = whole - 10;
        const unsigned char magic[10] = {0x93, 'N', 'U', 'M',           'P',
                                         'Y',  1,   0,   nbytes & 0xFF, (unsigned char)(nbytes >> 8)};
        cw_buffer_add(out, magic, sizeof(magic));
        cw_buffer_add(out, header, (size_t)n);
        for (size_t i = used; i < whole; i++)
                cw_buffer_putc(out, ' ');
        cw_buffer_putc(out, '\n');
        for (size_t i = 0; i < vector->n; i++) {
                const float value = (float)vector->value[i];
                cw_buffer_add(out, &value, sizeof(value));
        }
}

void
cw_lines_write(const char *title, const struct cw_vector *vector, struct cw_buffer *out)
{
        cw_buffer_printf(out, "# %s: one value a label id, from id 0 on; numpy.loadtxt() reads this\n", title);
        for (size_t i = 0; i < vector->n; i++) {
                char number[CW_NUMBER_NBYTES];
                cw_number_float64(vector->value[i], number);
                cw_buffer_printf(out, "%s\n", number);
        }
}
