#include "cli/subcommand.h"

#include "export/format.h"

/* What several of them say in the same words. */
#define A_RUN "RUN is a run's folder, a journal, or - for standard input."
static const struct subcommand_word all_options[] = {
    {"--all", "frames, sessions and checks, too"},
    {0},
};

#define SEED "--seed N", "the seed of all chance; 1 unless given"
#define DRAW "--run N", "another draw from the same seed"

static const struct subcommand_word run_options[] = {
    {SEED},
    {DRAW},
    {"--change PATH=VALUE",
     "with another value there, such as script[3].at=..., "
     "channels.moscow.loss=5% or, to take it out, script[3]=-; may be given "
     "more than once"},
    {"--out FOLDER", "for the journal; runs/SCENARIO-SEED unless given"},
    {"--force", "replace a journal that is there already"},
    {"--pace N", "as it happens, N virtual seconds a real second"},
    {"--durability none|batch|each",
     "how soon a record outlives a loss of power: when the system likes (the "
     "default), after 10 ms (with --pace) or 1 MiB, or before anything follows "
     "from it"},
    {"--quiet", "say only what is wrong"},
    {0},
};

static const struct subcommand_word attack_options[] = {
    {"--tactic NAME", "only this one, paper by paper"},
    {"--protect A,B,C",
     "every paper under this protection, and then that: named or written out "
     "as for demarche compare; as the scenario has it unless given"},
    {SEED},
    {DRAW},
    {0},
};

static const struct subcommand_word show_options[] = {
    {"--party NAME", "only what this party does, or others do with it"},
    {"--peer NAME", "and with this one: what passes between the two"},
    {"--as NAME", "only what this party itself can see"},
    {"--document NAME", "only what concerns this document"},
    {"--portion NAME", "only what concerns this portion"},
    {"--kind LIST", "only these kinds, such as received,frame-lost"},
    {"--rejected", "only what went wrong"},
    {"--from TIME", "only from then on, such as 2022-01-26T17:00Z"},
    {"--to TIME", "only up to then"},
    {"--all", "frames, sessions and checks, too"},
    {"--tree", "exchange by exchange"},
    {"--follow", "go on while the journal is being written"},
    {"--exchange N",
     "one exchange, layer by layer; with --all, --tree or --kind its records"},
    {"--record N", "one record, with all that it holds"},
    {"--hex", "every byte, by the field that owns it"},
    {"--extract FOLDER", "what it carried, as files for other tools"},
    {"--reveal-secrets", "derived keys in full, instead of fingerprints"},
    {0},
};

static const struct subcommand_word who_options[] = {
    {"--at TIME", "as things stood then, such as 2022-01-26T17:00Z"},
    {"--since TIME", "what changed later than that, record by record"},
    {"--party NAME", "how this party came to know it, record by record"},
    {"--document NAME", "how this document came to be known, likewise"},
    {"--keys", "whose key is whose, as each believes"},
    {0},
};

static const struct subcommand_word verify_options[] = {
    {"--proof FILE", "what prove wrote, without the journal"},
    {"--since STATE", "of growth: the older state that it starts from"},
    {0},
};

static const struct subcommand_word recover_options[] = {
    {"--out FILE", "the new journal; there must be none of that name"},
    {0},
};

static const struct subcommand_word risk_options[] = {
    {"--by TIME", "until then; the end of the clock unless given"},
    {"--runs N", "how many to count in; 200 unless given"},
    {SEED},
    {"--model grimes", "from the number of people alone (PLOS ONE 2016)"},
    {"--half-life SPAN", "with grimes: after which half of them are gone"},
    {0},
};

static const struct subcommand_word attribute_options[] = {
    {"--surfaced FILE", "the text of a copy that came out elsewhere"},
    {0},
};

static const struct subcommand_word export_options[] = {
    {"--out FILE", "where to; also -o; - is standard output, as is none"},
    {"--force", "replace a file that is there already"},
    {"--opened", "pcapng: also what the keys open of each frame"},
    {"--dissector", "the script that teaches Wireshark to read them"},
    {0},
};

static const struct subcommand_word prove_options[] = {
    {"--record N", "that this record is in the journal"},
    {"--state", "what is sealed by now, as a note to be kept"},
    {"--since STATE", "that the journal has grown out of that state"},
    {"--out FILE", "to a file; standard output unless given"},
    {0},
};

static const struct subcommand_word compare_options[] = {
    {"--protect A,B,C",
     "these: the scenario's own; or of the stock: open, signed, age, "
     "hpke-base, hpke-auth, signed-age, age-signed, noise-NN, noise-XX, "
     "noise-IK, noise-KK, ratchet, padded; or written out, as in "
     "sign=ed25519+seal=age+padding=padme; open and all of its own unless "
     "given"},
    {"--explain", "what showed each property, or its lack"},
    {"--time", "the processor's time for it all, too"},
    {"--csv FILE", "as a table for other programs; - for standard output"},
    {"--force", "replace that file"},
    {SEED},
    {DRAW},
    {0},
};

static const struct subcommand_word metadata_options[] = {
    {"--on CHANNEL", "where he sits; on all channels unless given"},
    {"--padding PADDING", "none, padme or blocks: the only one to try"},
    {"--hold SPAN",
     "messages wait for up to so long before they leave; as the scenario says "
     "unless given"},
    {"--cover SPAN", "on average between a party's dummies; likewise"},
    {"--runs N", "to learn from, and as many to guess in; 40 unless given"},
    {SEED},
    {0},
};

static const struct subcommand_word exposure_options[] = {
    {"--party NAME", "steal from this party only"},
    {"--steal WHAT",
     "identity: its long-term keys; state: its sessions' keys besides; all: "
     "the generator, with every key it will draw; identity and state, each by "
     "itself, unless given"},
    {"--steps N", "columns for the time of the theft, 8 to 52"},
    {"--csv FILE",
     "the exact instants, a line a window; - is standard output, in place of "
     "the chart"},
    {"--force", "replace a FILE that is there already"},
    {"--seed N", "of a scenario: the seed of all chance; 1 unless given"},
    {"--run N", "of a scenario: another draw from the same seed"},
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
     .summary = "say whether scenarios are well formed, and what is wrong",
     .main = check_main,
     .forms = {"SCENARIO..."},
     .about = "Reads each scenario (- is standard input) and sums it up in one "
              "line, or says all that is wrong with it, as FILE:LINE:COLUMN."},
    {.name = "run",
     .summary = "run a scenario in virtual time, into a journal",
     .main = run_main,
     .forms = {"SCENARIO [--seed N] [--run N] [--change PATH=VALUE]... [--out "
               "FOLDER] [--force] [--pace N] [--durability none|batch|each] "
               "[--quiet]"},
     .about = "Runs the scenario (- is standard input) and judges what it "
              "expects. The same scenario, seed and run give the same journal, "
              "byte for byte.",
     .options = run_options},
    {.name = "attack",
     .summary = "try tactics on a scenario's papers, and say what came of it",
     .main = attack_main,
     .forms = {"SCENARIO [--tactic NAME] [--protect A,B,C] [--seed N] [--run "
               "N]"},
     .about = "Runs the scenario (- is standard input) undisturbed, then once "
              "for each tactic against each paper sent over a channel. A "
              "verdict follows from the two runs' journals; "
              "docs/adversaries.md describes the tactics.",
     .options = attack_options,
     .after = "Ends with 2 when something that a profile claims does not "
              "hold."},
    {.name = "show",
     .summary = "tell what happened in a run, line by line",
     .main = show_main,
     .forms = {"RUN [only...] [--all] [--tree | --follow]",
               "RUN --exchange N [--as NAME] [--hex] [--extract FOLDER] "
               "[--reveal-secrets]",
               "RUN --record N [--hex]"},
     .about = A_RUN,
     .options = show_options},
    {.name = "who",
     .summary = "tell who knows what, since when",
     .main = who_main,
     .forms = {"RUN [--at TIME] [--since TIME] [--party NAME] [--document "
               "NAME]",
               "RUN --keys [--at TIME] [--party NAME]"},
     .about = A_RUN,
     .options = who_options},
    {.name = "verify",
     .summary = "check that a journal is whole and untouched",
     .main = verify_main,
     .forms = {"RUN", "--proof FILE [--since STATE]"},
     .about = A_RUN,
     .options = verify_options,
     .after = "Ends with 0 for OK, 3 for INCOMPLETE, 1 for TORN and FAIL."},
    {.name = "recover",
     .summary = "save what holds of a damaged journal",
     .main = recover_main,
     .forms = {"RUN --out FILE"},
     .about = "Writes all records of RUN before the first that does not hold "
              "into a new journal, and says what was lost. RUN itself is only "
              "read.",
     .options = recover_options},
    {.name = "risk",
     .summary = "tell how likely documents are to leak, by when and by whom",
     .main = risk_main,
     .forms = {"SCENARIO [--by TIME] [--runs N] [--seed N]",
               "SCENARIO --model grimes [--by TIME] [--half-life SPAN]"},
     .about = "Computes from the hazards of the scenario's leaks, and counts "
              "in runs.",
     .options = risk_options},
    {.name = "attribute",
     .summary = "tell who may have leaked a document, and what that is worth",
     .main = attribute_main,
     .forms = {"RUN DOCUMENT [--surfaced FILE]"},
     .about =
         A_RUN " The copy is the one that the public first held in the "
               "run. Who handed it over is not read: only who held the text "
               "until then, and the marks in it.",
     .options = attribute_options},
    {.name = "export",
     .summary = "put a run into a form that other tools read",
     .main = export_main,
     .forms = {"RUN --to FORMAT [--out FILE] [--force] [--opened]",
               "--dissector [--out FILE] [--force]"},
     .about = A_RUN " FORMAT is one of those below.",
     .operand = format_operand,
     .options = export_options},
    {.name = "prove",
     .summary = "prove a record to somebody who lacks the journal",
     .main = prove_main,
     .forms = {"RUN --record N [--out FILE]", "RUN --state [--out FILE]",
               "RUN --since STATE [--out FILE]"},
     .about = A_RUN,
     .options = prove_options},
    {.name = "stats",
     .summary = "count what travelled, how long it took, what went wrong",
     .main = stats_main,
     .forms = {"RUN"},
     .about =
         A_RUN " Percentiles are exact: the span that so many of a "
               "hundred kept within. What went again is what a session sent "
               "once more."},
    {.name = "why",
     .summary = "tell why a sentence holds, record by record",
     .main = why_main,
     .forms = {"RUN SENTENCE [--all]"},
     .about = "SENTENCE is one as in expect:, such as 'russia can prove "
              "us-response by 2022-01-26T18:00Z'. The records that led to it "
              "are told, the latest first, back to the document's author. "
              "" A_RUN,
     .options = all_options,
     .after = "Ends with 0 if it holds, 2 if it does not, 3 if the run was cut "
              "short before this could be told."},
    {.name = "why-not",
     .summary = "tell why a sentence does not hold, and what it lacked",
     .main = why_not_main,
     .forms = {"RUN SENTENCE [--all]"},
     .about = "SENTENCE is one as in expect:, such as 'press holds us-response "
              "by 2022-01-28'. Told is what it would have taken, and what of "
              "it there was; of what came about too late, or was never to come "
              "about, the records that led to it, as why tells them. " A_RUN,
     .options = all_options,
     .after = "Ends with 0 if it does not hold, 2 if it does, 3 if the run was "
              "cut short before this could be told."},
    {.name = "diff",
     .summary = "tell where two runs part, and what came of it",
     .main = diff_main,
     .forms = {"RUN RUN"},
     .about = "Each RUN is a run's folder, a journal, or - for standard input. "
              "Told are the first record that differs, what each party knows "
              "since when in one run and not in the other, and expectations "
              "that are not judged alike. The scenarios need not be the same: "
              "names are what counts.",
     .after = "Ends with 0 if all is the same, 2 if it is not."},
    {.name = "compare",
     .summary = "measure what protections cost and what they give",
     .main = compare_main,
     .forms = {"SCENARIO [--protect A,B,C] [--explain] [--time] [--csv FILE "
               "[--force]] [--seed N] "
               "[--run N]"},
     .about = "Puts all papers of the scenario under each protection, and "
              "finds out what it costs and which properties it has, by trying "
              "to take them away.",
     .options = compare_options},
    {.name = "metadata",
     .summary = "tell what sizes and times give away, by guessing at it",
     .main = metadata_main,
     .forms = {"SCENARIO [--on CHANNEL] [--padding PADDING] [--hold SPAN] "
               "[--cover SPAN] [--runs N] [--seed N]"},
     .about = "Somebody who opens nothing learns from runs, and then guesses "
              "in others which document passes, from whom, to whom, and "
              "whether it is one: with nothing that hides it, with padding, "
              "and with what the channels do.",
     .options = metadata_options},
    {.name = "exposure",
     .summary = "tell which documents a theft of keys opens, by its time",
     .main = exposure_main,
     .forms = {"SCENARIO|RUN [--party NAME] [--steal WHAT] [--steps N] [--csv "
               "FILE] [--force] [--seed N] [--run N]"},
     .about = "Plays a run, steals keys at every instant at which there are "
              "others to steal, and opens with them all that passed over the "
              "channels before and after. RUN is a run's folder, or a journal "
              "of which the name ends in .journal; anything else is a scenario "
              "(- is standard input).",
     .options = exposure_options},
};

const struct subcommand *subcommand_at(size_t i)
{
    return i < sizeof subcommands / sizeof subcommands[0] ? &subcommands[i]
                                                          : NULL;
}
