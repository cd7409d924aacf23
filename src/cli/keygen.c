#include "cli/subcommand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/notice.h"
#include "cli/options.h"
#include "crypto/sign_key.h"
#include "view/text.h"

#define KEYGEN_FILE "demarche.key"

static enum err draw_key(uint8_t key[IDENTITY_KEY_SIZE], struct errmsg *e)
{
    ssize_t n;

    do
        n = getrandom(key, IDENTITY_KEY_SIZE, 0);
    while (n < 0 && errno == EINTR);
    if (n == IDENTITY_KEY_SIZE) return ERR_OK;
    return err_set(e, ERR_IO, "the system has no randomness: %s",
                   strerror(errno));
}

static bool write_all(int fd, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        const ssize_t n = write(fd, text, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        text += n;
        left -= (size_t)n;
    }
    return true;
}

/* For its owner alone, and on the disk before its public key is known. */
static enum err keygen_write(const char *path, const char *text,
                             struct errmsg *e)
{
    const int fd =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd < 0)
        return err_set(e, errno == EEXIST ? ERR_EXISTS : ERR_IO,
                       "cannot make %s: %s", path, strerror(errno));
    const bool written = write_all(fd, text) && !fsync(fd);
    const int number = errno;
    close(fd);
    if (written) return ERR_OK;
    unlink(path);
    return err_set(e, ERR_IO, "cannot write %s: %s", path, strerror(number));
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
    rc = keygen_write(path, text, e);
    identity_fini(&identity);
    explicit_bzero(key, sizeof key);
    explicit_bzero(text, sizeof text);
    return rc;
}

int keygen_main(int argc, char **argv)
{
    struct identity_public pub;
    const char *path = KEYGEN_FILE;
    struct errmsg e;
    char hex[2 * IDENTITY_KEY_SIZE + 1];
    const struct options_row rows[] = {
        {"o", .text = &path},
        {"out", .text = &path},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind < argc) return notice_wrong(argv[0], "expected no operand");
    if (keygen_make(path, &pub, &e)) return notice_failed(argv[0], &e);
    bytes_to_hex(hex, bytes_of(pub.sign, sizeof pub.sign));
    puts(hex);
    return COMMAND_OK;
}
