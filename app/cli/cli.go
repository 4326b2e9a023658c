// Package cli is the command line: one file a verb. It turns arguments into calls of the model and what comes back into
// sentences or JSON; it knows no window.
//
// Results go to stdout, progress and remarks to stderr. With --json, stdout is one JSON document and nothing else. An error is
// one sentence on stderr.
package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"siamface/model/run"
	"siamface/model/spelling"
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
	p := &program{stdout: &sticky{w: spelling.Cleaner(stdout)}, stderr: stderr, progress: newProgress(stderr), plan: usualDemo, chunk: usualChunk}
	return p.execute(ctx, args)
}

func (p *program) execute(ctx context.Context, args []string) (exitCode int) {
	defer func() {
		if cause := recover(); cause != nil {
			exitCode = p.fail(nil, failure{fmt.Errorf("something unexpected went wrong: %v", cause)})
		}
	}()
	p.args = args
	root := p.root()
	root.SetArgs(append([]string{}, args...)) // nil would mean the process's own
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil && p.stdout.err != nil {
		err = failure{fmt.Errorf("can't write the result: %w", p.stdout.err)}
	}
	if err != nil {
		return p.fail(cmd, err)
	}
	return p.exitCode
}

// program is one call of the command line.
type program struct {
	stdout   *sticky
	stderr   io.Writer
	progress *progress
	plan     demoPlan
	chunk    int // photos that embed computes before it keeps them
	args     []string
	exitCode int
}

// root is the command without a verb.
func (p *program) root() *cobra.Command {
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
  siamface embed faces --out embeddings.csv                  the photos as numbers
  siamface histogram run --out histogram.pdf                 draw it
  siamface demo                                              all of it, with drawn faces`,
		Version:       run.Version,
		SilenceErrors: true, SilenceUsage: true, SuggestionsMinimumDistance: 2,
		Args: knownVerb,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.SetOut(p.stdout)
	c.SetErr(p.stderr)
	c.SetFlagErrorFunc(flagError)
	c.SetHelpCommand(helpCommand())
	c.AddCommand(p.scan(), p.train(), p.search(), p.evaluate(), p.verify(), p.detect(), p.embed(), p.histogram(), p.demo(), p.version())
	addCompletion(c)
	for _, verb := range c.Commands() {
		markFailures(verb)
	}
	return c
}

// say writes a line of the result.
func (p *program) say(format string, values ...any) {
	fmt.Fprintf(p.stdout, format+"\n", values...)
}

// remark writes a line that is no part of the result.
func (p *program) remark(format string, values ...any) {
	p.progress.end()
	fmt.Fprintln(p.stderr, spelling.Clean(fmt.Sprintf(format, values...)))
}

// json writes the result as the one document that stdout then holds.
func (p *program) json(document any) error {
	return spelling.WriteJSON(p.stdout, document, "  ")
}

// sticky remembers the first error of a writer, so that not every line of text needs a check.
type sticky struct {
	w   io.Writer
	err error
}

func (s *sticky) Write(data []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(data)
	s.err = err
	return n, err
}
