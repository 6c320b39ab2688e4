/* What a job does: a command, or something with files. */
#pragma once
#include "get-files.h"
#include "put-files.h"

/* A job's second argument: a number in octal, or -1. */
static int octal(const char *text)
{
    int value = 0;
    if (!text || !*text) return -1;
    for (; *text >= '0' && *text <= '7'; text++) value = value * 8 + (*text - '0');
    return value;
}

static void work_on_files(void)
{
    const char *what = wanted_job.files, *option = NULL;
    char *path = wanted_job.arguments[0];
    if (path) option = wanted_job.arguments[1];
    CALL(umask, 0, 0, 0, 0, 0);
    if (!path || !*path) wrong("", ENOENT);
    else if (equal(what, "read")) read_one(path);
    else if (equal(what, "write")) write_one(path, octal(option));
    else if (equal(what, "list")) list_one(path);
    else if (equal(what, "remove")) remove_one(path, option && equal(option, "recursive"));
    else if (equal(what, "get")) get_files(path);
    else if (equal(what, "put")) put_files(path, option && equal(option, "owners"));
    else wrong(path, ENOSYS);
}

/* Runs the job that was taken; comes back with a status only if it cannot. `begin` is called where no exec tells that it runs. */
static int run_job(void (*begin)(void))
{
    int status = wanted_job.user ? enter_user() : 0;
    if (status) return status;
    if (wanted_job.directory) {
        long result = CALL(chdir, wanted_job.directory, 0, 0, 0, 0);
        if (result == -EACCES) return cannot(NO_DIRECTORY, 126, wanted_job.directory, ": permission denied");
        if (result < 0) return cannot(NO_DIRECTORY, 126, wanted_job.directory, ": no such directory in the appliance");
    }
    if (wanted_job.files) {
        begin();
        work_on_files();
        leave(file_status);
    }
    return execute();
}
