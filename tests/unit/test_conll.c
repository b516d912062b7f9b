/* SPDX-License-Identifier: MIT */
/*
 * The CoNLL dialect on texts of a few lines, one for each thing that real files do (FORMATS.md, "CoNLL / IOB text").
 * Each text is decoded in one piece and cut in many ways, and must come out the same.
 */
#include "conll_driver.h"

#include <criterion/criterion.h>

/* A text, the options, and what comes out: "SENTENCES label=n label=n ...; bad=n" with labels in the order of the text. */
struct sample {
        const char *text;
        const char *expected;
        struct cw_read_options options;
};

static const struct conll_cuts whole = {0};

static void
summary(const struct conll_run *run, char *out, size_t size)
{
        size_t n = (size_t)snprintf(out, size, "%llu", (unsigned long long)run->tally.sequences);
        for (size_t i = 0; i < run->tally.names.n; i++)
                n += (size_t)snprintf(out + n, size - n, " %s=%llu", run->tally.names.names[i].text,
                                      (unsigned long long)run->tally.name_tokens[i]);
        if (run->tally.rows_skipped > 0)
                snprintf(out + n, size - n, "; bad=%llu", (unsigned long long)run->tally.rows_skipped);
}

/* Cuts of every size from one byte to the whole text, and the chunks likewise. */
static void
check_cuts(const struct sample *s, const struct conll_run *run, const char *text, size_t nbytes)
{
        for (uint32_t i = 0; i < 400; i++) {
                const struct conll_cuts cuts = {i + 1, 1 + i % (nbytes + 1), 1 + i % 23, CONLL_SAMPLE, NULL};
                struct conll_run cut;
                conll_run_text(&cut, &s->options, &cuts, text, nbytes);
                const char *difference = conll_difference(run, &cut);
                cr_expect_null(difference, "cut %u of '%s': %s", i, text, difference);
                conll_run_free(&cut);
        }
}

static void
check_bytes(const struct sample *s, const char *text, size_t nbytes)
{
        char found[512];
        struct conll_run run;
        conll_run_text(&run, &s->options, &whole, text, nbytes);
        cr_expect_eq(run.status, CW_OK, "'%s': %s", text, run.err.message);
        cr_expect_null(run.fault, "'%s': %s", text, run.fault);
        summary(&run, found, sizeof(found));
        cr_expect_str_eq(found, s->expected, "'%s': found %s, expected %s", text, found, s->expected);
        check_cuts(s, &run, text, nbytes);
        conll_run_free(&run);
}

static void
check(const struct sample *samples, size_t n)
{
        for (size_t i = 0; i < n; i++)
                check_bytes(&samples[i], samples[i].text, strlen(samples[i].text));
}

Test(conll, comments_found_out)
{
        static const struct sample samples[] = {
                /* A token "#", a hashtag, at the start of a sentence and within one. */
                {.text = "a\tO\n\n#\tO\nb\tO\n", .expected = "2 O=3"},
                {.text = "#hashtag\tO\nb\tO\n#\tO\n", .expected = "1 O=3"},
                {.text = "a\tB-X\n\n#x\tB-Y\n\nb\tB-X\n", .expected = "2 B-X=2"}, /* B-Y: no row uses it */
                /* Within a sentence it is a row, whatever it looks like. */
                {.text = "a\tB-X\n#x\tB-Y\nb\tB-X\n", .expected = "1 B-X=2 B-Y=1"},
                /* GermEval: three cells, not four. */
                {.text = "#\thttp://x\t[2010-07-04]\t\n1\tA\tB-LOC\tO\n2\t#\tO\tO\n\n#\thttp://y\t[2010]\n1\tB\tO\tO\n",
                 .expected = "2 O=3"},
                /* After another comment; comments alone are no sentence. */
                {.text = "# id 1\n# text O\n##\n\n# id 2\na O\nb B-X\n", .expected = "1 O=1 B-X=1"},
                {.text = "###MEDLINE:1\n\na O\n\n#DOCSTART\n\nb O\n", .expected = "2 O=2"},
                /* Nothing but '#' lines: no row says what a label is. */
                {.text = "# a\n# b O\n", .expected = "0"},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, comments_given)
{
        static const struct sample samples[] = {
                {.text = "; raw\n$raw\n1\ta\tO\n\n; raw\n1\tb\tB-X\n",
                 .expected = "2 O=1 B-X=1",
                 .options = {.conll_comment = ";,$"}},
                /* Given prefixes hold within a sentence too, and end none. */
                {.text = "a O\n# file: x y\nb O\n#\t\n# O\n",
                 .expected = "1 O=3",
                 .options = {.conll_comment = "# f,#\t"}},
                {.text = "#a O\n# b O\n\n# O\n", .expected = "2 O=3", .options = {.conll_comment = "none"}},
                {.text = "#a O\n# b O\nx O\n", .expected = "1 O=3", .options = {.conll_comment = "none"}},
                {.text = "#a O\nx O\n", .expected = "1 O=2", .options = {.conll_comment = "auto"}},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, blanks_as_tokens)
{
        static const struct sample samples[] = {
                {.text = "a\tO\n \tO\nNew York\tB-LOC\n\xC2\xA0\tO\n", .expected = "1 O=3 B-LOC=1"},
                {.text = "a\t\t\tO\n\t\t\tB-X\nb\tc\td\tO\n", .expected = "1 O=2 B-X=1"},
                /* NEL, LINE SEPARATOR, form feed, vertical tab are not line ends; neither is a lone CR. */
                {.text = "a\xC2\x85\tO\nb\xE2\x80\xA8\tO\n\f\v\tO\na\rb\tO\n", .expected = "1 O=4"},
                {.text = "\xFF\xFE\x80\tO\n\xC3\tB-\xC3\n", .expected = "1 O=1 B-\xC3=1"},
                /* One space separates: the token here is one space. */
                {.text = "a O\n  O\nb B-X\nc O\n", .expected = "1 O=3 B-X=1"},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, document_rows)
{
        static const struct sample samples[] = {
                {.text = "-DOCSTART- -X- O O\n\na N O B-X\nb N O O\n", .expected = "1 B-X=1 O=1"},
                {.text = "-DOCSTART-\tO\na\tO\n-DOCSTART-\tO\nb\tO\n", .expected = "2 O=2"},
                {.text = "a O\n-DOCSTART- (6794356)\nb O\n\n-DOCSTART-\n", .expected = "2 O=2"},
                {.text = "-DOCSTART FILE blogi/00101743\na O\n-DOCSTART FILE x O\nb O\n", .expected = "2 O=2"},
                {.text = "-DOCSTART\n-DOCSTART- O\n", .expected = "0"},
                {.text = "-DOCSTARTS O\n-DOCSTART-x O\n- O\n-DOC O\n", .expected = "1 O=4"},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, fields)
{
        static const struct sample samples[] = {
                {.text = "a B-X N\nb O V\n", .expected = "1 B-X=1 O=1", .options = {.conll_field = "2"}},
                {.text = "a B-X N\nb O V\n", .expected = "1 B-X=1 O=1", .options = {.conll_field = "-2"}},
                {.text = "a B-X N\nb O V\n", .expected = "1 B-X=1 O=1", .options = {.column = "-2"}},
                {.text = "a\tX\tN\r\nb\tO\tV\r\n", .expected = "1 N=1 V=1", .options = {.conll_field = "3"}},
                {.text = "a\tX\tN\r\nb\tO\tV\r\n", .expected = "1 a=1 b=1", .options = {.conll_field = "-3"}},
                {.text = "a  X N \n  b   O\t V\nc  O  V\n", .expected = "1 X=1 O=2", .options = {.conll_field = "2"}},
                {.text = "a  X N \n  b   O\t V\nc  O  V\n", .expected = "1 X=1 O=2", .options = {.conll_field = "-2"}},
                {.text = "# global.columns = ID FORM CONLL:NER MISC\n# text = A\n1\ta\tB-X\t_\n\n1\tb\tO\t_\n",
                 .expected = "2 B-X=1 O=1",
                 .options = {.conll_field = "CONLL:NER"}},
                {.text = "#global.columns=ID FORM ner MISC\n1\ta\tB-X\t_\n",
                 .expected = "1 B-X=1",
                 .options = {.column = "ner"}},
                {.text = "# l\n\nword ner pos\na B-X N\n\nb O N\n",
                 .expected = "2 B-X=1 O=1",
                 .options = {.column = "ner", .conll_field = "ner", .conll_header = true}},
                {.text = "word\tTAG\na\tB-X\nb\tO\n", .expected = "1 B-X=1 O=1", .options = {.conll_header = true}},
                {.text = "word\tTAG\n\na\tB-X\nword\tTAG\nb\tO\n",
                 .expected = "1 B-X=1 O=1",
                 .options = {.conll_header = true}},
                /* `#` may begin the header row. */
                {.text = "# a comment of five cells\n#w l\na O\n# O\n",
                 .expected = "1 O=2",
                 .options = {.conll_header = true, .column = "l"}},
                {.text = "", .expected = "0", .options = {.column = "ner"}},
                {.text = "\n \n", .expected = "0", .options = {.conll_header = true}},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, numbered_rows)
{
        static const struct sample samples[] = {
                {.text = "# t\n1-2\tdu\tX\t_\n1\tde\tO\t_\n2\tle\tB-X\t_\n2.1\t_\tY\t_\n\n1\ta\tO\t_\n",
                 .expected = "2 O=2 B-X=1",
                 .options = {.conll_field = "3"}},
                {.text = "0.1\t_\tY\n1\ta\tO\n12-13\tb\tX\n2\tc\tO\n", .expected = "1 O=2"},
                /* Not numbered: two cells, or words, or no count. */
                {.text = "1\tO\n2-3\tB-X\n", .expected = "1 O=1 B-X=1"},
                {.text = "a\tN\tO\n2-3\tN\tB-X\n3.1\tN\tO\n", .expected = "1 O=2 B-X=1"},
                {.text = "1\tN\tO\n7\tN\tO\n3-4\tN\tB-X\n", .expected = "1 O=2 B-X=1"},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, separators)
{
        static const struct sample samples[] = {
                {.text = "a b\tO\nc\tB-X Y\n", .expected = "1 O=1 B-X Y=1"},
                {.text = "a b\tO\nc d\tO\n", .expected = "1 b\tO=1 d\tO=1", .options = {.conll_separator = "space"}},
                {.text = "a b\tO\nc \tB-X\n", .expected = "1 O=1 B-X=1", .options = {.conll_separator = "blank"}},
                {.text = "a O\nb O\n", .expected = "1 a O=1 b O=1", .options = {.conll_separator = "tab"}},
                {.text = "a   O\n  b  B-X\nc O  \n", .expected = "1 O=2 B-X=1"},
                {.text = "a O \nb B-X \n", .expected = "1 O=1 B-X=1", .options = {.conll_separator = "auto"}},
                /* One label a line. */
                {.text = "O\nB-X\n\nO\n", .expected = "2 O=2 B-X=1"},
                /* A first row that is junk does not decide. */
                {.text = "x x x\na\tO\nb\tO\nc\tB-X\n",
                 .expected = "1 O=2 B-X=1; bad=1",
                 .options = {.skip_bad_rows = true}},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, line_ends_and_breaks)
{
        static const struct sample samples[] = {
                {.text = "a\tO\r\nb\tB-X\r\n\r\nc\tO\r\n", .expected = "2 O=2 B-X=1"},
                {.text = "a O\nb B-X\r\n\nc O\r\n \t\r\nd O", .expected = "3 O=3 B-X=1"},
                {.text = "a O\r\nb O\r", .expected = "1 O=2"},
                {.text = "a\tO\n\t\t\nb\tO\n   \nc\tO\n\n\n\n", .expected = "3 O=3"},
                {.text = "\n\na O", .expected = "1 O=1"},
                {.text = "a O\nb O\nc O", .expected = "1 O=3"},
                {.text = "\xEF\xBB\xBF"
                         "a O\nb O\n",
                 .expected = "1 O=2"},
                {.text = "\xEF\xBB\xBF# id\na O\n", .expected = "1 O=1"},
                {.text = "\xEF\xBB\xBF-DOCSTART- O\n\na O\n", .expected = "1 O=1"},
                {.text = "\xEF\xBB\xBF\na O\n", .expected = "1 O=1"},
                {.text = "\xEF\xBB\xBF", .expected = "0"},
                {.text = "\xEF\xBB\xBFw l\n\xEF\xBB\xBFw O\n", .expected = "1 O=1", .options = {.conll_header = true}},
                {.text = "", .expected = "0"},
                {.text = "\n", .expected = "0"},
                {.text = " \t\r\n\r\n ", .expected = "0"},
                {.text = "O", .expected = "1 O=1"},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, labels_are_taken_as_they_are)
{
        static const struct sample samples[] = {
                {.text = "a O\nb B-PEr\nc B_Time\nd O^S-GPE\ne B-N-n.PERSON\nf -\ng _\nh 0\ni B-PS,\n",
                 .expected = "1 O=1 B-PEr=1 B_Time=1 O^S-GPE=1 B-N-n.PERSON=1 -=1 _=1 0=1 B-PS,=1"},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

Test(conll, bad_rows_skipped)
{
        static const struct sample samples[] = {
                {.text = "a O\nworden\nb O\n\nlost\n\nc O \n",
                 .expected = "1 O=2; bad=3",
                 .options = {.skip_bad_rows = true, .conll_separator = "space"}},
                {.text = "a\tN\tO\nb\tN\nc\tN\tO\td\n",
                 .expected = "1 O=2; bad=1",
                 .options = {.skip_bad_rows = true, .conll_field = "3"}},
                {.text = "a\tN\tO\nb\t\tO\n",
                 .expected = "1 N=1; bad=1",
                 .options = {.skip_bad_rows = true, .conll_field = "-2"}},
                {.text = "a\tN\tO\n# lost\nb\tN\tO\n", .expected = "1 O=2; bad=1", .options = {.skip_bad_rows = true}},
        };
        check(samples, CW_ARRAY_LEN(samples));
}

/* NUL bytes are bytes like others to the decoder. */
Test(conll, nul_bytes)
{
        static const char text[] = "a\0b\tO\n\0\tO\n\nc\tO\n";
        const struct sample s = {.expected = "2 O=3"};
        check_bytes(&s, text, sizeof(text) - 1);
}

/* Lines that begin, end and have their tabs at each place of a vector. */
Test(conll, every_line_length)
{
        char text[16384], token[300];
        for (size_t length = 1; length < 200; length++) {
                size_t n = 0;
                memset(token, 'x', length);
                token[length] = '\0';
                for (size_t i = 0; i < 40; i++)
                        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s\tO\n%s", token, i % 7 == 0 ? "\n" : "");
                struct cw_read_options options = {0};
                struct conll_run run;
                conll_run_text(&run, &options, &whole, text, n);
                cr_expect(run.status == CW_OK && conll_tokens(&run, "O", 1) == 40 && run.tally.names.n == 1);
                cr_expect_eq(run.tally.sequences, 7);
                cr_expect_eq(run.rows, 46);
                conll_run_free(&run);
        }
}

/* More cells than are kept by the way. */
Test(conll, many_cells)
{
        static const char *const fields[] = {"1", "2", "64", "65", "66", "200", "-1", "-2", "-200"};
        static const size_t cells[] = {0, 1, 63, 64, 65, 199, 199, 198, 0};
        for (size_t f = 0; f < CW_ARRAY_LEN(fields); f++) {
                const struct cw_read_options options = {.conll_field = fields[f]};
                char text[8192], label[16];
                size_t n = 0;
                for (size_t i = 0; i < 600; i++)
                        n += (size_t)snprintf(text + n, sizeof(text) - n, "c%zu%s", i % 200,
                                              i % 200 == 199 ? "\r\n" : "\t");
                struct conll_run run;
                conll_run_text(&run, &options, &whole, text, n);
                snprintf(label, sizeof(label), "c%zu", cells[f]);
                cr_expect_eq(run.status, CW_OK);
                cr_expect_eq(run.tally.names.n, 1, "field %s", fields[f]);
                cr_expect_eq(conll_tokens(&run, label, strlen(label)), 3, "field %s", fields[f]);
                conll_run_free(&run);
        }
}

struct failure {
        const char *text;
        cw_status status;
        uint64_t row;
        const char *part; /* of the message */
        struct cw_read_options options;
};

static void
check_failures(const struct failure *failures, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const struct failure *f = &failures[i];
                struct conll_run run;
                conll_run_text(&run, &f->options, &whole, f->text, strlen(f->text));
                cr_expect_eq(run.status, f->status, "'%s': status %d", f->text, run.status);
                cr_expect_eq(run.err.row, f->row, "'%s': row %llu", f->text, (unsigned long long)run.err.row);
                cr_expect_not_null(strstr(run.err.message, f->part), "'%s': %s", f->text, run.err.message);
                cr_expect_null(strpbrk(run.err.message, "\n\t"));
                conll_run_free(&run);
        }
}

Test(conll, bad_rows_fail)
{
        static const struct failure failures[] = {
                {"a O\n\nb\nc O\n", CW_E_DATA, 3, "expected at least 2 cells, found 1; use --bad-rows skip", {0}},
                {"a\tN\tO\tx\nb\tN\tO\n",
                 CW_E_DATA,
                 2,
                 "expected at least 4 cells, found 3; use --bad-rows skip",
                 {.conll_field = "4"}},
                {"a\tO\nb\t\n", CW_E_DATA, 2, "expected a label in field -1, found an empty cell", {0}},
                {"a\tN\tO\n# lost\nb\tN\tO", CW_E_DATA, 2, "--comment PREFIX", {0}},
                {"a O\nb O\nc", CW_E_DATA, 3, "found 1", {0}},
        };
        check_failures(failures, CW_ARRAY_LEN(failures));
}

Test(conll, columns_that_are_not_there)
{
        static const struct failure failures[] = {
                {"a O\n",
                 CW_E_DATA,
                 0,
                 "expected a column named ner, found no column names; use --header",
                 {.column = "ner"}},
                {"w\tpos\na\tO\n",
                 CW_E_DATA,
                 0,
                 "found the columns w pos (header row)",
                 {.column = "ner", .conll_header = true}},
                {"# global.columns = A B\na\tO\n",
                 CW_E_DATA,
                 0,
                 "found the columns A B (global.columns)",
                 {.column = "ner"}},
                {"ner\tner\na\tO\n",
                 CW_E_DATA,
                 0,
                 "found two, fields 1 and 2",
                 {.conll_field = "ner", .conll_header = true}},
        };
        check_failures(failures, CW_ARRAY_LEN(failures));
}

Test(conll, wrong_options)
{
        static const struct failure failures[] = {
                {"a O\n", CW_E_USAGE, 0, "--field", {.conll_field = "0"}},
                {"a O\n", CW_E_USAGE, 0, "--field", {.conll_field = "-0"}},
                {"a O\n", CW_E_USAGE, 0, "--field", {.conll_field = "65537"}},
                {"a O\n", CW_E_USAGE, 0, "--field", {.conll_field = "99999999999999999999999"}},
                {"a O\n", CW_E_USAGE, 0, "--field", {.conll_field = ""}},
                {"a O\n", CW_E_USAGE, 0, "found 2 and x", {.conll_field = "2", .column = "x"}},
                {"a O\n", CW_E_USAGE, 0, "--separator", {.conll_separator = "comma"}},
                {"a O\n", CW_E_USAGE, 0, "--comment", {.conll_comment = ""}},
                {"a O\n", CW_E_USAGE, 0, "--comment", {.conll_comment = "#,,;"}},
                {"a O\n", CW_E_USAGE, 0, "--comment", {.conll_comment = "#,"}},
        };
        check_failures(failures, CW_ARRAY_LEN(failures));
}

Test(conll, header_beyond_the_sample)
{
        static const char text[] = "# c\n# c\n\nw\tl\na\tO\n";
        const struct cw_read_options options = {.conll_header = true};
        const struct conll_cuts cuts = {1, 5, 5, 9, NULL};
        struct conll_run run;
        conll_run_text(&run, &options, &cuts, text, sizeof(text) - 1);
        cr_expect_eq(run.status, CW_E_DATA);
        cr_expect_not_null(strstr(run.err.message, "expected a header row"));
        conll_run_free(&run);
}

/* The first three places are kept, the row counted from 0. */
Test(conll, places_of_bad_rows)
{
        static const char text[] = "a O\nx\n\nb O\ny\nz\nw\nc O\nd O\n";
        const struct cw_read_options options = {.skip_bad_rows = true};
        struct conll_run run;
        conll_run_text(&run, &options, &whole, text, sizeof(text) - 1);
        cr_assert_eq(run.status, CW_OK);
        cr_expect_eq(run.tally.rows_skipped, 4);
        cr_assert_eq(run.tally.n_bad, 3);
        cr_expect_eq(run.tally.bad[0].place.row, 1);
        cr_expect_eq(run.tally.bad[1].place.row, 4);
        cr_expect_eq(run.tally.bad[2].place.row, 5);
        conll_run_free(&run);
}

Test(conll, head_says_what_holds)
{
        static const struct {
                const char *text;
                size_t head;
        } heads[] = {
                {"", SIZE_MAX},
                {"part of a row", SIZE_MAX},
                {"row\n", SIZE_MAX},
                {"row\na O", SIZE_MAX},
                {"row\na O\n", 8},
                {"row\n\nb O\n", 5},
                {"row\n# x\n#y\na O\nb O\n", 15},
                {"row\n# O\n", 8}, /* a row, wherever it stands */
                {"\n-DOCSTART- x\n", 14},
        };
        static const char sample[] = "a O\nb O\n";
        const struct cw_read_options options = {0};
        const char *column;
        void *learnt;
        struct cw_error err;
        cr_assert_eq(cw_dialect_conll.learn(&options, sample, sizeof(sample) - 1, false, &learnt, &column, &err),
                     CW_OK);
        for (size_t i = 0; i < CW_ARRAY_LEN(heads); i++) {
                struct cw_text_state state;
                char *text = conll_padded(heads[i].text, strlen(heads[i].text));
                const size_t head = cw_dialect_conll.head(learnt, text, strlen(heads[i].text), &state);
                cr_expect_eq(head, heads[i].head, "'%s': %zu", heads[i].text, head);
                free(text);
        }
        cw_dialect_conll.forget(learnt);
        cw_dialect_conll.forget(NULL);
}

Test(conll, column_and_description)
{
        static const char text[] = "# global.columns =  ID FORM  NER\n1\ta\tO\n2\tb\tO\n";
        const struct cw_read_options options = {.column = "NER"};
        struct cw_buffer out = {0};
        const char *column = NULL;
        void *learnt;
        struct cw_error err;
        cr_assert_eq(cw_dialect_conll.learn(&options, text, sizeof(text) - 1, true, &learnt, &column, &err), CW_OK);
        cr_expect_str_eq(column, "NER");
        cw_dialect_conll.describe(learnt, &out);
        cr_expect_str_eq(out.data, "separator: tab (by the rows)\ncells a row: 3\nlabel field: 3 (NER)\n"
                                   "columns (global.columns): ID FORM NER\n"
                                   "comments: lines with # between sentences that do not look like a row\n"
                                   "numbered: CoNLL-U; rows such as 3-4 and 3.1 are no tokens\n");
        cw_buffer_free(&out);
        cw_dialect_conll.forget(learnt);
}

Test(conll, probe)
{
        static const struct {
                const char *text;
                int seen;
        } probes[] = {
                {"", 0},
                {"\n \n", 0},
                {"a\tO\nb\tB-X\n", 2},
                {"# id\n\na O\nb B-X\n", 2},
                {"a O _\nb B-X _\n", 2},
                {"O\nB-X\n\nO\n", 2},
                {"a 1\nb 2\nc 3\n", 1},
                {"w\n\nabc\nd\n", 0},
                {"This is prose of several\nlines, none of which has\nthe same number of words as\nothers.\n", 0},
                {"{\"tags\": [1, 2]}\n{\"tags\": [1, 2]}\n", 0},
                {"\n {\"tags\": [1, 2]}\n", 0},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(probes); i++)
                cr_expect_eq(cw_conll_probe(probes[i].text, strlen(probes[i].text), true), probes[i].seen, "'%s'",
                             probes[i].text);
        cr_expect_eq(cw_conll_probe("a O\0\n", 5, true), 0);
        cr_expect_eq(cw_conll_probe("a O\nb O\n{", 9, false), 2);
}

/* Each allocation of learning fails in turn: an error and no leak (the sanitizer looks). */
Test(conll, out_of_memory)
{
        static const char text[] = "word\tner\na\tO\nb\tB-X\n";
        const struct cw_read_options options = {.column = "ner", .conll_header = true};
        const struct cw_read_options prefixes = {.conll_comment = ";,$"};
        for (int i = 0; i < 2; i++) {
                cw_status status = CW_E_MEMORY;
                for (long n = 1; status != CW_OK; n++) {
                        const char *column;
                        void *learnt;
                        struct cw_error err;
                        cw_memory_fail_at(n);
                        status = cw_dialect_conll.learn(i == 0 ? &options : &prefixes, text, sizeof(text) - 1, true,
                                                        &learnt, &column, &err);
                        cw_memory_fail_at(0);
                        cr_assert(status == CW_OK || status == CW_E_MEMORY);
                        cr_assert(n < 100 && (n > 3 || status == CW_E_MEMORY || i == 1));
                        if (status == CW_OK)
                                cw_dialect_conll.forget(learnt);
                }
        }
}
