/* SPDX-License-Identifier: MIT */
/*
 * Label names out of the features that Hugging Face's `datasets` writes beside or into its files: the JSON under the key
 * "huggingface" of an Arrow or Parquet schema, {"info": {"features": {...}}}.
 */
#ifndef CW_LABELS_LABEL_FEATURES_H
#define CW_LABELS_LABEL_FEATURES_H

#include "labels/label_map.h"

/** Names of the ClassLabel of column `column` (a dotted path where it is nested), however deep in lists it lies.  CW_OK
 *  with *map_ret NULL where there are none: another type, no such column, text that is no JSON.  CW_E_DATA for names that
 *  make no label map, CW_E_MEMORY. */
CW_MUST_USE cw_status cw_label_features(const char *json, size_t nbytes, const char *column, const char *source,
                                        struct cw_label_map **map_ret, struct cw_error *err);

#endif
