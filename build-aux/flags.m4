# SPDX-License-Identifier: Apache-2.0
# flags.m4 - ask the compiler which flags it takes, without a word of protest.

# TLSBIND_IF_FLAG(FLAGS, IF-TAKEN, IF-NOT)
AC_DEFUN([TLSBIND_IF_FLAG],
[AS_VAR_PUSHDEF([taken], [tlsbind_cv_flag_$1])dnl
AC_CACHE_CHECK([whether $CC takes $1], [taken],
	[tlsbind_cflags=$CFLAGS
	CFLAGS="$CFLAGS -Werror $1"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdlib.h>]])],
		[AS_VAR_SET([taken], [yes])], [AS_VAR_SET([taken], [no])])
	CFLAGS=$tlsbind_cflags])
AS_VAR_IF([taken], [yes], [$2], [$3])
AS_VAR_POPDEF([taken])])

# TLSBIND_TRY_FLAGS(VARIABLE, FLAGS): append each flag that is taken.
AC_DEFUN([TLSBIND_TRY_FLAGS],
[m4_foreach_w([flag], [$2],
	[TLSBIND_IF_FLAG(m4_defn([flag]),
		[AS_VAR_APPEND([$1], [" ]m4_defn([flag])["])], [])
])])

# TLSBIND_NEED_FLAGS(VARIABLE, FLAGS): append each, or stop.
AC_DEFUN([TLSBIND_NEED_FLAGS],
[m4_foreach_w([flag], [$2],
	[TLSBIND_IF_FLAG(m4_defn([flag]),
		[AS_VAR_APPEND([$1], [" ]m4_defn([flag])["])],
		[AC_MSG_ERROR([$CC does not take ]m4_defn([flag]))])
])])

# TLSBIND_TRY_ONE_OF(VARIABLE, FLAGS, OTHER-FLAGS): the first that is taken.
AC_DEFUN([TLSBIND_TRY_ONE_OF],
[TLSBIND_IF_FLAG([$2], [AS_VAR_APPEND([$1], [" $2"])],
	[TLSBIND_IF_FLAG([$3], [AS_VAR_APPEND([$1], [" $3"])], [])])])
