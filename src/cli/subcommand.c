#include "cli/subcommand.h"

#include "cli/subcommand_options.h"
#include "export/format.h"

/* All that `help` prints is data: the options of each subcommand, which are in
 * subcommand_options, and here the table of the subcommands in the order of the
 * overview, with their forms, texts and main functions. A new subcommand is a
 * row here, a prototype in the header, and a file of its name. */

#define A_RUN "RUN is a run's folder, a journal, or - for standard input."

static bool format_operand(size_t i, struct subcommand_word *out)
{
    const struct format *f = format_at(i);

    if (f) *out = (struct subcommand_word){f->name, f->summary};
    return f != NULL;
}

static const struct subcommand subcommands[] = {
    {.name = "check",
     .summary = "check scenarios and list what is wrong",
     .main = check_main,
     .forms = {"SCENARIO... [--change PATH=VALUE]...",
               "SCENARIO --print [--seed N] [--change PATH=VALUE]..."},
     .about = "Reads each scenario (- is standard input) and prints a summary "
              "in one line, or every error in it with FILE:LINE:COLUMN. "
              "Changes are made to each.",
     .options = subcommand_options_check},
    {.name = "run",
     .summary = "run a scenario in virtual time and write its journal",
     .main = run_main,
     .forms =
         {"SCENARIO [--seed N] [--run N] [--change PATH=VALUE]... [--out "
          "FOLDER] [--force] [--pace N] [--durability none|batch|each] "
          "[--sign-key FILE] [--crypto real|stand-in] [--report] [--quiet]"},
     .about = "Runs the scenario (- is standard input) and checks its "
              "expectations. The same scenario, seed and run give the same "
              "journal, byte for byte.",
     .options = subcommand_options_run},
    {.name = "attack",
     .summary = "try each attack tactic on a scenario's documents",
     .main = attack_main,
     .forms =
         {"SCENARIO [--tactic NAME] [--protect A,B,C] [--seed N] [--run "
          "N] [--change PATH=VALUE]... [--crypto real|stand-in] [--threads N]"},
     .about = "Runs the scenario (- is standard input) undisturbed, then once "
              "for each tactic against each document sent over a channel. The "
              "verdict follows from the journals of the two runs; "
              "docs/adversaries.md describes the tactics.",
     .options = subcommand_options_attack,
     .after = "Exit status: 2 if a claimed property does not hold."},
    {.name = "show",
     .summary = "show what happened in a run, line by line",
     .main = show_main,
     .forms =
         {"RUN [only...] [--all] [--tree | --follow]",
          "RUN --exchange N [--as NAME] [--hex | --json] [--extract FOLDER "
          "[--force]] [--reveal-secrets]",
          "RUN --record N [--hex | --json] [--reveal-secrets]"},
     .about = A_RUN,
     .options = subcommand_options_show},
    {.name = "who",
     .summary = "show who knows what, and since when",
     .main = who_main,
     .forms = {"RUN [--at TIME] [--since TIME] [--party NAME] [--document "
               "NAME]",
               "RUN --json [--at TIME] [--party NAME] [--document NAME]",
               "RUN --keys [--at TIME] [--party NAME]"},
     .about = A_RUN,
     .options = subcommand_options_who},
    {.name = "verify",
     .summary = "check that a journal is complete and unchanged",
     .main = verify_main,
     .forms = {"RUN [--rerun] [--key HEX] [--state NOTE]",
               "--proof FILE [--key HEX]", "--proof FILE --since STATE"},
     .about = A_RUN,
     .options = subcommand_options_verify,
     .after = "Exit status: 0 for OK, 3 for INCOMPLETE and for a rerun that "
              "cannot be judged, 4 for TORN, 5 for FAIL and for a rerun that "
              "differs, 1 for a journal or scenario that cannot be read."},
    {.name = "keygen",
     .summary = "make a private key that seals journals",
     .main = keygen_main,
     .forms = {"[-o FILE]"},
     .about = "Writes an Ed25519 private key that only its owner can read, and "
              "prints the public key, for demarche verify --key; with -o - the "
              "private key is printed, and the public key on standard error.",
     .options = subcommand_options_keygen},
    {.name = "recover",
     .summary = "save the valid records of a damaged journal",
     .main = recover_main,
     .forms = {"RUN --out FILE [--force]"},
     .about = "Writes all records of RUN before the first invalid one into a "
              "new journal, and reports what is lost. RUN itself is only read.",
     .options = subcommand_options_recover},
    {.name = "study",
     .summary = "play a scenario many times, and tell what the runs say",
     .main = study_main,
     .forms = {"FILE [--out FOLDER] [--runs N] [--seed N] [--resume] "
               "[--force] [--keep N] [--shard K/N] [--crypto real|stand-in] "
               "[--threads N] [--quiet]",
               "FOLDER --resume [--keep N] [--shard K/N] [--threads N] "
               "[--quiet]"},
     .about = "FILE is a study: a scenario, what varies in it, and what is "
              "measured (docs/studies.md). Every point plays the same runs. "
              "All that is said has the number of runs, and an interval. "
              "FOLDER is that of a study that was begun.",
     .options = subcommand_options_study,
     .after =
         "Ends with 2 where the runs deny an expectation, and with 3 where "
         "it was stopped; --resume then goes on."},
    {.name = "sweep",
     .summary = "the same without a file: vary values, ask sentences",
     .main = sweep_main,
     .forms = {"SCENARIO [--vary PATH=VALUE,VALUE]... [--measure SENTENCE]... "
               "[--out FOLDER] [--runs N] [--seed N] [--resume] [--force] "
               "[--keep N] [--shard K/N] [--crypto real|stand-in] [--threads "
               "N] [--quiet]"},
     .about = "Writes a study out of the command line into the folder, "
              "study.yaml, and carries it out.",
     .options = subcommand_options_sweep},
    {.name = "merge",
     .summary = "join the results of a study's shards",
     .main = merge_main,
     .forms = {"FOLDER [--force] [--quiet]"},
     .about = "FOLDER has the results of all shards of a study, one file each "
              "(docs/cluster.md). They are joined into results.sqlite, and "
              "told of as by demarche study: nothing differs from a study that "
              "was played in one piece.",
     .options = subcommand_options_merge,
     .after =
         "Ends with 2 where the runs deny an expectation, and with 3 where "
         "a shard is missing or not complete; each is then named with the "
         "command that plays it."},
    {.name = "plot",
     .summary = "draw pictures of what a study found",
     .main = plot_main,
     .forms = {"STUDY [--out FOLDER] [--measure NAME] [--force]"},
     .about = "STUDY is a study's folder. Draws curves in time with bands and "
              "numbers at risk, distributions, heat maps and differences, each "
              "an SVG that stands alone, for light and dark.",
     .options = subcommand_options_plot},
    {.name = "risk",
     .summary = "estimate how likely documents leak, by when and by whom",
     .main = risk_main,
     .forms = {"SCENARIO [--by TIME] [--runs N] [--seed N] [--change "
               "PATH=VALUE]... [--crypto real|stand-in] [--threads N]",
               "SCENARIO --model grimes [--by TIME] [--half-life SPAN] [--seed "
               "N] [--change PATH=VALUE]... [--crypto real|stand-in]"},
     .about = "Computes the risk from the hazards of the scenario's leaks, and "
              "counts the leaks in runs.",
     .options = subcommand_options_risk},
    {.name = "attribute",
     .summary = "estimate who may have leaked a document",
     .main = attribute_main,
     .forms = {"RUN DOCUMENT [--surfaced FILE]"},
     .about =
         A_RUN " The copy is the first one that the public held in the run. "
               "The estimate reads who held the text until then and the marks "
               "in the copy, and not the record of who leaked it.",
     .options = subcommand_options_attribute},
    {.name = "export",
     .summary = "export a run in a format of other tools",
     .main = export_main,
     .forms = {"RUN --to FORMAT [--out FILE [--force]] [--opened]",
               "--dissector [--out FILE [--force]]"},
     .about = A_RUN " FORMAT is one of these:",
     .operand = format_operand,
     .options = subcommand_options_export},
    {.name = "report",
     .summary = "write a run as one page of HTML, to open in a browser",
     .main = report_main,
     .forms = {"RUN [-o FILE [--force]] [--as NAME] [--with LIST]",
               "--study FOLDER [-o FILE [--force]]"},
     .about =
         "The page needs no network and holds all of the run: who knows "
         "what at each moment and why, the timeline, every byte that "
         "travelled, layer by layer, and the journal itself; or all that "
         "a study found, with each value, interval and number of runs. " A_RUN,
     .options = subcommand_options_report},
    {.name = "prove",
     .summary = "prove a record to a verifier without the journal",
     .main = prove_main,
     .forms = {"RUN --record N [--out FILE [--force]]",
               "RUN --state [--out FILE [--force]]",
               "RUN --since STATE [--out FILE [--force]]"},
     .about = A_RUN,
     .options = subcommand_options_prove},
    {.name = "stats",
     .summary = "count frames, latencies and failures",
     .main = stats_main,
     .forms = {"RUN"},
     .about = A_RUN
     " Percentiles are exact: the span within which so many percent arrived. A "
     "frame sent again is one that a session retransmitted."},
    {.name = "why",
     .summary = "explain why a sentence holds, record by record",
     .main = why_main,
     .forms = {"RUN SENTENCE [--all]"},
     .about = "SENTENCE is written as in expect:, such as 'russia can prove "
              "us-response by 2022-01-26T18:00Z'. Prints the records that led "
              "to it, the latest first, back to the document's author. " A_RUN,
     .options = subcommand_options_all,
     .after = "Exit status: 0 if it holds, 2 if it does not, 3 if the run was "
              "cut short before that was decided."},
    {.name = "why-not",
     .summary = "explain why a sentence does not hold, and what is missing",
     .main = why_not_main,
     .forms = {"RUN SENTENCE [--all]"},
     .about =
         "SENTENCE is written as in expect:, such as 'press holds us-response "
         "by 2022-01-28'. Prints the conditions that it needs and which of "
         "them are met; where it became true too late, or was never to become "
         "true, prints the records that led to it, as why does. " A_RUN,
     .options = subcommand_options_all,
     .after = "Exit status: 0 if it does not hold, 2 if it does, 3 if the run "
              "was cut short before that was decided."},
    {.name = "diff",
     .summary = "show where two runs differ, and with what effect",
     .main = diff_main,
     .forms = {"RUN RUN"},
     .about = "Each RUN is a run's folder, a journal, or - for standard input. "
              "Prints the first record that differs, what each party knows "
              "since when in one run and not in the other, and the "
              "expectations with different verdicts. The scenarios may differ: "
              "records are compared by names.",
     .after = "Exit status: 0 if the runs are the same, 2 if they differ."},
    {.name = "compare",
     .summary = "measure the costs and the properties of protections",
     .main = compare_main,
     .forms = {"SCENARIO [--protect A,B,C] [--explain] [--time] [--csv FILE "
               "[--force]] [--seed N] "
               "[--run N] [--change PATH=VALUE]... [--crypto real|stand-in] "
               "[--threads N] [--grades]",
               "--grades [--explain] [--seed N]"},
     .about =
         "Sends all documents of the scenario under each protection, measures "
         "its costs, and tests each security property by an attack.",
     .after = "Exit status: 2 if --grades measures what Noise does not state.",
     .options = subcommand_options_compare},
    {.name = "metadata",
     .summary = "measure what sizes and times of frames reveal",
     .main = metadata_main,
     .forms = {"SCENARIO [--on CHANNEL] [--padding PADDING] [--hold SPAN] "
               "[--cover SPAN] [--runs N] [--seed N] [--change PATH=VALUE]... "
               "[--crypto real|stand-in] "
               "[--threads N]"},
     .about = "An observer who opens no frame learns from some runs, and then "
              "guesses in others which document passes, from whom, to whom, "
              "and whether a frame carries a document: without protection, "
              "with padding, and with the cover of the channels.",
     .options = subcommand_options_metadata},
    {.name = "exposure",
     .summary = "show which documents a theft of keys opens, by its time",
     .main = exposure_main,
     .forms = {"SCENARIO|RUN [--party NAME] [--steal WHAT] [--steps N] [--csv "
               "FILE [--force]] [--seed N] [--run N] [--change PATH=VALUE]... "
               "[--crypto real|stand-in]"},
     .about = "Plays a run, steals keys at each time at which the keys have "
              "changed, and opens with them every frame that passed over the "
              "channels before and after. RUN is a run's folder, or a journal "
              "whose name ends in .journal; anything else is a scenario (- is "
              "standard input).",
     .options = subcommand_options_exposure},
    {.name = "help",
     .summary = "explain a command",
     .forms = {"[COMMAND]"},
     .about = "Prints the options of a command; without one, the list of all "
              "commands."},
};

const struct subcommand *subcommand_at(size_t i)
{
    return i < sizeof subcommands / sizeof subcommands[0] ? &subcommands[i]
                                                          : NULL;
}
