/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text that JSON, TOML and CSV all read: the shortest decimal that reads back as the very same value, always
 * with a '.' or an exponent, never `inf` or `nan`, whatever the locale.  Reading numbers is not done here.
 */
#ifndef CW_WRITE_NUMBER_H
#define CW_WRITE_NUMBER_H

#include <stdbool.h>

/** Room for any number of this file with its NUL; the longest, -2.2250738585072014e-308, has 24 bytes.  More, so that the
 *  compiler too can see that nothing is cut. */
enum { CW_NUMBER_NBYTES = 64 };

/** `value` rounded to float32: `1.0`, `0.31415927`, `1e-7`.  False, with "" in `out`, if it is not finite there. */
bool cw_number_float32(double value, char out[CW_NUMBER_NBYTES]);

/** `value` as float64, at most 17 digits.  False, with "" in `out`, if it is not finite. */
bool cw_number_float64(double value, char out[CW_NUMBER_NBYTES]);

#endif
