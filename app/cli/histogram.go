package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/figure"
	"siamface/model/run"
)

func (p *program) histogram() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "histogram RUN --out FILE",
		Short: "Draw the distances of a run's test people",
		Long:  "Draw how the distances of genuine and impostor pairs of a run's test people are spread, with the threshold.",
		Example: `  siamface histogram run --out histogram.png
  siamface histogram run --out histogram.svg
  siamface histogram run --out histogram.pdf`,
		Args: takes("RUN"),
	}
	c.Flags().StringVar(&out, "out", "", "the `FILE` to write, which ends in .png, .svg or .pdf (needed)")
	c.RunE = func(_ *cobra.Command, args []string) error {
		if err := need("out", out); err != nil {
			return err
		}
		if !slices.Contains(figure.Formats, strings.ToLower(filepath.Ext(out))) {
			return usagef("--out can't be %q: the name must end in %s", out, strings.Join(figure.Formats, ", "))
		}
		if err := saveHistogram(args[0], out); err != nil {
			return err
		}
		p.say("%s", out)
		return nil
	}
	return c
}

func saveHistogram(folder, out string) error {
	f, err := run.Histogram(folder, figure.Style{})
	if err != nil {
		return err
	}
	return figure.Save(out, f)
}
