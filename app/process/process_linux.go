package process

/*
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_c(const char *locale) {
	return locale && locale[0] == 'C' && (locale[1] == '\0' || locale[1] == '.');
}

// Keeps the locale's characters, and gives its messages the language that plain C means.
static void name_the_language(void) {
	const char *all = getenv("LC_ALL"), *messages = getenv("LC_MESSAGES"), *lang = getenv("LANG");
	const char *used = all && *all ? all : messages && *messages ? messages : lang;
	if (!is_c(used))
		return;
	if (all && *all) {
		setenv("LC_CTYPE", all, 1);
		unsetenv("LC_ALL");
	}
	setenv("LC_MESSAGES", "en", 1);
}

__attribute__((constructor)) static void start_anew(int argc, char **argv, char **envp) {
	if (getenv("OMP_WAIT_POLICY"))
		return;
	setenv("OMP_WAIT_POLICY", "passive", 1);
	name_the_language();
	execv("/proc/self/exe", argv); // comes back only if it can't be done, and then all is as it was
}
*/
import "C"
