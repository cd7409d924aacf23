#include "cli/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "crypto/sign_key.h"
#include "journal/storage.h"
#include "view/text.h"

#define KEYGEN_FILE "demarche.key"

/* The command line. */
struct keygen_request {
    const char *path;
};

static const struct options_row keygen_options[] = {
    {"out", "FILE",
     "where to write the private key; default demarche.key; the file must not "
     "exist",
     OPTIONS_TEXT(struct keygen_request, path), .letter = 'o'},
    {0},
};

static enum err draw_key(uint8_t key[IDENTITY_KEY_SIZE], struct errmsg *e)
{
    unsigned tries = 0;
    ssize_t n;

    do
        n = getrandom(key, IDENTITY_KEY_SIZE, 0);
    while (n < 0 && storage_again(&tries));
    if (n == IDENTITY_KEY_SIZE) return ERR_OK;
    return err_set(e, ERR_IO, "the system has no randomness: %s",
                   strerror(errno));
}

static enum err keygen_make(const char *path, struct identity_public *pub,
                            struct errmsg *e)
{
    uint8_t key[IDENTITY_KEY_SIZE];
    char text[SIGN_KEY_TEXT_SIZE];
    struct identity identity;

    enum err rc = draw_key(key, e);
    if (rc) return rc;
    identity_init_sign(&identity, key);
    *pub = identity.pub;
    sign_key_write(key, text);
    const struct output_target target = {
        .path = path, .secret = true, .regular = true, .lasting = true};
    rc = output_write(&target, bytes_of_text(text), e);
    identity_fini(&identity);
    explicit_bzero(key, sizeof key);
    explicit_bzero(text, sizeof text);
    return rc;
}

static int keygen_main(int argc, char **argv)
{
    struct identity_public pub;
    struct keygen_request q = {.path = KEYGEN_FILE};
    struct errmsg e;
    char hex[2 * IDENTITY_KEY_SIZE + 1];
    const int exit_code = options_read(argc, argv, keygen_options, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind < argc) return notice_wrong(argv[0], "expected no operand");
    if (keygen_make(q.path, &pub, &e)) return notice_failed(argv[0], &e);
    bytes_to_hex(hex, bytes_of(pub.sign, sizeof pub.sign));
    /* Never two keys in one stream: what reads the one may keep the other. */
    if (output_is_file(q.path))
        puts(hex);
    else
        notice_say("public key: %s", hex);
    return COMMAND_OK;
}

const struct subcommand subcommand_keygen = {
    .name = "keygen",
    .summary = "make a private key that seals journals",
    .main = keygen_main,
    .forms = {"[-o FILE]"},
    .about = "Writes an Ed25519 private key that only its owner can read, and "
             "prints the public key, for demarche verify --key; with -o - the "
             "private key is printed, and the public key on standard error.",
    .options = keygen_options,
};
