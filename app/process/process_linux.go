package process

/*
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static int is_c(const char *locale) {
	return locale && locale[0] == 'C' && (locale[1] == '\0' || locale[1] == '.');
}

// Keeps the locale's characters, and gives its messages the language that plain C means. Tells whether there was need to.
static int name_the_language(void) {
	const char *all = getenv("LC_ALL"), *messages = getenv("LC_MESSAGES"), *lang = getenv("LANG");
	if (!is_c(all && *all ? all : messages && *messages ? messages : lang))
		return 0;
	if (all && *all) {
		setenv("LC_CTYPE", all, 1);
		unsetenv("LC_ALL");
	}
	return setenv("LC_MESSAGES", "en", 1) == 0;
}

static int wait_shortly(void) {
	const char *policy = getenv("OMP_WAIT_POLICY");
	if (getenv("GOMP_SPINCOUNT") || (policy && strcasecmp(policy, "passive")))
		return 0;
	return setenv("OMP_WAIT_POLICY", "passive", 1) == 0 && setenv("GOMP_SPINCOUNT", "3000", 1) == 0;
}

// After the second start nothing is left to change, so there is no third.
__attribute__((constructor)) static void start_anew(int argc, char **argv, char **envp) {
	int changed = wait_shortly();
	changed |= name_the_language();
	if (changed)
		execv("/proc/self/exe", argv); // comes back only if it can't be done, and then all is as it was
}
*/
import "C"
