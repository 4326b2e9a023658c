package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"siamface/model/run"
)

// withoutFrom are the flags that --from has the answers to.
var withoutFrom = append([]string{"recipe", "epochs", "seed", "fmr", "exclude", "exclude-duplicates"}, tuningFlags...)

// doAgain repeats a run.
func (p *program) doAgain(cmd *cobra.Command, folder, from string, o run.Options, asJSON bool) error {
	if name := given(cmd, withoutFrom...); name != "" {
		return usagef("--from and --%s exclude each other: the run's report says it", name)
	}
	if err := need("from", from); err != nil {
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
	d, err := p.open(ctx, folder)
	if err != nil {
		return err
	}
	d, o, differs, err := run.Again(ctx, d, made, o)
	if err != nil {
		return err
	}
	for _, line := range differs {
		p.remark("Differs from that run: %s.", line)
	}
	if len(differs) > 0 {
		p.remark("The numbers may differ too.")
	}
	return p.trainAndSay(ctx, d, o, asJSON)
}
