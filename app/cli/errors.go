package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"siamface/model/file"
	"siamface/model/spelling"
)

// failure is what went wrong while a verb did its work. Every other error is about the arguments: ours (usageError) and
// cobra's own.
type failure struct{ err error }

func (f failure) Error() string { return f.err.Error() }

func (f failure) Unwrap() error { return f.err }

// usageError is a sentence on wrong arguments.
type usageError string

func (e usageError) Error() string { return string(e) }

func usagef(format string, values ...any) error {
	return usageError(fmt.Sprintf(format, values...))
}

// markFailures makes what a verb returns a failure, unless it is about the arguments; likewise of the verbs below it.
func markFailures(c *cobra.Command) {
	for _, below := range c.Commands() {
		markFailures(below)
	}
	work := c.RunE
	if work == nil {
		return
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		err := work(cmd, args)
		if _, usage := errors.AsType[usageError](err); err == nil || usage {
			return err
		}
		return failure{err}
	}
}

// reportError says what is wrong, in one line, and gives the exit code.
func (t *terminal) reportError(cmd *cobra.Command, err error) int {
	t.progress.closeBar()
	if _, failed := errors.AsType[failure](err); failed {
		fmt.Fprintln(t.stderr, "siamface: "+spelling.Clean(endSentence(err)))
		return exitFailed
	}
	path := "siamface"
	if cmd != nil {
		path = cmd.CommandPath()
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	fmt.Fprintf(t.stderr, "siamface: %s; see %s --help\n", strings.TrimRight(spelling.Clean(text), ". "), path)
	return exitUsage
}

// endSentence is the first line of an error, ended. What libraries put beneath it (a trace of libtorch's, for one) helps nobody
// here.
func endSentence(err error) string {
	if errors.Is(err, context.Canceled) {
		return "stopped before there was a result; nothing was kept."
	}
	text, _, _ := strings.Cut(file.Plain(err), "\n")
	if text = strings.TrimRight(text, ".:; "); strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// explainFlagError puts pflag's errors into words.
func explainFlagError(cmd *cobra.Command, err error) error {
	if verbs := cmd.Flags().Args(); !cmd.HasParent() && len(verbs) > 0 {
		return checkVerb(cmd, verbs) // what is wrong with "siamface tarin --json" is not the flag
	}
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return usagef("--%s needs a value", missing.GetFlag().Name)
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usagef("--%s can't be %q: it takes %s", invalid.GetFlag().Name, invalid.GetValue(), describeValues(invalid.GetFlag()))
	}
	return usageError(err.Error())
}

// describeValues says which values a flag takes.
func describeValues(f *pflag.Flag) string {
	if ours, ok := f.Value.(interface{ describe() string }); ok {
		return ours.describe()
	}
	switch f.Value.Type() {
	case "uint64":
		return "a whole number from 0"
	case "bool":
		return "true or false"
	}
	return f.Value.Type()
}
