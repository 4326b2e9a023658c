package cli

import "github.com/spf13/cobra"

// buildHelp is the verb help. Cobra's own answers an unknown verb with the whole usage and exit code 0.
func buildHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "Show the help of a verb",
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			found, rest, err := root.Find(args)
			if err != nil {
				return usageError(err.Error())
			}
			if len(rest) > 0 {
				return checkVerb(root, rest)
			}
			found.InitDefaultHelpFlag() // which cobra adds only to a command that runs
			return found.Help()
		},
	}
}

// addCompletion adds cobra's verb completion, which by itself takes any shell's name and does nothing for an unknown one.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Short = "Write the completion script for a shell"
			c.RunE = func(*cobra.Command, []string) error {
				return usagef("the shell is missing: bash, fish, powershell or zsh")
			}
		}
	}
}
