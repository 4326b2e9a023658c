package cli

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/torch"
)

// choice is a flag's value that is one of a few words; the first is the default.
type choice struct {
	value   string
	allowed []string
}

func (c *choice) String() string { return c.value }

// Type is what the help shows for the value.
func (c *choice) Type() string { return strings.Join(c.allowed, "|") }

func (c *choice) describe() string { return "one of " + strings.Join(c.allowed, ", ") }

func (c *choice) Set(value string) error {
	if !slices.Contains(c.allowed, value) {
		return errors.New("no such choice")
	}
	c.value = value
	return nil
}

// addChoice adds a flag that takes one of the words, for the shell to complete.
func addChoice(cmd *cobra.Command, name, usage string, allowed ...string) *choice {
	c := &choice{allowed[0], allowed}
	cmd.Flags().Var(c, name, usage)
	_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(allowed, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	return c
}

// addOptionalChoice is addChoice for a flag without a default.
func addOptionalChoice(cmd *cobra.Command, name, usage string, allowed ...string) *choice {
	c := addChoice(cmd, name, usage, allowed...)
	setDefault(cmd, name, "")
	return c
}

// setDefault gives a choice another default than its first word.
func setDefault(cmd *cobra.Command, name, value string) {
	flag := cmd.Flags().Lookup(name)
	flag.DefValue = value
	flag.Value.(*choice).value = value
}

// number is a flag's value that is a number in a range; 0 is a flag that wasn't given.
type number[T int | float64] struct {
	to          *T
	kind, words string // what the help shows for the value, and which numbers it takes
	parse       func(text string) (T, error)
	fits        func(v T) bool
}

func (n *number[T]) String() string {
	if *n.to == 0 {
		return ""
	}
	return fmt.Sprint(*n.to)
}

// Type is what the help shows for the value.
func (n *number[T]) Type() string { return n.kind }

func (n *number[T]) describe() string { return n.words }

func (n *number[T]) Set(text string) error {
	v, err := n.parse(text)
	if err != nil || !n.fits(v) {
		return errors.New("no such number")
	}
	*n.to = v
	return nil
}

func atLeastOne(to *int) *number[int] { return atLeast(1, to) }

// threadCount is a number of threads that a machine bears.
func threadCount(to *int) *number[int] {
	return &number[int]{to, "N", fmt.Sprintf("a whole number from 1 to %d", torch.MostThreads), strconv.Atoi, func(v int) bool { return v >= 1 && v <= torch.MostThreads }}
}

func atLeast(least int, to *int) *number[int] {
	return &number[int]{to, "N", fmt.Sprintf("a whole number from %d", least), strconv.Atoi, func(v int) bool { return v >= least }}
}

func fraction(to *float64) *number[float64] {
	return &number[float64]{to, "RATE", "a fraction between 0 and 1, such as 0.01", parseFloat, func(v float64) bool { return v > 0 && v < 1 }}
}

func amount(to *float64) *number[float64] {
	return &number[float64]{to, "NUMBER", "a number from 0", parseFloat, func(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }}
}

// distanceTo is a distance between faces: below 2 where embeddings have length 1, a little more where a model stretches them.
func distanceTo(to *float64) *number[float64] {
	const most = 100
	return &number[float64]{to, "NUMBER", fmt.Sprintf("a distance above 0 and up to %d; those between faces are mostly below 2", most), parseFloat, func(v float64) bool { return v >= 0 && v <= most }}
}

func parseFloat(text string) (float64, error) { return strconv.ParseFloat(text, 64) }

func addJSON(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "json", false, "write the result as one JSON document")
}

func addDevice(cmd *cobra.Command) *choice {
	return addChoice(cmd, "device", "where to compute; auto is a GPU where one can be used", torch.Devices...)
}

// sayUnusedDevice says that a GPU that was asked for serves nothing where only the face networks compute.
func sayUnusedDevice(t *terminal, device string) {
	if device == "cuda" {
		t.remark("--device cuda changes nothing here: the networks that find and describe faces compute on the processor.")
	}
}
