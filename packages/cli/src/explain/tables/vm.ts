import type { Rows } from '../explanation.ts';

/** Running VMs. */
export const VM: Rows = {
  VM_MISSING: [
    'The package @supermin/vm is not installed.',
    'It is an optional dependency: the installation left it out.',
    "Run 'npm install @supermin/vm' beside the command.",
  ],
  QEMU_MISSING: [
    'There is no QEMU for the architecture of the VM.',
    'The program is not installed, or not on PATH.',
    'Install the package that the error names.',
  ],
  KVM_UNUSABLE: [
    'KVM cannot be used, and was asked for with --accel kvm.',
    'There is no /dev/kvm, this user may not open it, or the processor does not have it (often so inside VMs).',
    "Join the group 'kvm', or emulate the guest with --accel auto or tcg.",
  ],
  COMMAND_MISSING: [
    'There is no COMMAND of this name on this machine.',
    "run takes the package of COMMAND from those that are installed; with status 127, as the shell's.",
    'Install its package, or correct the name.',
  ],
  COMMAND_NOT_FOUND: [
    'There is no COMMAND of this name in the VM.',
    "Its package is not in the appliance, or the path is of this machine and not shared; the exit status is 127, as a shell's.",
    'Add its package with -p, share its directory with --share, or correct the name.',
  ],
  COMMAND_NOT_EXECUTABLE: [
    'COMMAND is not executable.',
    'The file has no execute permission; with status 126, as the shell has it.',
    "Run 'chmod +x' on it, or name its interpreter: sh FILE.",
  ],
  APPLIANCE_MISSING: [
    'The directory of --appliance is not an appliance.',
    'A file that every appliance has is not there.',
    "Pass a directory that 'supermin build -f ext2', 'supermin build -f cpio' or 'supermin prepare' made.",
  ],
  APPLIANCE_DAMAGED: [
    'An image of the appliance is shorter than the filesystem in it.',
    'Copying it was interrupted, or the disk was full.',
    'Build the appliance again, or copy it again.',
  ],
  APPLIANCE_BUILT: [
    'Options that change how an appliance is built were given with one that is built.',
    'They would have no effect.',
    'Build it with these options, or pass a small one that prepare made.',
  ],
  APPLIANCE_PACKAGE_NAME: [
    'The value of --appliance-package is not the name of an npm package.',
    'Directories have to begin with / or ./.',
    'Write ./DIR for a directory.',
  ],
  APPLIANCE_PACKAGE_MISSING: [
    'The npm package of --appliance-package is not installed.',
    'Packages are looked for beside the command.',
    "Run 'npm install NAME' there, or pass its directory: --appliance-package ./DIR.",
  ],
  APPLIANCE_PACKAGE_MANIFEST: [
    'The package.json of an appliance package is wrong.',
    'It cannot be parsed, or has no appliance declared.',
    'See docs/appliance-packages.md for its fields.',
  ],
  APPLIANCE_PACKAGE_FOLDER: [
    'An appliance package does not have the directory of its appliance.',
    'The package was published without it, or the manifest names another one.',
    'See docs/appliance-packages.md; the field "files" of package.json has to include it.',
  ],
  APPLIANCE_PACKAGE_FILE: [
    'npm would not keep a file of the appliance as it is.',
    'npm drops symbolic links, empty directories and permissions.',
    "Put the file into a tar archive in the appliance's directory.",
  ],
  SHARE: [
    'The value of --share cannot be understood.',
    'It is DIR, DIR:MOUNT or DIR:MOUNT:ro, with MOUNT an absolute path.',
    "Correct it; write a ':' in a name as '\\:'.",
  ],
  SHARE_UNUSABLE: [
    'A directory cannot be shared with the VM.',
    'It does not exist, is no directory, or this user may not read it.',
    'Pass another directory with --share.',
  ],
  SHARE_IMPOSSIBLE: [
    'There is no way to share a directory with the VM here.',
    'It takes either a kernel with 9p or virtiofsd; each of them was found missing or unusable, as the error tells.',
    'Install virtiofsd 1.13 or later, or a kernel with 9p (Debian: linux-image-amd64).',
  ],
  SHARE_FAILED: [
    'The program that shares a directory with the VM failed.',
    'The error has what it said.',
    'Run again with -v; look whether the directory still exists.',
  ],
  DISK_UNUSABLE: [
    'A file cannot be used as a disk of the VM.',
    'It does not exist, is no image, or this user may not write to it.',
    'Pass an image that you may read and write, or add :ro.',
  ],
  PORT_UNUSABLE: [
    'A TCP port of this machine cannot be published.',
    'Another program uses it, or it is below 1024 and this user is not root.',
    'Choose another port with --publish.',
  ],
  VM_FAILED: [
    'The VM could not be started, or ended before its command did.',
    'QEMU refused its options, the kernel panicked, or memory ran out; the last lines of the console are in the error.',
    'Run again with -v to see the console; give it more with --memory.',
  ],
  VM_PROTOCOL: [
    'The VM, or the process that supervises it, sent something that was not understood.',
    'The appliance was built by another version of supermin, or what runs in it interferes.',
    'Build the appliance again with this version.',
  ],
  VM_UNRESPONSIVE: [
    'The process that has the VM does not answer.',
    'It is stopped (Ctrl-Z), or the machine is overloaded.',
    "Continue it, or end it: it has 'supermin run --name' on its command line.",
  ],
  VM_NAME: [
    'This cannot be the name of a VM.',
    'Names become names of sockets.',
    "Use at most 63 letters, digits, '-', '_' and '.', a letter or digit first.",
  ],
  VM_NAME_TAKEN: [
    'There is a VM of this name already.',
    'An earlier one still runs.',
    "Choose another name, or stop that one: 'supermin stop NAME'.",
  ],
  VM_NOT_FOUND: [
    'There is no VM of this name.',
    'It has ended, or was started by another user.',
    "'supermin ps' lists those that are running.",
  ],
  VM_STOPPED: [
    'The VM was stopped while something was still running in it.',
    "Somebody called 'supermin stop', or the program called stop().",
    'Start it again.',
  ],
  RUNTIME_DIRECTORY: [
    'There is no directory for the sockets of VMs with names.',
    'XDG_RUNTIME_DIR and the places in /tmp and /var/tmp belong to somebody else, or cannot be written to.',
    'Set XDG_RUNTIME_DIR to a directory of your own.',
  ],
  RUN_TIMEOUT: [
    'The VM was stopped after the time of --timeout.',
    'COMMAND took longer; the exit status is 124.',
    'Give a longer --timeout.',
  ],
  JOB_TIMEOUT: [
    'A command in a VM was killed after its timeout.',
    'It took longer than the program that runs it allows.',
    'Give it a longer timeout.',
  ],
  DIRECTORY_MISSING: [
    'The directory that COMMAND should run in does not exist in the VM.',
    'The value of --workdir is wrong, or the directory is not shared.',
    'Pass another one with --workdir, or share it with --share.',
  ],
  USER_UNKNOWN: [
    'The user or group that COMMAND should run as does not exist in the VM.',
    "The VM has its own /etc/passwd and /etc/group, not this machine's.",
    'Pass a name that is there, or a number: --user UID:GROUP.',
  ],
  JOB_FAILED: [
    "The VM's init could not start COMMAND.",
    'The guest ran out of memory or processes, as the error tells.',
    'Give it more with --memory.',
  ],
  JOB_UNUSABLE: [
    'A command cannot be given to the guest.',
    'Its arguments or environment are too long, or contain NUL bytes.',
    'Shorten them, or pass data in files.',
  ],
  LIMIT_EXCEEDED: [
    'A command wrote, or a file in the VM has, more than may be collected in memory.',
    'Such results have a limit, so that a guest cannot use up all memory.',
    'Give a larger limit, or use streams or copyOut().',
  ],
  FILES_FAILED: [
    'Files could not be copied from or to the VM.',
    'The error names each with its reason.',
    'Correct paths or permissions, and copy again.',
  ],
  FILE_MISSING: [
    'A file to copy from or to the VM does not exist.',
    'The path is misspelled, or was not made.',
    'Correct the path.',
  ],
  FILE_TOO_LARGE: [
    'A file is larger than the archive that brings it to the VM can hold.',
    'Copies have a limit for each file.',
    'Share its directory with --share, or attach it as a disk.',
  ],
  ARCHIVE_REFUSED: [
    'Copying from the VM was stopped: what it sent would be written elsewhere.',
    'The guest is not trusted; names that lead out of the destination are refused.',
    'Do not trust the VM that sent this.',
  ],
  VM_NOT_FORKABLE: [
    'A VM cannot be forked (fork and snapshot of @supermin/vm).',
    "It was started without 'forkable', or has what cannot be there twice: shared directories, a disk that it may write to.",
    "Start it with 'forkable: true', and without shares; copy files in with copyIn.",
  ],
  VM_BUSY: [
    'A VM cannot be forked while a command runs in it.',
    "The command's streams belong to this VM. A process that a command left behind counts as well while it holds the command's output.",
    'Wait for the command, and redirect the output of what is to go on in the background.',
  ],
  FORK_NO_SPACE: [
    'There is no room for the memory of a VM that can be forked.',
    'It is a file: in /dev/shm if that has as much free as the VM has memory, else below TMPDIR.',
    'Give the VM less memory, or set TMPDIR to a directory on a disk with free space.',
  ],
  FORK_FAILED: [
    'A VM could not be forked.',
    'QEMU or the system refused; the error has its words. The VM itself goes on.',
    'Look at what the error says; QEMU devices added with qemuOptions may not be able to be saved.',
  ],
  WARM_FAILED: [
    'The command of --warm failed.',
    'Its program is not in the VM, or it ended with another status than 0: then there is nothing to restore from.',
    'Add the package of its program with -p; look at its last lines in the error, or run it as COMMAND.',
  ],
};
