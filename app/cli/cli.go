// Package cli is the command line: one struct and one file a verb. It turns arguments into calls of the model, and what
// comes back into sentences or JSON. It knows no window.
//
// Results go to stdout, progress and remarks to stderr. With --json, stdout is one JSON document and nothing else. An error is
// one sentence on stderr.
package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"siamface/app/crash"
	"siamface/model/parallel"
	"siamface/model/run"
)

// The exit codes.
const (
	exitDone      = 0
	exitFailed    = 1
	exitUsage     = 2 // the arguments make no sense; nothing was done
	exitDifferent = 3 // verify --exit-code
	exitUnsure    = 4 // verify --exit-code
)

// Run does what the arguments, without the program's name, ask for, and returns the process's exit code: 0 when it was done, 1
// when it failed, 2 when the arguments are wrong; verify --exit-code adds 3 and 4. It never panics. When ctx ends, train stops
// and keeps the best weights so far; the other verbs give up.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) (exitCode int) {
	t := newTerminal(stdout, stderr)
	return execute(ctx, t, args, listVerbs(t, args))
}

// BuildCommand is the whole command line, for what is made of it, such as manual pages.
func BuildCommand() *cobra.Command {
	t := newTerminal(io.Discard, io.Discard)
	return buildRoot(t, listVerbs(t, nil))
}

func listVerbs(t *terminal, args []string) []verb {
	return []verb{
		&scanVerb{terminal: t}, &trainVerb{terminal: t}, &searchVerb{terminal: t}, &evaluateVerb{terminal: t, args: args},
		&crossvalVerb{terminal: t, args: args}, &verifyVerb{terminal: t}, &detectVerb{terminal: t}, &embedVerb{terminal: t, chunk: usualChunk},
		&groupVerb{terminal: t}, &galleryVerb{terminal: t}, &histogramVerb{terminal: t}, &exportVerb{terminal: t}, &enqueueVerb{terminal: t}, &workerVerb{terminal: t}, &queueVerb{terminal: t}, &demoVerb{terminal: t, plan: usualDemo}, &versionVerb{terminal: t}, &forgetVerb{terminal: t},
	}
}

// verb is one of the program's verbs, for one call.
type verb interface {
	buildCommand() *cobra.Command
}

// execute is Run with given verbs.
func execute(ctx context.Context, t *terminal, args []string, verbs []verb) (exitCode int) {
	defer func() {
		if cause := recover(); cause != nil {
			exitCode = t.reportError(nil, failure{crash.Explain(parallel.Recovered(cause))})
		}
	}()
	root := buildRoot(t, verbs)
	root.SetArgs(append([]string{}, args...)) // nil would mean the process's own
	cmd, err := root.ExecuteContextC(ctx)
	if t.stdout.err != nil { // which may be beneath what a library says of it
		err = failure{fmt.Errorf("can't write the result: %w", t.stdout.err)}
	}
	if err != nil {
		return t.reportError(cmd, crash.Explain(err))
	}
	return t.exitCode
}

// buildRoot is the command without a verb.
func buildRoot(t *terminal, verbs []verb) *cobra.Command {
	c := &cobra.Command{
		Use: "siamface",
		Long: `Siamface learns from a folder of faces whether two photos show the same person.

Without arguments it opens its window. The verbs below do the same work without one.
It is no liveness check and not made for decisions about people.`,
		Example: `  siamface verify a.jpg b.jpg                                the same person?
  siamface detect a.jpg                                      where are the faces?
  siamface scan faces                                        who is in the folder?
  siamface train faces --run run                             learn from it
  siamface search faces --run run --minutes 10               find what learns best
  siamface verify a.jpg b.jpg --model run/model.safetensors  ask the model
  siamface evaluate faces --model run/model.safetensors      how good is it?
  siamface crossval faces --recipe small --folds 10          how good is a recipe?
  siamface embed faces --out embeddings.csv                  the photos as numbers
  siamface group photos --out people                         who is on loose photos?
  siamface gallery identify a.jpg --gallery people.gallery   who of many is on a photo?
  siamface histogram run --out histogram.pdf                 draw it
  siamface export run --onnx tower.onnx                      for other programs
  siamface enqueue faces --queue work.db                     work for many (worker, queue)
  siamface forget faces/anna --run run                       remove what was derived of somebody
  siamface demo                                              all of it, with drawn faces`,
		Version:       run.Version,
		SilenceErrors: true, SilenceUsage: true, SuggestionsMinimumDistance: 2,
		Args: checkVerb,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.SetOut(t.stdout)
	c.SetErr(t.stderr)
	c.SetFlagErrorFunc(explainFlagError)
	c.SetHelpCommand(buildHelp())
	for _, v := range verbs {
		c.AddCommand(v.buildCommand())
	}
	addCompletion(c)
	markFailures(c)
	return c
}
