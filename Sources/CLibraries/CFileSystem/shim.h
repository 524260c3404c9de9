/// Writes all that a file system holds in memory to its disk; `file` is any open file on it. It sets `errno` and returns -1
/// on failure, which tells of all that could not be written since `file` was opened. See syncfs(2).
int syncfs(int file);
