/* SPDX-License-Identifier: MIT */
/*
 * Failure sentences: what they promise whatever names they quote.
 */
#include "base/status.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(status, a_sentence_is_one_line_whatever_it_quotes)
{
        struct cw_error err;
        cr_assert_eq(cw_fail(&err, CW_E_DATA, "no column '%s'", "ner\n\x1B[31mtags\x7F \xC3\xA9"), CW_E_DATA);
        cr_expect_str_eq(err.message, "no column 'ner??[31mtags? \xC3\xA9'");
        cw_error_locate(&err, "a\rb.jsonl", "line", 7);
        cr_expect_str_eq(err.message, "a?b.jsonl: line 7: no column 'ner??[31mtags? \xC3\xA9'");
        cr_expect_str_eq(err.shard, "a\rb.jsonl", "the name itself is as the user gave it");
        errno = ENOENT;
        cr_assert_eq(cw_fail_errno(&err, "cannot open '%s'", "a\nb"), CW_E_IO);
        cr_expect_str_eq(err.message, "cannot open 'a?b': No such file or directory");
}
