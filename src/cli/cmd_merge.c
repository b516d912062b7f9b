/* SPDX-License-Identifier: MIT */
/*
 * `counterweight merge`: count, of counts files only; anything else among the inputs is refused by the library.
 *
 * The sum does not say which files it is of: sums of the same counts are the same bytes, in whatever order and grouping
 * they were added, so that a tree of merges on many machines gives the file that one merge gives.
 */
#include "cli/target.h"

int
cmd_merge(struct cli_args *args)
{
        args->read.format = CW_FORMAT_COUNTS;
        args->inputs_unnamed = true;
        /* `merge all.json new.json -o all.json` is meant; a sum among the parts of a folder is not. */
        for (size_t i = 0; args->output != NULL && i < args->operands.n; i++)
                args->may_replace_input |= cli_is_same_file(args->operands.items[i], args->output);
        return cmd_count(args);
}
