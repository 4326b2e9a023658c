package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// checkVerb is the check of the arguments of the command without a verb: whatever stands there is none.
func checkVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return usagef("there is no verb %q; did you mean %s?", args[0], strings.Join(near, " or "))
	}
	return usagef("there is no verb %q", args[0])
}

// requireSome checks that there is at least one argument, all called name, and no empty one.
func requireSome(name string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 || slices.Contains(args, "") {
			return usagef("%s is missing", name)
		}
		return nil
	}
}

// requireArguments checks that the arguments are exactly those named. An empty one counts as missing: it is a shell variable that
// was never set, and as a path it would mean the working folder.
func requireArguments(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		for i, name := range names {
			if i >= len(args) || args[i] == "" {
				return usagef("%s is missing", name)
			}
		}
		if len(args) > len(names) {
			return usagef("%q is one argument too many", args[len(names)])
		}
		return nil
	}
}

// requireFlag is the error for a flag that must be given.
func requireFlag(name, value string) error {
	if value == "" {
		return usagef("--%s is missing", name)
	}
	return nil
}

// firstGiven is the first of these flags that was given; "" is none.
func firstGiven(cmd *cobra.Command, names ...string) string {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}
