#include "cli/subcommand_options.h"

/* A row is an option as it is typed, with the word for its value, and what it
 * does. Those that several subcommands share stand first, as words or as whole
 * rows; then each subcommand has its table, in the order of the overview. The
 * order in a table is that of `help`: first comes what is asked for most. */

/* The words that several of them share. */
const struct subcommand_word subcommand_options_all[] = {
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

const struct subcommand_word subcommand_options_check[] = {
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

const struct subcommand_word subcommand_options_study[] = {
    STUDY_OPTIONS,
    {0},
};

const struct subcommand_word subcommand_options_sweep[] = {
    {"--vary PATH=VALUE,VALUE",
     "play each of these values, such as parties.press.readers=1,10,100; may "
     "be given more than once: each value with each"},
    {"--measure SENTENCE",
     "when and how often it holds, such as \"press holds us-response\"; may "
     "be given more than once; default: what the scenario expects"},
    STUDY_OPTIONS,
    {0},
};

const struct subcommand_word subcommand_options_merge[] = {
    {"--force", "replace the results of the whole that are there"},
    {"--quiet", "print nothing but errors"},
    {0},
};

const struct subcommand_word subcommand_options_plot[] = {
    {"--out FOLDER", "where to write the pictures; default STUDY/pictures"},
    {"--measure NAME", "only those of this measure"},
    {"--force", "replace pictures that are there"},
    {0},
};

const struct subcommand_word subcommand_options_run[] = {
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

const struct subcommand_word subcommand_options_keygen[] = {
    {"-o FILE", "where to write the private key; also --out; default "
                "demarche.key; the file must not exist"},
    {0},
};

const struct subcommand_word subcommand_options_attack[] = {
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

const struct subcommand_word subcommand_options_show[] = {
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

const struct subcommand_word subcommand_options_who[] = {
    {"--at TIME", "the knowledge at this time, such as 2022-01-26T17:00Z"},
    {"--since TIME", "the changes after this time, record by record"},
    {"--party NAME", "how this party came to know, record by record"},
    {"--document NAME", "how this document became known, record by record"},
    {"--json", "every party's level on every document and portion, as JSON"},
    {"--keys", "which keys each party believes to be whose"},
    {0},
};

const struct subcommand_word subcommand_options_verify[] = {
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

const struct subcommand_word subcommand_options_recover[] = {
    {"--out FILE", "the new journal"},
    {"--force", "replace an existing FILE"},
    {0},
};

const struct subcommand_word subcommand_options_risk[] = {
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

const struct subcommand_word subcommand_options_attribute[] = {
    {"--surfaced FILE", "the text of a copy that surfaced outside the run"},
    {0},
};

const struct subcommand_word subcommand_options_export[] = {
    {"--out FILE", "where to write; also -o; default and -: standard output"},
    {"--force", "replace an existing file"},
    {"--opened", "pcapng: also the plaintext of each frame that the keys open"},
    {"--dissector", "write the script with which Wireshark decodes pcapng"},
    {0},
};

const struct subcommand_word subcommand_options_report[] = {
    {"--study FOLDER", "a study's findings in place of a run; the folder that "
                       "demarche study --out wrote"},
    {"-o FILE", "where to write; also --out; default: report.html beside the "
                "journal or in the study's folder; - is standard output"},
    {"--force", "replace an existing file"},
    {"--as NAME", "only what this party itself can see"},
    {"--with LIST", "also the tables of attack and compare, which take runs of "
                    "their own, and exposure, which comes by itself with runs "
                    "of up to 20,000 records"},
    {0},
};

const struct subcommand_word subcommand_options_prove[] = {
    {"--record N", "prove that this record is in the journal"},
    {"--state", "write the sealed state of the journal, as a note to keep"},
    {"--since STATE", "prove that the journal has grown from this state"},
    {"--out FILE", "where to write; default: standard output"},
    {"--force", "replace an existing FILE"},
    {0},
};

const struct subcommand_word subcommand_options_compare[] = {
    {"--protect A,B,C",
     "the protections to compare: the scenario's own; of the stock: open, "
     "signed, age, hpke-base, hpke-auth, signed-age, age-signed, noise-NN, "
     "noise-XX, noise-IK, noise-KK, ratchet, padded; or written out, as in "
     "sign=ed25519+seal=age+padding=padme; default: open and all of the "
     "scenario's own"},
    {"--explain", "the evidence for each property, or for its lack"},
    {"--grades", "the grades of Noise's interactive patterns, measured by "
                 "attacks, beside those that its specification states"},
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

const struct subcommand_word subcommand_options_metadata[] = {
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

const struct subcommand_word subcommand_options_exposure[] = {
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
