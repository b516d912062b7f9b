/* SPDX-License-Identifier: MIT */
/*
 * Option values from text: numbers, sizes, lists of ids.  Each function takes the whole text or refuses it; what the
 * option is called and what is allowed the caller tells the user.
 */
#ifndef CW_CLI_VALUES_H
#define CW_CLI_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A decimal integer, sign allowed.  *end_ret is where it ends. */
bool cli_read_int(const char *text, int64_t *value_ret, const char **end_ret);
/** A finite decimal number: no hexadecimal, inf or nan. */
bool cli_read_real(const char *text, double *value_ret);
/** text[0 .. n): "5%", or "0.05". */
bool cli_read_share(const char *text, size_t n, double *share_ret);
/** Bytes with an optional unit: K, M, G, T and KiB, MiB, ... are powers of 1024; KB, MB, ... of 1000; any case. */
bool cli_read_size(const char *text, uint64_t *nbytes_ret);
/** A bare or dotted TOML key: letters, digits, '-', '_', with dots between. */
bool cli_is_toml_key(const char *text);

#endif
