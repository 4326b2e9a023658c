package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// markFailures makes what a verb returns a failure, unless it is about the arguments.
func markFailures(c *cobra.Command) {
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

// fail says what is wrong, in one line, and gives the exit code.
func (p *program) fail(cmd *cobra.Command, err error) int {
	p.progress.end()
	if _, failed := errors.AsType[failure](err); failed {
		fmt.Fprintln(p.stderr, "siamface: "+spelling.Clean(sentence(err)))
		return exitFailed
	}
	path := "siamface"
	if cmd != nil {
		path = cmd.CommandPath()
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	fmt.Fprintf(p.stderr, "siamface: %s; see %s --help\n", strings.TrimRight(spelling.Clean(text), ". "), path)
	return exitUsage
}

// sentence is the first line of an error, ended. What libraries put beneath it (a trace of libtorch's, for one) helps nobody
// here.
func sentence(err error) string {
	if errors.Is(err, context.Canceled) {
		return "stopped before there was a result; nothing was kept."
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimRight(text, ".:; ") + "."
}

// flagError puts pflag's errors into words.
func flagError(cmd *cobra.Command, err error) error {
	if verbs := cmd.Flags().Args(); !cmd.HasParent() && len(verbs) > 0 {
		return knownVerb(cmd, verbs) // what is wrong with "siamface tarin --json" is not the flag
	}
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return usagef("--%s needs a value", missing.GetFlag().Name)
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usagef("--%s can't be %q: it takes %s", invalid.GetFlag().Name, invalid.GetValue(), kindOf(invalid.GetFlag()))
	}
	return usageError(err.Error())
}

// kindOf says which values a flag takes.
func kindOf(f *pflag.Flag) string {
	switch v := f.Value.(type) {
	case *choice:
		return "one of " + strings.Join(v.allowed, ", ")
	case *atLeastOne:
		return "a whole number from 1"
	case *amount:
		return "a number from 0"
	case *fraction:
		return "a fraction between 0 and 1, such as 0.01"
	}
	switch f.Value.Type() {
	case "uint64":
		return "a whole number from 0"
	case "bool":
		return "true or false"
	}
	return f.Value.Type()
}

// knownVerb is the check of the arguments of the command without a verb: whatever stands there is none.
func knownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return usagef("there is no verb %q; did you mean %s?", args[0], strings.Join(near, " or "))
	}
	return usagef("there is no verb %q", args[0])
}

// takesSome checks that there is at least one argument, all called name, and no empty one.
func takesSome(name string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 || slices.Contains(args, "") {
			return usagef("%s is missing", name)
		}
		return nil
	}
}

// takes checks that the arguments are exactly those named. An empty one counts as missing: it is a shell variable that was
// never set, and as a path it would mean the working folder.
func takes(names ...string) cobra.PositionalArgs {
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
