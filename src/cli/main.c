#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "cli/commands.h"
#include "scenario/names.h"
#include "view/text.h"

struct command {
    const char *name;
    const char *summary;
    int (*main)(int argc, char **argv);
    const char *usage;
};

static const struct command commands[] = {
    {"check", "say whether scenarios are well formed, and what is wrong",
     check_main,
     "demarche check SCENARIO...\n"
     "\n"
     "Reads each scenario (- is standard input) and sums it up in one line,\n"
     "or says all that is wrong with it, as FILE:LINE:COLUMN.\n"},
    {"run", "run a scenario in virtual time, into a journal", run_main,
     "demarche run SCENARIO [--seed N] [--run N] [--out FOLDER] [--force]\n"
     "                      [--pace N] [--durability none|batch|each] "
     "[--quiet]\n"
     "\n"
     "Runs the scenario (- is standard input) and judges what it expects.\n"
     "The same scenario, seed and run give the same journal, byte for byte.\n"
     "\n"
     "  --seed N      the seed of all chance; 1 unless given\n"
     "  --run N       another draw from the same seed\n"
     "  --change PATH=VALUE\n"
     "                with another value there, such as script[3].at=...,\n"
     "                channels.moscow.loss=5% or, to take it out,\n"
     "                script[3]=-; may be given more than once\n"
     "  --out FOLDER  for the journal; runs/SCENARIO-SEED unless given\n"
     "  --force       replace a journal that is there already\n"
     "  --pace N      as it happens, N virtual seconds a real second\n"
     "  --durability none|batch|each\n"
     "                how soon a record outlives a loss of power: when the\n"
     "                system likes (the default), after 10 ms (with --pace) "
     "or\n"
     "                1 MiB, or before anything follows from it\n"
     "  --quiet       say only what is wrong\n"},
    {"attack", "try tactics on a scenario's papers, and say what came of it",
     attack_main,
     "demarche attack SCENARIO [--tactic NAME] [--protect NAME]\n"
     "                         [--seed N] [--run N]\n"
     "\n"
     "Runs the scenario (- is standard input) undisturbed, then once for each\n"
     "tactic against each paper sent over a channel. A verdict follows from\n"
     "the two runs' journals; docs/adversaries.md describes the tactics.\n"
     "\n"
     "  --tactic NAME   only this one, paper by paper\n"
     "  --protect NAME  every paper under this protection of the scenario\n"
     "  --seed N        the seed of all chance; 1 unless given\n"
     "  --run N         another draw from the same seed\n"
     "\n"
     "Ends with 2 when something that a profile claims does not hold.\n"},
    {"show", "tell what happened in a run, line by line", show_main,
     "demarche show RUN [only...] [--all] [--tree | --follow]\n"
     "demarche show RUN --exchange N [--as NAME] [--hex] [--extract FOLDER]\n"
     "                   [--reveal-secrets]\n"
     "demarche show RUN --record N [--hex]\n"
     "\n"
     "RUN is a run's folder, a journal, or - for standard input.\n"
     "\n"
     "  --party NAME      only what this party does, or others do with it\n"
     "  --peer NAME       and with this one: what passes between the two\n"
     "  --as NAME         only what this party itself can see\n"
     "  --document NAME   only what concerns this document\n"
     "  --portion NAME    only what concerns this portion\n"
     "  --kind LIST       only these kinds, such as received,frame-lost\n"
     "  --rejected        only what went wrong\n"
     "  --from TIME       only from then on, such as 2022-01-26T17:00Z\n"
     "  --to TIME         only up to then\n"
     "  --all             frames, sessions and checks, too\n"
     "  --tree            exchange by exchange\n"
     "  --follow          go on while the journal is being written\n"
     "  --exchange N      one exchange, layer by layer; with --all, --tree or\n"
     "                    --kind its records\n"
     "  --record N        one record, with all that it holds\n"
     "  --hex             every byte, by the field that owns it\n"
     "  --extract FOLDER  what it carried, as files for other tools\n"
     "  --reveal-secrets  derived keys in full, instead of fingerprints\n"},
    {"who", "tell who knows what, since when", who_main,
     "demarche who RUN [--at TIME] [--since TIME] [--party NAME]\n"
     "                 [--document NAME]\n"
     "demarche who RUN --keys [--at TIME] [--party NAME]\n"
     "\n"
     "RUN is a run's folder, a journal, or - for standard input.\n"
     "\n"
     "  --at TIME         as things stood then, such as 2022-01-26T17:00Z\n"
     "  --since TIME      what changed later than that, record by record\n"
     "  --party NAME      how this party came to know it, record by record\n"
     "  --document NAME   how this document came to be known, likewise\n"
     "  --keys            whose key is whose, as each believes\n"},
    {"verify", "check that a journal is whole and untouched", verify_main,
     "demarche verify RUN\n"
     "demarche verify --proof FILE [--since STATE]\n"
     "\n"
     "RUN is a run's folder, a journal, or - for standard input.\n"
     "\n"
     "  --proof FILE      what prove wrote, without the journal\n"
     "  --since STATE     of growth: the older state that it starts from\n"
     "\n"
     "Ends with 0 for OK, 3 for INCOMPLETE, 1 for TORN and FAIL.\n"},
    {"recover", "save what holds of a damaged journal", recover_main,
     "demarche recover RUN --out FILE\n"
     "\n"
     "Writes all records of RUN before the first that does not hold into a\n"
     "new journal, and says what was lost. RUN itself is only read.\n"
     "\n"
     "  --out FILE        the new journal; there must be none of that name\n"},
    {"risk", "tell how likely documents are to leak, by when and by whom",
     risk_main,
     "demarche risk SCENARIO [--by TIME] [--runs N] [--seed N]\n"
     "demarche risk SCENARIO --model grimes [--by TIME] [--half-life SPAN]\n"
     "\n"
     "Computes from the hazards of the scenario's leaks, and counts in runs.\n"
     "\n"
     "  --by TIME         until then; the end of the clock unless given\n"
     "  --runs N          how many to count in; 200 unless given\n"
     "  --seed N          the seed of all chance; 1 unless given\n"
     "  --model grimes    from the number of people alone (PLOS ONE 2016)\n"
     "  --half-life SPAN  with grimes: after which half of them are gone\n"},
    {"attribute", "tell who may have leaked a document, and what that is worth",
     attribute_main,
     "demarche attribute RUN DOCUMENT [--surfaced FILE]\n"
     "\n"
     "RUN is a run's folder, a journal, or - for standard input. The copy is\n"
     "the one that the public first held in the run. Who handed it over is\n"
     "not read: only who held the text until then, and the marks in it.\n"
     "\n"
     "  --surfaced FILE  the text of a copy that came out elsewhere\n"},
    {"export", "put a run into a form that other tools read", export_main,
     "demarche export RUN --to FORMAT [--out FILE] [--force] [--opened]\n"
     "demarche export --dissector [--out FILE] [--force]\n"
     "\n"
     "RUN is a run's folder, a journal, or - for standard input. FORMAT is\n"
     "\n"
     "  jsonl       a JSON object a record and line, with all it holds\n"
     "  csv         a table for spreadsheets\n"
     "  sqlite      a database, with who knows what\n"
     "  pcapng      the frames that travelled, for Wireshark\n"
     "  mermaid     a sequence diagram of what was done\n"
     "  dot         a graph of who gave what to whom, for Graphviz\n"
     "  perfetto    a trace of parties, desks and frames\n"
     "  shiviz      a log with vector clocks\n"
     "  timesketch  events for a timeline in Timesketch\n"
     "\n"
     "  --out FILE  where to; also -o; - is standard output, as is none\n"
     "  --force     replace a file that is there already\n"
     "  --opened    pcapng: also what the keys open of each frame\n"
     "  --dissector the script that teaches Wireshark to read them\n"},
    {"prove", "prove a record to somebody who lacks the journal", prove_main,
     "demarche prove RUN --record N [--out FILE]\n"
     "demarche prove RUN --state [--out FILE]\n"
     "demarche prove RUN --since STATE [--out FILE]\n"
     "\n"
     "RUN is a run's folder, a journal, or - for standard input.\n"
     "\n"
     "  --record N        that this record is in the journal\n"
     "  --state           what is sealed by now, as a note to be kept\n"
     "  --since STATE     that the journal has grown out of that state\n"
     "  --out FILE        to a file; standard output unless given\n"},
    {"stats", "count what travelled, how long it took, what went wrong",
     stats_main,
     "demarche stats RUN\n"
     "\n"
     "RUN is a run's folder, a journal, or - for standard input.\n"
     "\n"
     "Percentiles are exact: the span that so many of a hundred kept within.\n"
     "again: frames that a session sent once more.\n"},
    {"why", "tell why a sentence holds, record by record", why_main,
     "demarche why RUN SENTENCE [--all]\n"
     "\n"
     "SENTENCE is one as in expect:, such as\n"
     "'russia can prove us-response by 2022-01-26T18:00Z'. The records that\n"
     "led to it are told, the latest first, back to the document's author.\n"
     "RUN is a run's folder, a journal, or - for standard input.\n"
     "\n"
     "  --all  frames, sessions and checks, too\n"
     "\n"
     "Ends with 0 if it holds, 2 if it does not, 3 if the run was cut short\n"
     "before this could be told.\n"},
    {"why-not", "tell why a sentence does not hold, and what it lacked",
     why_not_main,
     "demarche why-not RUN SENTENCE [--all]\n"
     "\n"
     "SENTENCE is one as in expect:, such as\n"
     "'press holds us-response by 2022-01-28'. Told is what it would have\n"
     "taken, and what of it there was; of what came about too late, or was\n"
     "never to come about, the records that led to it, as why tells them.\n"
     "RUN is a run's folder, a journal, or - for standard input.\n"
     "\n"
     "  --all  frames, sessions and checks, too\n"
     "\n"
     "Ends with 0 if it does not hold, 2 if it does, 3 if the run was cut\n"
     "short before this could be told.\n"},
    {"diff", "tell where two runs part, and what came of it", diff_main,
     "demarche diff RUN RUN\n"
     "\n"
     "Each RUN is a run's folder, a journal, or - for standard input. Told\n"
     "are the first record that differs, what each party knows since when\n"
     "in one run and not in the other, and expectations that are not judged\n"
     "alike. The scenarios need not be the same: names are what counts.\n"
     "\n"
     "Ends with 0 if all is the same, 2 if it is not.\n"},
    {"compare", "measure what protections cost and what they give",
     compare_main,
     "demarche compare SCENARIO [--protect A,B,C] [--explain] [--time]\n"
     "                          [--seed N] [--run N]\n"
     "\n"
     "Puts all papers of the scenario under each protection, and finds out\n"
     "what it costs and which properties it has, by trying to take them away.\n"
     "\n"
     "  --protect A,B,C   these: the scenario's own, or of the stock: open,\n"
     "                    signed, age, hpke-base, hpke-auth, signed-age,\n"
     "                    age-signed, noise-NN, noise-XX, noise-IK, noise-KK,\n"
     "                    ratchet, padded; open and all of its own unless "
     "given\n"
     "  --explain         what showed each property, or its lack\n"
     "  --time            the processor's time for it all, too\n"},
    {"metadata", "tell what sizes and times give away, by guessing at it",
     metadata_main,
     "demarche metadata SCENARIO [--on CHANNEL] [--padding PADDING]\n"
     "                  [--hold SPAN] [--cover SPAN] [--runs N] [--seed N]\n"
     "\n"
     "Somebody who opens nothing learns from runs, and then guesses in others\n"
     "which document passes, from whom, to whom, and whether it is one: with\n"
     "nothing that hides it, with padding, and with what the channels do.\n"
     "\n"
     "  --on CHANNEL       where he sits; on all channels unless given\n"
     "  --padding PADDING  none, padme or blocks: the only one to try\n"
     "  --hold SPAN        messages wait for up to so long before they leave;\n"
     "                     as the scenario says unless given\n"
     "  --cover SPAN       on average between a party's dummies; likewise\n"
     "  --runs N           to learn from, and as many to guess in; 40 unless\n"
     "                     given\n"
     "  --seed N           the seed of all chance; 1 unless given\n"},
    {"exposure", "tell which documents a theft of keys opens, by its time",
     exposure_main,
     "demarche exposure SCENARIO|RUN [--party NAME] [--steal WHAT]\n"
     "                  [--steps N] [--csv FILE] [--force] [--seed N] "
     "[--run N]\n"
     "\n"
     "Plays a run, steals keys at every instant at which there are others to\n"
     "steal, and opens with them all that passed over the channels before and\n"
     "after. RUN is a run's folder, or a journal of which the name ends in\n"
     ".journal; anything else is a scenario (- is standard input).\n"
     "\n"
     "  --party NAME  steal from this party only\n"
     "  --steal WHAT  identity: its long-term keys; state: its sessions' keys\n"
     "                besides; all: the generator, with every key it will "
     "draw;\n"
     "                identity and state, each by itself, unless given\n"
     "  --steps N     columns for the time of the theft, 8 to 52\n"
     "  --csv FILE    the exact instants, a line a window; - is standard\n"
     "                output, in place of the chart\n"
     "  --force       replace a FILE that is there already\n"
     "  --seed N      of a scenario: the seed of all chance; 1 unless given\n"
     "  --run N       of a scenario: another draw from the same seed\n"},
};

enum {
    COMMAND_COUNT = sizeof commands / sizeof commands[0],
    NAME_WIDTH = 9 /* of the longest */
};

static void print_overview(void)
{
    fputs("demarche: written exchanges between parties, and who knows what\n"
          "\n"
          "Usage: demarche COMMAND ...\n"
          "\n",
          stdout);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        printf("  %-*s  %s\n", NAME_WIDTH, commands[i].name,
               commands[i].summary);
    }
    printf("  %-*s  explain a command\n", NAME_WIDTH, "help");
    fputs("\n"
          "Exit status: 0 done, 1 error, 2 an expectation is broken,\n"
          "3 undetermined since the run was cut short, 64 wrong usage.\n",
          stdout);
}

static void print_usage(const struct command *c)
{
    printf("demarche %s: %s\n\n%s", c->name, c->summary, c->usage);
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    }
    return NULL;
}

static int unknown(const char *name)
{
    struct nearest near;

    nearest_init(&near, name);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        nearest_try(&near, commands[i].name);
    }
    fputs("demarche: no command is named ", stderr);
    text_put(name, stderr);
    if (near.best) fprintf(stderr, "; did you mean %s?", near.best);
    fputs("\nSee: demarche help\n", stderr);
    return COMMAND_USAGE;
}

static int help(int argc, char **argv)
{
    const struct command *c;

    if (argc < 2) {
        print_overview();
        return COMMAND_OK;
    }
    c = find(argv[1]);
    if (!c) return unknown(argv[1]);
    print_usage(c);
    return COMMAND_OK;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    }
    return false;
}

static int dispatch(int argc, char **argv)
{
    const struct command *c;

    if (argc < 2) {
        print_overview();
        return COMMAND_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("demarche " DEMARCHE_VERSION);
        return COMMAND_OK;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
        strcmp(argv[1], "-h") == 0) {
        return help(argc - 1, argv + 1);
    }
    c = find(argv[1]);
    if (!c) return unknown(argv[1]);
    if (asks_for_help(argc - 1, argv + 1)) {
        print_usage(c);
        return COMMAND_OK;
    }
    return c->main(argc - 1, argv + 1);
}

/* A standard stream that was closed stays of no use, but its number is taken:
 * no journal may come to stand where messages go. A pipe that nobody reads
 * and a limit on files are errors of writing, not reasons to be killed. */
static void prepare(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        const int useless = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", useless) < 0) return;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* What was printed counts only once it is out: a full disk shows here. Who
 * reads no further has seen enough, and that is no error. */
static int finish(int exit_code)
{
    const bool failed = ferror(stdout);

    errno = 0;
    if ((fflush(stdout) == 0 && !failed) || errno == EPIPE) return exit_code;
    fprintf(stderr, "demarche: cannot write to standard output: %s\n",
            errno ? strerror(errno) : err_text(ERR_IO));
    return COMMAND_ERROR;
}

int main(int argc, char **argv)
{
    prepare();
    return finish(dispatch(argc, argv));
}
