/* unpack.h - a course in a tarball. */
#ifndef CDCLAB_COURSE_UNPACK_H
#define CDCLAB_COURSE_UNPACK_H

struct err;
struct place;

/*
 * The folder that a course's path stands for, owned: itself, or what its tarball
 * was unpacked to, $progress/courses/..., once for each version of the file. Its
 * single folder, where it has one and no lessons. NULL: ERR_USAGE, also when a
 * name or a link in the tarball leads out of it; then nothing of it is kept.
 */
char *course_root(const struct place *place, const char *path, struct err *err);

#endif
