/* SPDX-License-Identifier: MIT */
/*
 * The two tables of the TOML output as YAML, for Hydra, NeMo and others whose configurations are YAML.  Keys are
 * integers; every number is one for YAML 1.1 too, whose floats must have a point and a signed exponent.
 *
 *     class_weights:                         class_weights_info:
 *       0: 1.0  # O                            scheme: "inverse_sqrt"
 */
#ifndef CW_WRITE_YAML_WRITE_H
#define CW_WRITE_YAML_WRITE_H

#include "base/buffer.h"
#include "base/result.h"

/** `table` as of TOML: a dotted key nests.  CW_E_USAGE if it is no key. */
CW_MUST_USE cw_status cw_yaml_write(const struct cw_weights *weights, const char *table, struct cw_buffer *out,
                                    struct cw_error *err);

#endif
