package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"siamface/model/run"
)

// notWithFrom refuses the flags that --from has the answers to: the tuning and those given.
func notWithFrom(cmd *cobra.Command, from string, flags ...string) error {
	if name := given(cmd, append(flags, tuningFlags()...)...); name != "" {
		return usagef("--from and --%s exclude each other: the run's report says it", name)
	}
	return need("from", from)
}

// doAgain repeats a run.
func (p *program) doAgain(cmd *cobra.Command, folder, from string, o run.Options, asJSON bool) error {
	if err := notWithFrom(cmd, from, "recipe", "epochs", "seed", "fmr", "exclude", "exclude-duplicates"); err != nil {
		return err
	}
	ctx := cmd.Context()
	if filepath.Base(from) == run.ReportFile {
		from = filepath.Dir(from)
	}
	made, err := run.ReadReport(from)
	if err != nil {
		return err
	}
	d, err := p.openSaying(ctx, folder)
	if err != nil {
		return err
	}
	d, o, differs, err := run.Again(ctx, d, made, o)
	if err != nil {
		return err
	}
	p.sayDiffers(differs)
	return p.trainAndSay(ctx, d, o, asJSON)
}

// sayDiffers says what isn't as it was in what is repeated.
func (p *program) sayDiffers(differs []string) {
	for _, line := range differs {
		p.remark("Differs from that run: %s.", line)
	}
	if len(differs) > 0 {
		p.remark("The numbers may differ too.")
	}
}
