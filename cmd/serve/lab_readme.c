/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The README of the laboratory, from the same table as its files.
 */
#include "serve/lab_part.h"

int
lab_readme(const struct lab_dir *d, struct err *err)
{
	return lab_dir_write(d, "README", 0644, view_of_str("soon\n"), err);
}
