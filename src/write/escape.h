/* SPDX-License-Identifier: MIT */
/*
 * Names and command lines as they must stand in each kind of output.  Names come from data: they may hold quotes,
 * control characters and bytes that are not UTF-8.
 *
 * JSON and TOML cannot hold a byte that is not UTF-8.  Such a byte 0xE9 is written as U+FFFD followed by "E9" (two hex
 * digits), so that distinct names stay distinct and a person sees where the damage is; JSON output gives the exact bytes
 * beside it (see json_write.h).  A lone surrogate (Python's surrogateescape) was rejected: strict JSON readers refuse it.
 */
#ifndef CW_WRITE_ESCAPE_H
#define CW_WRITE_ESCAPE_H

#include "base/buffer.h"

/** Whether all of `s` is UTF-8. */
bool cw_is_utf8(const char *s);

/** A quoted JSON string. */
void cw_escape_json(struct cw_buffer *out, const char *s);
/** A quoted TOML basic string. */
void cw_escape_toml(struct cw_buffer *out, const char *s);
/** The text of a TOML comment: a control character 0x0A becomes `\x0A`, so that no name can end the comment. */
void cw_escape_comment(struct cw_buffer *out, const char *s);
/** A double-quoted YAML scalar, and the text of a YAML comment: what YAML takes for a line's end is escaped too. */
void cw_escape_yaml(struct cw_buffer *out, const char *s);
void cw_escape_yaml_comment(struct cw_buffer *out, const char *s);
/** A cell of RFC 4180: in quotes where it must be; bytes are kept as they are. */
void cw_escape_csv(struct cw_buffer *out, const char *s);
/** A cell of a Markdown table: what Markdown would take for markup gets a backslash. */
void cw_escape_markdown(struct cw_buffer *out, const char *s);

#endif
