package cli

import (
	"errors"
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

// atLeastOne is a flag's value that is a whole number from 1; 0 is a flag that wasn't given.
type atLeastOne int

func (n *atLeastOne) String() string {
	if *n == 0 {
		return ""
	}
	return strconv.Itoa(int(*n))
}

// Type is what the help shows for the value.
func (n *atLeastOne) Type() string { return "N" }

func (n *atLeastOne) Set(value string) error {
	v, err := strconv.Atoi(value)
	if err != nil || v < 1 {
		return errors.New("no such number")
	}
	*n = atLeastOne(v)
	return nil
}

// fraction is a flag's value that is a fraction between 0 and 1; 0 is a flag that wasn't given.
type fraction float64

func (r *fraction) String() string {
	if *r == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(*r), 'g', -1, 64)
}

// Type is what the help shows for the value.
func (r *fraction) Type() string { return "RATE" }

func (r *fraction) Set(value string) error {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v > 0 && v < 1) {
		return errors.New("no such rate")
	}
	*r = fraction(v)
	return nil
}

// amount is a flag's value that is a number from 0.
type amount float64

func (a *amount) String() string {
	if *a == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(*a), 'g', -1, 64)
}

// Type is what the help shows for the value.
func (a *amount) Type() string { return "NUMBER" }

func (a *amount) Set(value string) error {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v >= 0) || math.IsInf(v, 0) {
		return errors.New("no such number")
	}
	*a = amount(v)
	return nil
}

func addJSON(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "json", false, "write the result as one JSON document")
}

func addDevice(cmd *cobra.Command) *choice {
	return addChoice(cmd, "device", "where to compute; auto is a GPU where one can be used", torch.Devices...)
}
