package process

/*
#include <stdlib.h>
#include <string.h>

extern char **environ;

static int says_c(const char *variable, const char *name) {
	const size_t n = strlen(name);
	return strncmp(variable, name, n) == 0 && (strcmp(variable + n, "=C") == 0 || strncmp(variable + n, "=C.", 3) == 0);
}

// The variables that name the language, the first that isn't empty before the others, and what stands in its place.
static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
static char *const english[] = {"LC_ALL=en", "LC_MESSAGES=en", "LANG=en"};

// Go reads the environment where the system has put it, behind the arguments. C reads what environ points to: that becomes a copy, with the
// locale's characters as they are.
__attribute__((constructor)) static void name_the_language(int argc, char **argv) {
	char **variables = argv + argc + 1;
	size_t decides = 0, count = 0;
	while (decides < 2 && !(getenv(names[decides]) && *getenv(names[decides])))
		decides++;
	while (variables[count])
		count++;
	char **copy = environ == variables ? malloc((count + 1) * sizeof *copy) : NULL;
	if (copy)
		environ = memcpy(copy, variables, (count + 1) * sizeof *copy);
	for (size_t i = 0; i < count && environ != variables; i++)
		if (says_c(variables[i], names[decides]))
			variables[i] = english[decides];
}
*/
import "C"
