package cli

import "github.com/spf13/cobra"

// checkRepeat refuses the flags whose answers are in the report that --from names: those given and the settings.
func checkRepeat(cmd *cobra.Command, from string, flags ...string) error {
	if name := firstGiven(cmd, append(flags, settingNames()...)...); name != "" {
		return usagef("--from and --%s exclude each other: the run's report says it", name)
	}
	return requireFlag("from", from)
}

// warnOfDifferences says what isn't as it was in what is repeated.
func warnOfDifferences(t *terminal, differs []string) {
	for _, line := range differs {
		t.remark("Differs from that run: %s.", line)
	}
	if len(differs) > 0 {
		t.remark("The numbers may differ too.")
	}
}
