#include "cli/subcommand.h"

#include "export/format.h"

/* All that `help` prints is data here: a table of options for each subcommand,
 * then the table of the subcommands in the order of the overview, with their
 * forms, texts and main functions. A new subcommand is a row here, a prototype
 * in the header, and a file of its name. */

/* The words that several of them share. */
#define A_RUN "RUN is a run's folder, a journal, or - for standard input."
static const struct subcommand_word all_options[] = {
    {"--all", "frames, sessions and checks as well"},
    {0},
};

#define SEED "--seed N", "the seed of all random draws; default 1"
#define DRAW "--run N", "another run of the same seed; default 0"
#define THREADS                                                             \
    "--threads N", "how many threads work, 1 to 16; default: one for each " \
                   "processor; the output is the same"

#define CHANGE                                                              \
    "--change PATH=VALUE",                                                  \
        "change a value of the scenario, such as script[3].at=... or "      \
        "channels.moscow.loss=5%, or remove it: script[3]=-; may be given " \
        "more than once"

#define CRYPTO                                                                \
    "--crypto real|stand-in", "what answers for the curve; a stand-in takes " \
                              "a fraction of the time and proves nothing; "   \
                              "default: real"

static const struct subcommand_word check_options[] = {
    {CHANGE},
    {"--print", "write the scenario out, with what it has generated"},
    {"--seed N", "with --print: the seed of what is generated; default 1"},
    {0},
};

#define STUDY_OPTIONS                                                         \
    {"--runs N", "how many runs at each point; default: as the study says, "  \
                 "or 1000"},                                                  \
        {"--seed N", "the seed of all random draws; default: as the study "   \
                     "says, or 1"},                                           \
        {"--out FOLDER", "where to write the results; default studies/NAME"}, \
        {"--resume", "go on with results that are there"},                    \
        {"--force", "replace results that are there"},                        \
        {"--keep N", "keep the journals of the first N runs of each point, "  \
                     "and of N that broke an expectation"},                   \
        {"--shard K/N", "play the K-th of N parts of the runs alone; "        \
                        "demarche merge joins them"},                         \
        {THREADS}, {CRYPTO},                                                  \
    {                                                                         \
        "--quiet", "print nothing but errors"                                 \
    }

static const struct subcommand_word study_options[] = {
    STUDY_OPTIONS,
    {0},
};

static const struct subcommand_word sweep_options[] = {
    {"--vary PATH=VALUE,VALUE",
     "play each of these values, such as parties.press.readers=1,10,100; may "
     "be given more than once: each value with each"},
    {"--measure SENTENCE",
     "when and how often it holds, such as \"press holds us-response\"; may "
     "be given more than once; default: what the scenario expects"},
    STUDY_OPTIONS,
    {0},
};

static const struct subcommand_word plot_options[] = {
    {"--out FOLDER", "where to write the pictures; default STUDY/pictures"},
    {"--measure NAME", "only those of this measure"},
    {"--force", "replace pictures that are there"},
    {0},
};

static const struct subcommand_word run_options[] = {
    {SEED},
    {DRAW},
    {CHANGE},
    {CRYPTO},
    {"--out FOLDER", "where to write the journal; default runs/SCENARIO-SEED"},
    {"--force", "replace an existing run, unless it is still being written"},
    {"--pace N", "play in real time, N virtual seconds per real second"},
    {"--durability none|batch|each",
     "when a record is safe from a loss of power: none, when the system writes "
     "it (the default); batch, after 10 ms (with --pace) or 1 MiB; each, "
     "before anything follows from it"},
    {"--sign-key FILE",
     "seal the journal with this private key, as demarche keygen makes it; "
     "default: with keys that follow from the seed"},
    {"--report",
     "write report.html beside the journal: the run as one page, to "
     "open in a browser"},
    {"--quiet", "print only the expectations that do not hold"},
    {0},
};

static const struct subcommand_word keygen_options[] = {
    {"-o FILE", "where to write the private key; also --out; default "
                "demarche.key; the file must not exist"},
    {0},
};

static const struct subcommand_word attack_options[] = {
    {"--tactic NAME",
     "only this tactic, document by document; by its name here or in the "
     "literature, such as mitm or man-in-the-middle"},
    {"--protect A,B,C",
     "every document under each of these protections in turn, named or written "
     "out as for demarche compare; default: the scenario's own choice"},
    {SEED},
    {DRAW},
    {CHANGE},
    {THREADS},
    {CRYPTO},
    {0},
};

static const struct subcommand_word show_options[] = {
    {"--party NAME", "only what this party does, or others do with it"},
    {"--peer NAME", "with --party: only what passes between the two"},
    {"--as NAME", "only what this party itself can see"},
    {"--document NAME", "only what concerns this document"},
    {"--portion NAME", "only what concerns this portion"},
    {"--kind LIST", "only these kinds, such as received,frame-lost"},
    {"--rejected", "only what went wrong"},
    {"--from TIME", "only from this time on, such as 2022-01-26T17:00Z"},
    {"--to TIME", "only up to this time"},
    {"--all", "frames, sessions and checks as well"},
    {"--tree", "grouped by exchange"},
    {"--follow", "continue while the journal is being written"},
    {"--exchange N",
     "one exchange, layer by layer; with --all, --tree or --kind its records"},
    {"--record N", "one record, with all its fields"},
    {"--hex", "every byte, by the field it belongs to"},
    {"--json", "every layer with its bytes and fields, as JSON"},
    {"--extract FOLDER",
     "write what the exchange carried as files for other tools"},
    {"--force", "replace existing files in it"},
    {"--reveal-secrets", "derived keys in full instead of fingerprints; with "
                         "--extract also as .key files"},
    {0},
};

static const struct subcommand_word who_options[] = {
    {"--at TIME", "the knowledge at this time, such as 2022-01-26T17:00Z"},
    {"--since TIME", "the changes after this time, record by record"},
    {"--party NAME", "how this party came to know, record by record"},
    {"--document NAME", "how this document became known, record by record"},
    {"--json", "every party's level on every document and portion, as JSON"},
    {"--keys", "which keys each party believes to be whose"},
    {0},
};

static const struct subcommand_word verify_options[] = {
    {"--rerun",
     "play the journal's scenario again with its seed and run, and compare "
     "frame by frame: a journal that was made up or changed differs, whoever "
     "sealed it"},
    {"--key HEX", "the first key has to be this one, as demarche keygen prints "
                  "it"},
    {"--state NOTE",
     "the journal has to have grown out of this state, as demarche prove "
     "--state wrote it"},
    {"--proof FILE",
     "check a proof that demarche prove wrote, without the journal"},
    {"--since STATE",
     "for a proof of growth: the older state from which it starts"},
    {0},
};

static const struct subcommand_word recover_options[] = {
    {"--out FILE", "the new journal"},
    {"--force", "replace an existing FILE"},
    {0},
};

static const struct subcommand_word risk_options[] = {
    {"--by TIME", "up to this time; default: the end of the clock"},
    {"--runs N", "how many runs to count in; default 200"},
    {SEED},
    {CHANGE},
    {THREADS},
    {"--model grimes",
     "compute from the number of people alone (PLOS ONE 2016)"},
    {"--half-life SPAN",
     "with grimes: the span after which half of them have died"},
    {CRYPTO},
    {0},
};

static const struct subcommand_word attribute_options[] = {
    {"--surfaced FILE", "the text of a copy that surfaced outside the run"},
    {0},
};

static const struct subcommand_word export_options[] = {
    {"--out FILE", "where to write; also -o; default and -: standard output"},
    {"--force", "replace an existing file"},
    {"--opened", "pcapng: also the plaintext of each frame that the keys open"},
    {"--dissector", "write the script with which Wireshark decodes pcapng"},
    {0},
};

static const struct subcommand_word report_options[] = {
    {"-o FILE", "where to write; also --out; default: report.html beside the "
                "journal; - is standard output"},
    {"--force", "replace an existing file"},
    {"--as NAME", "only what this party itself can see"},
    {"--with LIST", "also the tables of attack and compare, which take runs of "
                    "their own, and exposure, which comes by itself with runs "
                    "of up to 20,000 records"},
    {0},
};

static const struct subcommand_word prove_options[] = {
    {"--record N", "prove that this record is in the journal"},
    {"--state", "write the sealed state of the journal, as a note to keep"},
    {"--since STATE", "prove that the journal has grown from this state"},
    {"--out FILE", "where to write; default: standard output"},
    {"--force", "replace an existing FILE"},
    {0},
};

static const struct subcommand_word compare_options[] = {
    {"--protect A,B,C",
     "the protections to compare: the scenario's own; of the stock: open, "
     "signed, age, hpke-base, hpke-auth, signed-age, age-signed, noise-NN, "
     "noise-XX, noise-IK, noise-KK, ratchet, padded; or written out, as in "
     "sign=ed25519+seal=age+padding=padme; default: open and all of the "
     "scenario's own"},
    {"--explain", "the evidence for each property, or for its lack"},
    {"--time", "the processor time as well"},
    {"--csv FILE", "write the table as CSV; - is standard output"},
    {"--force", "replace an existing FILE"},
    {SEED},
    {DRAW},
    {CHANGE},
    {THREADS},
    {CRYPTO},
    {0},
};

static const struct subcommand_word metadata_options[] = {
    {"--on CHANNEL",
     "the channel that the observer taps; default: all channels"},
    {"--padding PADDING", "none, padme or blocks: the only padding to try"},
    {"--hold SPAN", "the longest wait of a message before it leaves; default: "
                    "as the scenario says"},
    {"--cover SPAN",
     "the mean span between a party's dummies; default: as the scenario says"},
    {"--runs N",
     "how many runs to learn from, and as many to guess in; default 40"},
    {SEED},
    {CHANGE},
    {THREADS},
    {CRYPTO},
    {0},
};

static const struct subcommand_word exposure_options[] = {
    {"--party NAME", "steal from this party only"},
    {"--steal WHAT", "identity: the long-term keys; state: the session keys as "
                     "well; all: the generator as well, with every key it will "
                     "draw; default: identity, and state, each by itself"},
    {"--steps N", "the number of columns for the time of the theft, 8 to 52"},
    {"--csv FILE", "write the exact times, one line per window; - is standard "
                   "output, instead of the chart"},
    {"--force", "replace an existing FILE"},
    {"--seed N", "with SCENARIO: the seed of all random draws; default 1"},
    {"--run N", "with SCENARIO: another run of the same seed; default 0"},
    {CHANGE},
    {CRYPTO},
    {0},
};

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
     .options = check_options},
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
     .options = run_options},
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
     .options = attack_options,
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
     .options = show_options},
    {.name = "who",
     .summary = "show who knows what, and since when",
     .main = who_main,
     .forms = {"RUN [--at TIME] [--since TIME] [--party NAME] [--document "
               "NAME]",
               "RUN --json [--at TIME] [--party NAME] [--document NAME]",
               "RUN --keys [--at TIME] [--party NAME]"},
     .about = A_RUN,
     .options = who_options},
    {.name = "verify",
     .summary = "check that a journal is complete and unchanged",
     .main = verify_main,
     .forms = {"RUN [--rerun] [--key HEX] [--state NOTE]",
               "--proof FILE [--key HEX]", "--proof FILE --since STATE"},
     .about = A_RUN,
     .options = verify_options,
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
     .options = keygen_options},
    {.name = "recover",
     .summary = "save the valid records of a damaged journal",
     .main = recover_main,
     .forms = {"RUN --out FILE [--force]"},
     .about = "Writes all records of RUN before the first invalid one into a "
              "new journal, and reports what is lost. RUN itself is only read.",
     .options = recover_options},
    {.name = "study",
     .summary = "play a scenario many times, and tell what the runs say",
     .main = study_main,
     .forms = {"FILE [--out FOLDER] [--runs N] [--seed N] [--resume] "
               "[--force] [--keep N] [--shard K/N] [--crypto real|stand-in] "
               "[--threads N] [--quiet]"},
     .about = "FILE is a study: a scenario, what varies in it, and what is "
              "measured (docs/studies.md). Every point plays the same runs. "
              "All that is said has the number of runs, and an interval.",
     .options = study_options,
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
     .options = sweep_options},
    {.name = "plot",
     .summary = "draw pictures of what a study found",
     .main = plot_main,
     .forms = {"STUDY [--out FOLDER] [--measure NAME] [--force]"},
     .about = "STUDY is a study's folder. Draws curves in time with bands and "
              "numbers at risk, distributions, heat maps and differences, each "
              "an SVG that stands alone, for light and dark.",
     .options = plot_options},
    {.name = "risk",
     .summary = "estimate how likely documents leak, by when and by whom",
     .main = risk_main,
     .forms = {"SCENARIO [--by TIME] [--runs N] [--seed N] [--change "
               "PATH=VALUE]... [--crypto real|stand-in] [--threads N]",
               "SCENARIO --model grimes [--by TIME] [--half-life SPAN] [--seed "
               "N] [--change PATH=VALUE]... [--crypto real|stand-in]"},
     .about = "Computes the risk from the hazards of the scenario's leaks, and "
              "counts the leaks in runs.",
     .options = risk_options},
    {.name = "attribute",
     .summary = "estimate who may have leaked a document",
     .main = attribute_main,
     .forms = {"RUN DOCUMENT [--surfaced FILE]"},
     .about =
         A_RUN " The copy is the first one that the public held in the run. "
               "The estimate reads who held the text until then and the marks "
               "in the copy, and not the record of who leaked it.",
     .options = attribute_options},
    {.name = "export",
     .summary = "export a run in a format of other tools",
     .main = export_main,
     .forms = {"RUN --to FORMAT [--out FILE [--force]] [--opened]",
               "--dissector [--out FILE [--force]]"},
     .about = A_RUN " FORMAT is one of these:",
     .operand = format_operand,
     .options = export_options},
    {.name = "report",
     .summary = "write a run as one page of HTML, to open in a browser",
     .main = report_main,
     .forms = {"RUN [-o FILE [--force]] [--as NAME] [--with LIST]"},
     .about = "The page needs no network and holds all of the run: who knows "
              "what at each moment and why, the timeline, every byte that "
              "travelled, layer by layer, and the journal itself. " A_RUN,
     .options = report_options},
    {.name = "prove",
     .summary = "prove a record to a verifier without the journal",
     .main = prove_main,
     .forms = {"RUN --record N [--out FILE [--force]]",
               "RUN --state [--out FILE [--force]]",
               "RUN --since STATE [--out FILE [--force]]"},
     .about = A_RUN,
     .options = prove_options},
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
     .options = all_options,
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
     .options = all_options,
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
               "[--threads N]"},
     .about =
         "Sends all documents of the scenario under each protection, measures "
         "its costs, and tests each security property by an attack.",
     .options = compare_options},
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
     .options = metadata_options},
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
     .options = exposure_options},
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
